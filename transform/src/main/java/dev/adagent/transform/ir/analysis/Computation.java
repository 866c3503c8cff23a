package dev.adagent.transform.ir.analysis;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.function.Predicate;

/** Code that computes numbers from its operands and does nothing else: it reads no memory and throws nothing. */
public final class Computation {
    private Computation() {}

    /** Whether a function only computes, by itself. @param taken says of each instruction whether it is to be taken for one that does */
    public static boolean isAll(Function f, Predicate<Insn> taken) {
        return f.blocks().stream().allMatch(b -> switch (b.term().kind()) {
            case JUMP, BR, SWITCH, RET -> b.insns().stream().allMatch(taken);
            default -> false;
        });
    }

    /** Whether an instruction computes a number, by itself. */
    public static boolean is(Insn i) {
        if (!isNumber(i.type())) {
            return false;
        }
        return switch (i.op()) {
            case CALL ->
                ((Callee) i.attr()).function() == null
                        && ((Callee) i.attr()).overlay() instanceof Overlay.TargetIntrinsic t
                        && t.effect() == Overlay.Effect.PURE;
            case INTRINSIC -> Intrinsics.kind((String) i.attr()) == Intrinsics.Kind.PURE;
            default -> i.op().effect() == Op.Effect.NONE;
        };
    }

    /** Whether values of a type are numbers. */
    public static boolean isNumber(Type t) {
        return t.isInteger() || t.isFloating();
    }
}
