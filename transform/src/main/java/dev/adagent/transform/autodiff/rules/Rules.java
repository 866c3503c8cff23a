package dev.adagent.transform.autodiff.rules;

import dev.adagent.overlay.MathLibraries;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds the rule of an instruction. A call is looked up by its overlay first, then by the method that the bytecode names, so a derivative is chosen before the overlay's body is expanded.
 *
 * <p>To add a rule: one line in the table of operations here or of methods in {@link MathRules}, and one in the test that compares
 * every rule with finite differences.
 */
public final class Rules {
    private static final Rule.Linear ID = (e, t) -> t;
    private static final Rule.Linear MINUS = (e, t) -> e.neg(t);

    private static final Map<Op, Rule> OPERATIONS = new EnumMap<>(Map.of(
            Op.ADD, Rule.of(ID, ID),
            Op.SUB, Rule.of(ID, MINUS),
            Op.MUL, Rule.of((e, t) -> e.mul(t, e.x(1)), (e, t) -> e.mul(t, e.x(0))),
            Op.DIV, Rule.of((e, t) -> e.div(t, e.x(1)), (e, t) -> e.neg(e.mul(e.div(t, e.x(1)), e.y()))),
            Op.REM, Rule.of(ID, (e, t) -> e.neg(e.mul(t, e.call("rint", e.div(e.sub(e.x(0), e.y()), e.x(1)))))),
            Op.NEG, Rule.of(MINUS),
            Op.SELECT,
                    Rule.of(
                            null,
                            (e, t) -> e.select(e.x(0), t, e.constant(0)),
                            (e, t) -> e.select(e.x(0), e.constant(0), t)),
            Op.CONV, Rule.of((e, t) -> e.convert(t, e.out()))));

    /** The rule of a product of a value with itself: one product, where that of two operands would take two. */
    private static final Rule SQUARE = Rule.of((e, t) -> e.twice(t, e.x(0)));

    private static final MethodKey ROUNDED_KEY = new MethodKey("java/lang/Math", "$rounded", "(DD)D");

    /**
     * Stands in a function while it is differentiated: gives its first operand, a number that was made from the bits of the second and
     * is that one rounded.
     */
    public static final Callee ROUNDED = new Callee(Callee.Kind.STATIC, ROUNDED_KEY, null, null, null);

    private static final Rule OF_ROUNDED = Rule.of(null, ID);

    /** No derivative by any operand. */
    private static final Rule INACTIVE = Rule.of();

    private Rules() {}

    /** The rule for the instruction, or null if it has none: it is no floating-point operation, or an unknown method. */
    public static Rule find(Insn insn) {
        if (!insn.type().isFloating()) {
            return null;
        }
        return switch (insn.op()) {
            case INTRINSIC -> ofName((String) insn.attr());
            case CALL -> ofCallee((Callee) insn.attr());
            case MUL -> insn.arg(0) == insn.arg(1) ? SQUARE : OPERATIONS.get(Op.MUL);
            default -> OPERATIONS.get(insn.op());
        };
    }

    /** Says that the operation's derivative by an operand was made by its rule. @param mode as people call it */
    public static void remark(Insn insn, int operand, String mode) {
        if (!Remarks.areWanted()) {
            return;
        }
        String name = switch (insn.op()) {
            case INTRINSIC -> (String) insn.attr();
            case CALL -> ((Callee) insn.attr()).original().name();
            default -> insn.op().name().toLowerCase(Locale.ROOT);
        };
        Remarks.add(new Remarks.Remark(Remarks.Kind.RULE, insn.loc(), name, mode, "", operand));
    }

    private static Rule ofCallee(Callee callee) {
        if (callee.overlay() instanceof RuledCall ruled) {
            return ruled.isInactive() ? INACTIVE : null;
        }
        if (callee.original().equals(ROUNDED_KEY)) {
            return OF_ROUNDED;
        }
        Rule r = null;
        if (callee.overlay() instanceof Overlay.Intrinsic i) {
            r = ofName(i.name());
        } else if (callee.overlay() instanceof Overlay.Body b) {
            r = ofMethod(b.method());
        }
        return r != null ? r : ofMethod(callee.original());
    }

    /** Whether the method has a rule of this package. */
    public static boolean isBuiltIn(MethodKey method) {
        return ofMethod(method) != null;
    }

    private static Rule ofMethod(MethodKey key) {
        if (MathLibraries.has(key)) {
            boolean integer = key.name().equals("pow") && key.descriptor().equals("(DI)D");
            return integer ? MathRules.INTEGER_POWER : MathRules.RULES.get(key.name());
        }
        return List.of("java/lang/Math", "java/lang/StrictMath").contains(key.owner())
                ? MathRules.RULES.get(key.name())
                : null;
    }

    private static Rule ofName(String intrinsic) {
        return MathRules.RULES.get(intrinsic.startsWith("strict.") ? intrinsic.substring(7) : intrinsic);
    }
}
