package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.function.IntPredicate;

/**
 * A loop that its header leaves once a counter has passed an invariant bound: {@code for (int i = a; i < b; i += c)} and its like.
 *
 * @param counter the header's parameter that counts
 * @param position of the counter among the header's parameters
 * @param stays how counter and bound compare while the loop goes on: LT, LE, GT or GE
 * @param bound the invariant that the counter is compared with
 * @param step what each iteration adds: an invariant; −1 where it is {@code constantStep}
 * @param constantStep the step, if it is constant
 */
record CountedLoop(int counter, int position, Cond stays, int bound, int step, long constantStep) {

    /** The loop's form, or null if it has another. */
    static CountedLoop of(Function f, LoopForest.Loop loop, IntPredicate invariant, Defs defs) {
        Block header = f.block(loop.header());
        Term t = header.term();
        if (t.kind() != Term.Kind.BR) {
            return null;
        }
        boolean first = loop.contains(t.edges().get(0).target());
        if (first == loop.contains(t.edges().get(1).target())) {
            return null;
        }
        Insn cmp = defs.insn(t.args()[0]);
        if (cmp == null || cmp.op() != Op.CMP || !f.typeOf(cmp.arg(0)).equals(Type.I32)) {
            return null;
        }
        Cond c = first ? (Cond) cmp.attr() : negated((Cond) cmp.attr());
        for (int k = 0; k < 2; k++) {
            int counter = cmp.arg(k);
            int bound = cmp.arg(1 - k);
            int position = header.params().indexOf(counter);
            Cond stays = k == 0 ? c : mirrored(c);
            if (position >= 0 && invariant.test(bound) && stays != null) {
                return of(f, loop, invariant, defs, new CountedLoop(counter, position, stays, bound, -1, 0));
            }
        }
        return null;
    }

    private static CountedLoop of(
            Function f, LoopForest.Loop loop, IntPredicate invariant, Defs defs, CountedLoop open) {
        CountedLoop out = null;
        for (int latch : loop.latches()) {
            for (Edge e : f.block(latch).term().edges()) {
                if (e.target() != loop.header()) {
                    continue;
                }
                CountedLoop now = open.stepped(defs.insn(e.args()[open.position]), invariant, defs);
                if (now == null || (out != null && !out.equals(now))) {
                    return null;
                }
                out = now;
            }
        }
        return out;
    }

    private CountedLoop stepped(Insn next, IntPredicate invariant, Defs defs) {
        if (next == null || (next.op() != Op.ADD && next.op() != Op.SUB)) {
            return null;
        }
        int sign = next.op() == Op.ADD ? 1 : -1;
        int by = next.arg(0) == counter ? next.arg(1) : next.arg(0);
        boolean counts = next.arg(0) == counter || (sign > 0 && next.arg(1) == counter);
        boolean up = stays == Cond.LT || stays == Cond.LE;
        if (!counts || by == counter) {
            return null;
        }
        if (defs.constant(by) instanceof Integer c) {
            long step = (long) sign * c;
            return step != 0 && step > 0 == up ? new CountedLoop(counter, position, stays, bound, -1, step) : null;
        }
        return sign > 0 && up && invariant.test(by) ? new CountedLoop(counter, position, stays, bound, by, 0) : null;
    }

    private static Cond negated(Cond c) {
        return switch (c) {
            case LT -> Cond.GE;
            case GE -> Cond.LT;
            case GT -> Cond.LE;
            case LE -> Cond.GT;
            default -> null;
        };
    }

    private static Cond mirrored(Cond c) {
        if (c == null) {
            return null;
        }
        return switch (c) {
            case LT -> Cond.GT;
            case GT -> Cond.LT;
            case LE -> Cond.GE;
            case GE -> Cond.LE;
            default -> null;
        };
    }
}
