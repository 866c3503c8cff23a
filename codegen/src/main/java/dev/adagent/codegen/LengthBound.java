package dev.adagent.codegen;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The most elements that an array can have whose length is not one constant: the length is chosen between constants, or counts down from
 * one, as where trailing zeros are left out.
 */
final class LengthBound {
    /** What {@link #of} gives where there is no bound. */
    static final int NONE = -1;

    private static final int DEEPEST = 16;

    private final Function f;
    private final Uses uses;
    private final Set<Integer> open = new HashSet<>();

    LengthBound(Function f) {
        this.f = f;
        uses = Uses.of(f);
    }

    /** An upper bound of a number, {@link #NONE} if none is known. */
    int of(int value) {
        return of(value, 0);
    }

    private int of(int value, int depth) {
        if (depth > DEEPEST) {
            return NONE;
        }
        Insn i = uses.insn(value);
        if (i == null) {
            return ofParameter(value, depth);
        }
        return switch (i.op()) {
            case CONST -> i.attr() instanceof Integer n ? Math.max(n, 0) : NONE;
            case SELECT -> larger(of(i.arg(1), depth + 1), of(i.arg(2), depth + 1));
            case INTRINSIC -> i.attr().equals("min") ? smaller(of(i.arg(0), depth + 1), of(i.arg(1), depth + 1)) : NONE;
            default -> NONE;
        };
    }

    private static int larger(int a, int b) {
        return a == NONE || b == NONE ? NONE : Math.max(a, b);
    }

    private static int smaller(int a, int b) {
        return a == NONE ? b : b == NONE ? a : Math.min(a, b);
    }

    private int ofParameter(int value, int depth) {
        if (f.params().contains(value) || !open.add(value)) {
            return NONE;
        }
        Uses.Def d = uses.def(value);
        int bound = 0;
        for (Block b : f.blocks()) {
            for (Edge e : b.term().edges()) {
                int in = e.target() == d.block() ? e.args()[d.index()] : value;
                if (in != value && !countsDown(in, value, b)) {
                    bound = larger(bound, of(in, depth + 1));
                }
            }
        }
        open.remove(value);
        return bound;
    }

    /** Whether a value is less than another, which a comparison keeps from wrapping round. */
    private boolean countsDown(int value, int counter, Block at) {
        Insn i = uses.insn(value);
        boolean step = i != null && (i.op() == Op.ADD || i.op() == Op.SUB) && i.arg(0) == counter;
        Insn by = step ? uses.insn(i.arg(1)) : null;
        boolean down = by != null
                && by.op() == Op.CONST
                && by.attr() instanceof Integer n
                && (i.op() == Op.ADD ? n < 0 && n >= -64 : n > 0 && n <= 64);
        return down && isAboveConstant(counter, at.id());
    }

    /** Whether a branch on the way has found the counter to be greater than a constant. */
    private boolean isAboveConstant(int counter, int block) {
        Cfg cfg = Cfg.of(f);
        Dominators dominators = Dominators.of(cfg);
        for (int b = dominators.idom(block), below = block; b != Dominators.NONE; below = b, b = dominators.idom(b)) {
            Term t = f.block(b).term();
            Insn cmp = t.kind() == Term.Kind.BR ? uses.insn(t.args()[0]) : null;
            boolean onlyWay = cfg.predecessors(below).equals(List.of(b));
            if (!onlyWay || cmp == null || cmp.op() != Op.CMP || cmp.arg(0) != counter) {
                continue;
            }
            Insn limit = uses.insn(cmp.arg(1));
            boolean constant = limit != null && limit.op() == Op.CONST && limit.attr() instanceof Integer n && n >= 0;
            boolean then =
                    t.edges().get(0).target() == below && t.edges().get(1).target() != below;
            boolean otherwise =
                    t.edges().get(1).target() == below && t.edges().get(0).target() != below;
            Cond c = (Cond) cmp.attr();
            if (constant
                    && ((then && (c == Cond.GT || c == Cond.GE)) || (otherwise && (c == Cond.LE || c == Cond.LT)))) {
                return true;
            }
        }
        return false;
    }
}
