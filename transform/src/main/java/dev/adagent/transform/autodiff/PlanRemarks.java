package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.analysis.SourceText;
import dev.adagent.transform.ir.analysis.Uses;

/** Says of values that {@link ValuePlan} decided on how the reverse sweep gets them, and why. */
final class PlanRemarks {
    /** What a slot of a tape takes on a device. */
    private static final int SLOT_BYTES = 8;

    private PlanRemarks() {}

    /** @param canBeComputed whether the value could be computed again */
    static void add(Shape shape, int value, Uses.Def d, ValuePlan.How how, boolean canBeComputed) {
        if (d.insn() != null && d.insn().op() == Op.CONST) {
            return;
        }
        Function f = shape.function;
        Loc at = d.isParam() ? f.block(d.block()).term().loc() : d.insn().loc();
        Remarks.add(new Remarks.Remark(Remarks.Kind.VALUE, at, "%" + value, how.name(), "", 0));
        Shape.Loop l = shape.loopOf(d.block());
        if (l == null) {
            return;
        }
        String what = (d.isParam() ? "a variable" : "the value") + " of " + SourceText.line(at);
        Remarks.add(new Remarks.Remark(
                Remarks.Kind.LOOP,
                f.block(l.header).term().loc(),
                what,
                switch (how) {
                    case FRAME -> "taped";
                    case RELOAD -> "reloaded";
                    default -> "recomputed";
                },
                switch (how) {
                    case FRAME -> whyTaped(shape, d, canBeComputed);
                    case RELOAD -> "it was stored into an array that nothing overwrites";
                    case INDUCTION -> "it counts the rounds";
                    case INVERSION -> "what each round adds is taken off again";
                    default -> "all it takes is at hand, at little cost";
                },
                how == ValuePlan.How.FRAME ? SLOT_BYTES : 0));
    }

    private static String whyTaped(Shape shape, Uses.Def d, boolean canBeComputed) {
        if (d.isParam()) {
            return shape.loopOf(d.block()).header == d.block()
                    ? "it is carried from round to round, and is no counter"
                    : "several ways in the loop meet there";
        } else if (canBeComputed) {
            return "to compute it again costs more than to keep it";
        }
        return switch (d.insn().op()) {
            case ALOAD -> "its array may be overwritten later";
            case GETFIELD, GETSTATIC -> "its field may be overwritten later";
            default -> "it cannot be computed twice";
        };
    }
}
