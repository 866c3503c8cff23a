package dev.adagent.transform.deferred;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a lambda captures, where a captured lambda counts as what that one captures: so a function that is differentiated can be handed on
 * to another, which differentiates it.
 */
final class Captures {
    private final Insn lambda;
    private final IntFunction<Insn> source;
    private final List<Integer> values = new ArrayList<>();

    /** @param source gives the instruction behind casts that makes a value, null for a parameter */
    Captures(Insn lambda, IntFunction<Insn> source) {
        this.lambda = lambda;
        this.source = source;
        collect(lambda);
    }

    private void collect(Insn from) {
        for (int v : from.args()) {
            Insn i = source.apply(v);
            if (i != null && i.op() == Op.LAMBDA) {
                collect(i);
            } else {
                values.add(v);
            }
        }
    }

    Lambda lambda() {
        return (Lambda) lambda.attr();
    }

    /** The values captured, in order. */
    List<Integer> values() {
        return values;
    }

    List<Type> types(Function f) {
        return values.stream().map(f::typeOf).toList();
    }

    /** Makes the lambda in another function, in which the captured values are these. */
    int make(Function f, Block b, List<Integer> captured, Loc loc) {
        return make(lambda, f, b, new ArrayList<>(captured), loc);
    }

    private int make(Insn from, Function f, Block b, List<Integer> rest, Loc loc) {
        int[] args = new int[from.args().length];
        for (int k = 0; k < args.length; k++) {
            Insn i = source.apply(from.arg(k));
            args[k] = i != null && i.op() == Op.LAMBDA ? make(i, f, b, rest, loc) : rest.remove(0);
        }
        return f.append(b, Op.LAMBDA, from.type(), from.attr(), loc, args);
    }
}
