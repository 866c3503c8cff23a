package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Type;
import java.util.BitSet;
import java.util.stream.Collectors;

/**
 * What may be written between a call and its reverse, so that the callee's adjoint does not find there what the callee read (the
 * <em>uncacheable</em> arguments of W. S. Moses and V. Churavy, "Instead of rewriting foreign code for machine learning,
 * automatically synthesize fast gradients", NeurIPS 2020).
 *
 * @param parameters indices of the parameters whose arrays or objects may be written
 * @param rows those among them in which, or in what they reach, an array of references may get another one
 * @param others whether memory may be that the callee reaches by itself
 */
record Later(BitSet parameters, BitSet rows, boolean others) {
    static final Later NOTHING = new Later(new BitSet(), new BitSet(), false);

    /** Whoever calls the two passes of the function one by one may do anything in between. */
    static Later anything(Function f) {
        BitSet references = new BitSet();
        BitSet rows = new BitSet();
        for (int k = 0; k < f.params().size(); k++) {
            Type t = f.typeOf(f.params().get(k));
            references.set(k, t.isReference());
            rows.set(k, t.isReference() && !Memory.holdsNumbers(t));
        }
        return new Later(references, rows, true);
    }

    boolean isNothing() {
        return parameters.isEmpty() && !others;
    }

    /** Whether an array of references that the function reaches may get another one. */
    boolean mayReachRows() {
        return others || !rows.isEmpty();
    }

    /** For the names of functions. */
    String key() {
        return isNothing()
                ? ""
                : " before writes to"
                        + parameters.stream()
                                .mapToObj(k -> " " + k + (rows.get(k) ? " rows" : ""))
                                .collect(Collectors.joining())
                        + (others ? " others" : "");
    }
}
