package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Computation;
import dev.adagent.transform.ir.analysis.LoopForest;

/**
 * Leaves calls of elementary functions calls where what they cost is nothing beside what the function around them does: the hyperbolic tangent of a
 * sum of 784 products is one. Each body that is not inlined is optimised and lowered once, and {@linkplain Callee#apart() compiled once for all kernels},
 * whose PTX holds it in the call's place; what that costs is that LLVM does not optimise it together with the code around it.
 */
final class CallsApart {
    /** A body with fewer instructions is inlined: there is little to gain. */
    private static final int SMALLEST = 32;

    /** What is lost where a body is not seen, or, if it cannot be pasted, what a call costs, in instructions. */
    private static final double COST = 20;

    /** The part of a function's work that all its calls may cost. */
    private static final double PART = 0.01;

    private CallsApart() {}

    /** Marks the calls of a function that are to stay. Overlays have been expanded, and the callees' own calls are inlined. */
    static void mark(Module module, Function f) {
        Frequencies often = null;
        double left = 0;
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                Function callee = redirected(module, i);
                if (callee == null || !isWorthIt(callee)) {
                    continue;
                }
                if (often == null) {
                    often = new Frequencies(f);
                    left = PART * often.work();
                }
                double cost = COST * often.of(b.id());
                if (cost <= left) {
                    Rewrite.CALL_APART.happened();
                    left -= cost;
                    b.insns().set(k, i.withAttr(((Callee) i.attr()).apart()));
                }
            }
        }
    }

    /** The body that a method table has put in the place of the method that is called. */
    private static Function redirected(Module module, Insn i) {
        if (i.op() != Op.CALL || !(i.attr() instanceof Callee c) || c.overlay() != null || c.function() == null) {
            return null;
        }
        return c.function().equals(c.original().toString()) ? null : module.get(c.function());
    }

    /** Whether a function takes numbers, gives one and does nothing else, always ends, and is large. */
    private static boolean isWorthIt(Function f) {
        if (!Computation.isNumber(f.result()) || !f.paramTypes().stream().allMatch(Computation::isNumber)) {
            return false;
        }
        long size = f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .filter(i -> i.op() != Op.CONST)
                .count();
        return size >= SMALLEST
                && Computation.isAll(f, i -> Computation.is(i) && !callsByItself(i))
                && LoopForest.of(f).loops().isEmpty();
    }

    /** Whether an operation is a call in the machine's code. */
    private static boolean callsByItself(Insn i) {
        return i.op() == Op.REM && i.type().isFloating();
    }
}
