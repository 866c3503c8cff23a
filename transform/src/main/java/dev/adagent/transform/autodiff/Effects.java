package dev.adagent.transform.autodiff;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.TextCalls;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.WarpOps;
import java.util.Set;

/** What instructions do, where the differentiation engine has to know. */
final class Effects {
    private static final Set<String> MATH = Set.of(
            "java/lang/Math",
            "java/lang/StrictMath",
            "java/lang/Float",
            "java/lang/Double",
            "java/lang/Integer",
            "java/lang/Long");

    private Effects() {}

    /** Whether the result depends on the operands alone, and nothing else happens. */
    static boolean isPure(Insn i) {
        return switch (i.op()) {
            case ALEN, EXTRACT, TUPLE, LAMBDA, INSTANCEOF -> true;
            case CALL -> isPure((Callee) i.attr(), i);
            case INTRINSIC -> {
                Intrinsics.Kind k = Intrinsics.kind((String) i.attr());
                yield k == Intrinsics.Kind.PURE || k == Intrinsics.Kind.THREAD;
            }
            default -> i.op().effect() == Op.Effect.NONE;
        };
    }

    private static boolean isPure(Callee c, Insn i) {
        if (c.overlay() instanceof Overlay.Intrinsic n && Intrinsics.exists(n.name())) {
            Intrinsics.Kind k = Intrinsics.kind(n.name());
            return k == Intrinsics.Kind.PURE || k == Intrinsics.Kind.THREAD;
        }
        if (c.overlay() instanceof RuledCall r) {
            return r.pure();
        }
        if (c.isPureTargetIntrinsic() || isOfTexts(i) && takesNoObject(c)) {
            return true;
        }
        boolean scalars = !i.type().isReference() && !i.type().equals(Type.VOID);
        return Rules.find(i) != null
                || (c.function() == null
                        && scalars
                        && MATH.contains(c.original().owner()));
    }

    /** Whether the call makes a text, or looks at one: no derivative goes through texts, and what they show is not changed. */
    static boolean isOfTexts(Insn i) {
        return i.op() == Op.CALL && ((Callee) i.attr()).overlay() == null && TextCalls.is(i);
    }

    /** Whether the host runs it and keeps nothing: it looks something up, or prints it. */
    static boolean isOfHost(Insn i) {
        return i.op() == Op.CALL && ((Callee) i.attr()).overlay() instanceof Overlay.HostCall;
    }

    /** Whether all that the method takes are numbers and texts, which never change. */
    private static boolean takesNoObject(Callee c) {
        return Type.parameters(c.original().descriptor()).stream()
                .allMatch(t -> !t.isReference() || t.equals(Type.object("java/lang/String")));
    }

    /** Whether lanes of a warp give each other floating-point values there, of which what each gets is a linear function. */
    static boolean isShuffle(Insn i) {
        String name = Intrinsics.of(i);
        return name != null
                && (WarpOps.isShuffle(name) || WarpOps.isScatter(name))
                && i.type().isFloating();
    }

    /** Whether threads meet there: what others have written may be seen after it, and the reverse sweep has to meet there too. */
    static boolean synchronises(Insn i) {
        String name = Intrinsics.of(i);
        return name != null
                && switch (Intrinsics.kind(name)) {
                    case BARRIER, WARP, FENCE -> true;
                    default -> false;
                };
    }

    /** Whether the threads that meet there give nothing to each other but what they have written before. */
    static boolean onlyMeets(Insn i) {
        return synchronises(i) && i.type().equals(Type.VOID);
    }

    /** What it costs to run the instruction again, in additions. */
    static int cost(Insn i) {
        return switch (i.op()) {
            case CONST -> 0;
            case DIV, REM -> 8;
            case ALOAD, GETFIELD, GETSTATIC -> 3;
            case CALL -> 20;
            case INTRINSIC ->
                switch ((String) i.attr()) {
                    case "sqrt" -> 8;
                    case "fma", "abs", "min", "max", "floor", "ceil", "rint", "copySign", "strict.copySign" -> 2;
                    default -> Intrinsics.kind((String) i.attr()) == Intrinsics.Kind.THREAD ? 1 : 20;
                };
            default -> 1;
        };
    }

    /** The largest cost of recomputing a value in the reverse sweep of a loop; above it the value is stored. */
    static final int RECOMPUTE_LIMIT = 48;
}
