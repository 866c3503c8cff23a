package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Function;
import java.util.BitSet;
import java.util.stream.Collectors;

/**
 * What may be written between a call and its reverse, so that the callee's adjoint does not find there what the callee read (the
 * <em>uncacheable</em> arguments of W. S. Moses and V. Churavy, "Instead of rewriting foreign code for machine learning,
 * automatically synthesize fast gradients", NeurIPS 2020).
 *
 * @param parameters indices of the parameters whose arrays or objects may be written
 * @param others whether memory may be that the callee reaches by itself
 */
record Later(BitSet parameters, boolean others) {
    static final Later NOTHING = new Later(new BitSet(), false);

    /** Whoever calls the two passes of the function one by one may do anything in between. */
    static Later anything(Function f) {
        BitSet references = new BitSet();
        for (int k = 0; k < f.params().size(); k++) {
            references.set(k, f.typeOf(f.params().get(k)).isReference());
        }
        return new Later(references, true);
    }

    boolean isNothing() {
        return parameters.isEmpty() && !others;
    }

    /** Whether the parameters of the function are among it that hold references, or something that the function reaches by itself. */
    boolean mayReachRows(Function f) {
        return others
                || parameters.stream()
                        .anyMatch(k -> !Memory.holdsNumbers(f.typeOf(f.params().get(k))));
    }

    /** For the names of functions. */
    String key() {
        return isNothing()
                ? ""
                : " before writes to"
                        + parameters.stream().mapToObj(k -> " " + k).collect(Collectors.joining())
                        + (others ? " others" : "");
    }
}
