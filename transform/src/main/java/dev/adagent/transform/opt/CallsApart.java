package dev.adagent.transform.opt;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
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
        if (!isNumber(f.result()) || !f.paramTypes().stream().allMatch(CallsApart::isNumber)) {
            return false;
        }
        int size = 0;
        for (Block b : f.blocks()) {
            switch (b.term().kind()) {
                case JUMP, BR, SWITCH, RET -> {}
                default -> {
                    return false;
                }
            }
            for (Insn i : b.insns()) {
                if (!computes(i)) {
                    return false;
                }
                size += i.op() == Op.CONST ? 0 : 1;
            }
        }
        return size >= SMALLEST && LoopForest.of(f).loops().isEmpty();
    }

    private static boolean computes(Insn i) {
        if (!isNumber(i.type())) {
            return false;
        }
        return switch (i.op()) {
            case REM -> !i.type().isFloating(); // which calls a function itself
            case CALL ->
                ((Callee) i.attr()).function() == null
                        && ((Callee) i.attr()).overlay() instanceof Overlay.TargetIntrinsic t
                        && t.effect() == Overlay.Effect.PURE;
            case INTRINSIC -> Intrinsics.kind((String) i.attr()) == Intrinsics.Kind.PURE;
            default -> i.op().effect() == Op.Effect.NONE;
        };
    }

    private static boolean isNumber(Type t) {
        return t.isInteger() || t.isFloating();
    }
}
