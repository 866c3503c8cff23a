package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loops that keep the best value so far, {@code if (x > m) m = x} or {@code m = Math.max(m, x)}. If nothing else in the loop depends
 * on {@code m} by derivative, its adjoint flows to the value taken last and is zero before; so the reverse sweep needs the number of
 * that one iteration, not what each iteration chose.
 */
final class LastChoice {
    /**
     * A choice in a loop.
     *
     * @param condition the value that says what is chosen
     * @param takesIfTrue whether a true condition takes the new value
     * @param lasts for each exit of the loop, the number of the last iteration that took the new value, −1 if none did
     */
    record Choice(Shape.Loop loop, int condition, boolean takesIfTrue, Map<Integer, Integer> lasts) {}

    private final Shape shape;
    private final Function f;
    private final ActivityAnalysis activity;
    private final Needs needs;
    private final Loops loops;
    private final ValuePlan plan;
    private Uses uses;
    private final Map<Integer, Choice> choices = new LinkedHashMap<>();

    LastChoice(Shape shape, ActivityAnalysis activity, Needs needs, Loops loops, ValuePlan plan) {
        this.shape = shape;
        this.activity = activity;
        this.needs = needs;
        this.loops = loops;
        this.plan = plan;
        f = shape.function;
        uses = Uses.of(f);
    }

    /** The choice that the instruction makes, if it was planned for; else null. */
    Choice of(Insn i) {
        return i.result() < 0 ? null : choices.get(i.result());
    }

    /** The choices of a loop. */
    List<Choice> in(Shape.Loop l) {
        return choices.values().stream().filter(c -> c.loop() == l).toList();
    }

    /**
     * If the instruction is such a choice and its condition would have to be stored: lets the forward sweep find the last iteration.
     *
     * @return the condition, which the reverse sweep then does not need; −1 if the instruction is none
     */
    int plan(Insn i, Block b) {
        Shape.Loop l = shape.loopOf(b.id());
        int condition = condition(i);
        if (l == null || condition < 0 || plan.isCheap(condition)) {
            return -1;
        }
        int index = latchIndex(l, i.result());
        if (index < 0) {
            return -1;
        }
        int kept = f.block(l.header).params().get(index);
        int first = i.op() == Op.SELECT ? 1 : 0;
        boolean keepsFirst = i.arg(first) == kept;
        if (keepsFirst == (i.arg(first + 1) == kept)
                || !onlyUse(kept, i, l, -1)
                || !onlyUse(i.result(), null, l, l.header)
                || !exitsAreClear(l, kept, i.result())) {
            return -1;
        }
        choices.put(i.result(), count(l, i, b, condition, !keepsFirst));
        plan.refresh();
        loops.refresh();
        uses = Uses.of(f);
        choices.get(i.result()).lasts().forEach((exit, last) -> plan.require(last, exit));
        return condition;
    }

    private int condition(Insn i) {
        if (i.op() == Op.SELECT) {
            return i.arg(0);
        }
        int auxiliary = i.result() < 0 ? -1 : needs.auxiliary(i.result());
        return auxiliary >= 0 && i.args().length == 2 && Rules.find(i) != null ? auxiliary : -1;
    }

    /** Index of the header parameter that the latch passes the value to, if there is just one. */
    private int latchIndex(Shape.Loop l, int value) {
        int[] args = f.block(l.latch).term().edges().get(0).args();
        int found = -1;
        for (int k = 0; k < args.length; k++) {
            if (args[k] == value) {
                if (found >= 0) {
                    return -1;
                }
                found = k;
            }
        }
        return found;
    }

    /** Whether the value's derivative goes to {@code user}, to the loop's exits and to {@code target} alone. */
    private boolean onlyUse(int value, Insn user, Shape.Loop l, int target) {
        for (Uses.Use u : uses.of(value)) {
            if (!shape.isLive(u.block())) {
                continue;
            }
            if (u.insn() != null) {
                boolean other = user == null || u.insn().result() != user.result();
                if (other && ReverseFlow.isActive(activity, u.insn()) && takesDerivative(u)) {
                    return false;
                }
            } else if (u.edge() >= 0) {
                int to = f.block(u.block()).term().edges().get(u.edge()).target();
                if (to != target && shape.isLive(to) && !l.exits.contains(to)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean takesDerivative(Uses.Use u) {
        return u.insn().op().effect() == Op.Effect.WRITE
                || ReverseFlow.activeOperands(activity, u.insn()).contains(u.operand());
    }

    /** Whether each exit hands out what the iteration has chosen, or what was there before it did, or neither. */
    private boolean exitsAreClear(Shape.Loop l, int kept, int chosen) {
        return l.exits.stream().noneMatch(x -> hands(x, kept) && hands(x, chosen));
    }

    /** Whether an exit passes the value to a parameter by which a result has a derivative. */
    private boolean hands(int exit, int value) {
        List<Integer> params = f.block(exit).params();
        for (Edge e : f.block(shape.predecessors(exit).get(0)).term().edges()) {
            for (int k = 0; e.target() == exit && k < e.args().length; k++) {
                if (e.args()[k] == value && activity.active(params.get(k))) {
                    return true;
                }
            }
        }
        return false;
    }

    private Choice count(Shape.Loop l, Insn i, Block b, int condition, boolean takesIfTrue) {
        int counter = loops.counter(l);
        int last = f.addParam(f.block(l.header), Type.I32);
        Operands.addArg(f, l.preheader, l.header, f.constant(f.block(l.preheader), -1, Loc.NONE));
        int next = f.newValue(Type.I32);
        int[] args = takesIfTrue ? new int[] {condition, counter, last} : new int[] {condition, last, counter};
        Insn select = new Insn(Op.SELECT, Type.I32, next, args, null, i.loc());
        // at the block's end: after the condition, which may stand behind the choice
        b.insns().add(select);
        Operands.addArg(f, l.latch, l.header, next);
        Map<Integer, Integer> lasts = new LinkedHashMap<>();
        for (int x : l.exits) {
            int from = shape.predecessors(x).get(0);
            int q = f.addParam(f.block(x), Type.I32);
            // where an iteration hands out what was there before, what it has chosen itself does not count
            Operands.addArg(f, from, x, hands(x, i.result()) ? next : last);
            lasts.put(x, q);
        }
        return new Choice(l, condition, takesIfTrue, lasts);
    }
}
