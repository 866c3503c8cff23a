package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counting in loops. An <em>iteration</em> is one run of the header and what follows it, the last one being cut short by the exit;
 * iterations are numbered from 0. The reverse sweep needs the number of the last iteration, and integers that go up by a constant
 * are computed from the number.
 */
final class Loops {
    /**
     * A header parameter that changes by the same amount in each iteration.
     *
     * @param initial its first value
     * @param step what is added, an Integer or a Long
     */
    record Induction(Shape.Loop loop, int param, int initial, Object step) {
        long stepAsLong() {
            return ((Number) step).longValue();
        }
    }

    /**
     * A loop that is left at its header only, as soon as an induction variable with step ±1 reaches a bound: it makes
     * {@code max(0, bound − initial + extra)} full iterations, with the signs turned for step −1.
     */
    record Counted(Induction induction, int bound, int extra) {}

    private final Shape shape;
    private final Function f;
    private Uses uses;
    private final Map<Integer, Induction> inductions = new HashMap<>();
    private final Map<Shape.Loop, Integer> counters = new HashMap<>();
    private final Map<Integer, Integer> lastIterations = new HashMap<>();
    private final Map<Integer, Counted> chosen = new HashMap<>();

    Loops(Shape shape) {
        this.shape = shape;
        f = shape.function;
        uses = Uses.of(f);
        shape.loops.forEach(this::findInductions);
    }

    /** The place of a loop's header in the source. */
    Loc headerLoc(Shape.Loop l) {
        return f.block(l.header).term().loc();
    }

    private void findInductions(Shape.Loop l) {
        List<Integer> params = f.block(l.header).params();
        for (int k = 0; k < params.size(); k++) {
            int p = params.get(k);
            Insn next = uses.insn(argument(l.latch, k));
            if (!f.typeOf(p).isInteger() || next == null || (next.op() != Op.ADD && next.op() != Op.SUB)) {
                continue;
            }
            int other = next.arg(0) == p ? next.arg(1) : next.op() == Op.ADD && next.arg(1) == p ? next.arg(0) : -1;
            Insn c = other < 0 ? null : uses.insn(other);
            if (c != null && c.op() == Op.CONST) {
                boolean minus = next.op() == Op.SUB;
                Object step = c.attr() instanceof Integer i
                        ? (Object) Integer.valueOf(minus ? -i : i)
                        : Long.valueOf(minus ? -(Long) c.attr() : (Long) c.attr());
                inductions.put(p, new Induction(l, p, argument(l.preheader, k), step));
            }
        }
    }

    private int argument(int from, int index) {
        return f.block(from).term().edges().get(0).args()[index];
    }

    /** The value as an induction variable of the loop whose header has it as a parameter, or null. */
    Induction induction(int value) {
        return inductions.get(value);
    }

    /** Whether the value is the same in every iteration of the loop. */
    boolean isInvariant(int value, Shape.Loop l, int depth) {
        Uses.Def d = uses.def(value);
        if (d == null) {
            return false;
        }
        if (!l.blocks.get(d.block())) {
            return true;
        }
        if (d.isParam() || depth == 0 || !(Effects.isPure(d.insn()) || d.insn().op() == Op.CONST)) {
            return false;
        }
        for (int a : d.insn().args()) {
            if (!isInvariant(a, l, depth - 1)) {
                return false;
            }
        }
        return true;
    }

    /** The loop's trip count as a formula, or null. */
    Counted counted(Shape.Loop l) {
        Block h = f.block(l.header);
        if (l.exits.size() != 1
                || shape.predecessors(l.exits.get(0)).get(0) != l.header
                || h.term().kind() != Term.Kind.BR) {
            return null;
        }
        Insn cmp = uses.insn(h.term().args()[0]);
        boolean stayIfTrue = l.blocks.get(h.term().edges().get(0).target());
        if (cmp == null || cmp.op() != Op.CMP || !f.typeOf(cmp.arg(0)).isInteger()) {
            return null;
        }
        Cond cond = (Cond) cmp.attr();
        if (!stayIfTrue) {
            cond = cond.negate(false);
        }
        int iv = cmp.arg(0);
        int bound = cmp.arg(1);
        if (ofLoop(bound, l)) {
            iv = cmp.arg(1);
            bound = cmp.arg(0);
            cond = mirror(cond);
        }
        Induction i = ofLoop(iv, l) ? inductions.get(iv) : null;
        if (i == null || !isInvariant(bound, l, 4)) {
            return null;
        }
        if (i.stepAsLong() == 1 && (cond == Cond.LT || cond == Cond.LE)) {
            return new Counted(i, bound, cond == Cond.LE ? 1 : 0);
        }
        if (i.stepAsLong() == -1 && (cond == Cond.GT || cond == Cond.GE)) {
            return new Counted(i, bound, cond == Cond.GE ? 1 : 0);
        }
        return null;
    }

    private boolean ofLoop(int value, Shape.Loop l) {
        Induction i = inductions.get(value);
        return i != null && i.loop() == l;
    }

    private static Cond mirror(Cond c) {
        return switch (c) {
            case LT -> Cond.GT;
            case LE -> Cond.GE;
            case GT -> Cond.LT;
            case GE -> Cond.LE;
            default -> c;
        };
    }

    /** To be called after parameters were added. */
    void refresh() {
        uses = Uses.of(f);
    }

    /** Decides that the reverse sweep computes the trip count of the loop left by the given exit. */
    void choose(int exit, Counted formula) {
        chosen.put(exit, formula);
    }

    /** The formula decided on, or null: then the forward sweep counts. */
    Counted chosen(int exit) {
        return chosen.get(exit);
    }

    /** The number of the running iteration in the forward sweep, an i32; a parameter is added to the header if there is none. */
    int counter(Shape.Loop l) {
        for (Induction i : inductions.values()) {
            if (i.loop() == l && i.stepAsLong() == 1 && f.typeOf(i.param()).equals(Type.I32) && isZero(i.initial())) {
                return i.param();
            }
        }
        return counters.computeIfAbsent(l, k -> {
            int p = f.addParam(f.block(l.header), Type.I32);
            int zero = f.constant(f.block(l.preheader), 0, Loc.NONE);
            Operands.addArg(f, l.preheader, l.header, zero);
            int one = f.constant(f.block(l.latch), 1, Loc.NONE);
            int next = f.append(f.block(l.latch), Op.ADD, Type.I32, null, Loc.NONE, p, one);
            Operands.addArg(f, l.latch, l.header, next);
            uses = Uses.of(f);
            return p;
        });
    }

    private boolean isZero(int value) {
        Insn c = uses.insn(value);
        return c != null && c.op() == Op.CONST && Integer.valueOf(0).equals(c.attr());
    }

    /** The number of the last iteration of the loop when it was left by the given exit: a parameter of that block. */
    int lastIteration(Shape.Loop l, int exit) {
        Integer known = lastIterations.get(exit);
        if (known != null) {
            return known;
        }
        int counter = counter(l);
        int from = shape.predecessors(exit).get(0);
        int q = f.addParam(f.block(exit), Type.I32);
        Edge before = f.block(from).term().edges().stream()
                .filter(e -> e.target() == exit)
                .findFirst()
                .orElseThrow();
        Operands.addArg(f, from, before.target(), counter);
        lastIterations.put(exit, q);
        uses = Uses.of(f);
        return q;
    }
}
