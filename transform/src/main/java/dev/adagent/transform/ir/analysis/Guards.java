package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;

/** Comparisons of integers that hold in a block, because every way to it passes a branch on them. */
final class Guards {
    /**
     * A comparison that holds.
     *
     * @param branch the block that ends with the branch
     * @param left a value of type i32
     * @param right a value of type i32
     */
    record Guard(int branch, int left, Cond cond, int right) {}

    private final Function f;
    private final Uses uses;
    private final Cfg cfg;
    private final Dominators dominators;

    Guards(Function f, Uses uses, Cfg cfg, Dominators dominators) {
        this.f = f;
        this.uses = uses;
        this.cfg = cfg;
        this.dominators = dominators;
    }

    /** What holds in a block, the nearest branch first. */
    List<Guard> at(int block) {
        List<Guard> out = new ArrayList<>();
        for (int b = dominators.idom(block); b != Dominators.NONE; b = dominators.idom(b)) {
            Guard g = of(b, block);
            if (g != null) {
                out.add(g);
            }
        }
        return out;
    }

    /** What the branch that ends the one block says in the other; null if nothing. */
    Guard of(int branch, int block) {
        Term t = f.block(branch).term();
        Insn cmp = t.kind() == Term.Kind.BR ? uses.insn(t.args()[0]) : null;
        if (cmp == null || cmp.op() != Op.CMP || !f.typeOf(cmp.arg(0)).equals(Type.I32)) {
            return null;
        }
        Boolean holds = holds(branch, block);
        if (holds == null) {
            return null;
        }
        Cond c = (Cond) cmp.attr();
        return new Guard(branch, cmp.arg(0), holds ? c : c.negate(false), cmp.arg(1));
    }

    /** Whether the branch's condition holds in a block that is reached by one of its two ways only; null if by both. */
    private Boolean holds(int branch, int block) {
        List<Edge> edges = f.block(branch).term().edges();
        if (edges.get(0).target() == edges.get(1).target()) {
            return null;
        }
        for (int k = 0; k < 2; k++) {
            int target = edges.get(k).target();
            if (cfg.predecessors(target).size() == 1 && dominators.dominates(target, block)) {
                return k == 0;
            }
        }
        return null;
    }

    /** The comparison with its sides exchanged. */
    static Cond mirrored(Cond c) {
        return switch (c) {
            case LT -> Cond.GT;
            case LE -> Cond.GE;
            case GT -> Cond.LT;
            case GE -> Cond.LE;
            default -> c;
        };
    }
}
