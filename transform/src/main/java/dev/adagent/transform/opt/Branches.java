package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tidies the control-flow graph: folds decided branches, threads jumps, merges chains, removes what is not reached. */
final class Branches {
    private final Function f;

    private Branches(Function f) {
        this.f = f;
    }

    static boolean run(Function f) {
        Branches b = new Branches(f);
        boolean any = false;
        boolean changed = true;
        while (changed) {
            changed = b.fold();
            changed |= removeUnreachable(f);
            changed |= b.raiseConstants();
            // only changed edges leave blocks that are not reached
            if (b.thread()) {
                changed = true;
                removeUnreachable(f);
            }
            if (b.select()) {
                changed = true;
                removeUnreachable(f);
            }
            changed |= b.merge();
            any |= changed;
        }
        return any;
    }

    /** Removes the blocks that the entry does not reach and puts the others in reverse postorder. */
    static boolean removeUnreachable(Function f) {
        List<Integer> order = Cfg.of(f).reversePostOrder();
        if (order.size() == f.blocks().size()) {
            return false;
        }
        f.reorder(order);
        return Rewrite.UNREACHABLE_REMOVED.happened();
    }

    private boolean fold() {
        Defs defs = Defs.of(f);
        boolean changed = false;
        for (Block b : f.blocks()) {
            changed |= endAtNull(defs, b);
            Term t = fold(defs, b.term());
            changed |= Rewrite.BRANCH_FOLDED.happened(t != b.term());
            b.setTerm(t);
        }
        return changed;
    }

    /** What comes behind a check of the null reference is not reached; nor is a call of it, which a check comes before. */
    private static boolean endAtNull(Defs defs, Block b) {
        for (int k = 0; k < b.insns().size(); k++) {
            Insn i = b.insns().get(k);
            boolean fails = i.op() == Op.CHECK_NULL || i.op() == Op.CHECK_BOUNDS || Linking.isOpen(i);
            if (fails && defs.isNull(i.arg(0))) {
                b.insns().subList(k, b.insns().size()).clear();
                b.setTerm(Term.raise(new Term.Raise("java/lang/NullPointerException", null), i.loc()));
                return Rewrite.BRANCH_FOLDED.happened();
            }
        }
        return false;
    }

    private Term fold(Defs defs, Term t) {
        switch (t.kind()) {
            case BR:
                if (t.edges().get(0).equals(t.edges().get(1))) {
                    return Term.jump(t.edges().get(0), t.loc());
                }
                if (defs.constant(t.args()[0]) instanceof Integer c) {
                    return Term.jump(t.edges().get(c != 0 ? 0 : 1), t.loc());
                }
                return againstZero(defs, t);
            case SWITCH:
                if (t.edges().stream().allMatch(t.edges().get(0)::equals)) {
                    return Term.jump(t.edges().get(0), t.loc());
                }
                if (defs.constant(t.args()[0]) instanceof Integer c) {
                    int at = Arrays.binarySearch(t.keys(), c);
                    return Term.jump(t.edges().get(at >= 0 ? at : t.keys().length), t.loc());
                }
                return t;
            default:
                return t;
        }
    }

    /** A branch on {@code x != 0} is one on {@code x}; on {@code x == 0}, one with its edges exchanged. */
    private Term againstZero(Defs defs, Term t) {
        Insn c = defs.insn(t.args()[0]);
        if (c == null || c.op() != Op.CMP || !defs.isInt(c.arg(1), 0)) {
            return t;
        }
        if (!f.typeOf(c.arg(0)).equals(Type.I32)) {
            return t;
        }
        if (c.attr() == Cond.NE) {
            return t.withArgs(c.arg(0));
        }
        // comparisons of other kinds read better than a branch on their operand
        return c.attr() == Cond.EQ && Facts.isBoolean(defs, c.arg(0))
                ? Term.br(c.arg(0), t.edges().get(1), t.edges().get(0), t.loc())
                : t;
    }

    /** Moves the constants of a block that holds nothing else to its dominator, so that it counts as empty. */
    private boolean raiseConstants() {
        List<Block> found = f.blocks().stream()
                .filter(b -> b != f.entry()
                        && !b.insns().isEmpty()
                        && !b.term().edges().isEmpty()
                        && b.insns().stream().allMatch(i -> i.op() == Op.CONST))
                .toList();
        if (found.isEmpty()) {
            return false;
        }
        Dominators dom = Dominators.of(Cfg.of(f));
        for (Block b : found) {
            f.block(dom.idom(b.id())).insns().addAll(b.insns());
            b.insns().clear();
        }
        return Rewrite.CONSTANTS_RAISED.happened();
    }

    /**
     * Lets edges to a block that only jumps on, or whose branch is decided by the edge's own constants, go where it leads. Loops keep
     * their one entry and the number of their latches.
     */
    private boolean thread() {
        if (f.blocks().stream().noneMatch(b -> b != f.entry() && b.insns().isEmpty())) {
            return false;
        }
        Defs defs = Defs.of(f);
        BitSet usedElsewhere = usedOutsideOwnTerm();
        Cfg cfg = Cfg.of(f);
        boolean changed = false;
        for (Block b : f.blocks()) {
            List<Edge> edges = new ArrayList<>();
            boolean here = false;
            for (Edge e : b.term().edges()) {
                Edge next = threaded(cfg, defs, usedElsewhere, e);
                here |= next != e;
                edges.add(next);
            }
            if (here) {
                b.setTerm(b.term().withEdges(edges));
                changed = Rewrite.JUMP_THREADED.happened();
            }
        }
        return changed;
    }

    private Edge threaded(Cfg cfg, Defs defs, BitSet usedElsewhere, Edge e) {
        Block via = f.block(e.target());
        if (!via.insns().isEmpty()
                || via == f.entry()
                || isLoopHeader(cfg, via.id())
                || via.params().stream().anyMatch(usedElsewhere::get)) {
            return e;
        }
        Map<Integer, Integer> map = new HashMap<>();
        for (int k = 0; k < e.args().length; k++) {
            map.put(via.params().get(k), e.args()[k]);
        }
        Term t = via.term();
        Edge taken = null;
        switch (t.kind()) {
            case JUMP:
                taken = t.edges().get(0);
                break;
            case BR, SWITCH:
                int on = map.getOrDefault(t.args()[0], t.args()[0]);
                if (map.containsKey(t.args()[0]) && defs.constant(on) instanceof Integer) {
                    Term folded = fold(defs, t.withArgs(on));
                    taken = folded.kind() == Term.Kind.JUMP ? folded.edges().get(0) : null;
                }
                break;
            default:
                break;
        }
        if (taken == null || cfg.orderOf(taken.target()) <= cfg.orderOf(via.id())) {
            return e;
        }
        int[] args = new int[taken.args().length];
        for (int k = 0; k < args.length; k++) {
            args[k] = map.getOrDefault(taken.args()[k], taken.args()[k]);
        }
        return new Edge(taken.target(), args);
    }

    /** Threading an edge past a header would give its loop a second entry. */
    private static boolean isLoopHeader(Cfg cfg, int block) {
        return cfg.predecessors(block).stream().anyMatch(p -> cfg.orderOf(p) >= cfg.orderOf(block));
    }

    /** Parameters that anything but their own block's terminator uses. */
    private BitSet usedOutsideOwnTerm() {
        int[] home = new int[f.valueCount()];
        Arrays.fill(home, -1);
        for (Block b : f.blocks()) {
            b.params().forEach(p -> home[p] = b.id());
        }
        BitSet out = new BitSet();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                for (int a : i.args()) {
                    out.set(a);
                }
            }
            note(home, out, b, b.term().args());
            for (Edge e : b.term().edges()) {
                note(home, out, b, e.args());
            }
        }
        return out;
    }

    private static void note(int[] home, BitSet out, Block user, int... values) {
        for (int v : values) {
            if (home[v] >= 0 && home[v] != user.id()) {
                out.set(v);
            }
        }
    }

    /** A branch whose two edges give the same block different arguments becomes a choice of values. */
    private boolean select() {
        boolean changed = false;
        for (Block b : f.blocks()) {
            Term t = b.term();
            if (t.kind() != Term.Kind.BR
                    || t.edges().get(0).target() != t.edges().get(1).target()) {
                continue;
            }
            Edge then = t.edges().get(0);
            Edge otherwise = t.edges().get(1);
            int[] args = then.args().clone();
            boolean numbers = true;
            for (int k = 0; k < args.length; k++) {
                Type type = f.typeOf(args[k]);
                numbers &= args[k] == otherwise.args()[k] || type.isInteger() || type.isFloating();
            }
            if (!numbers) {
                continue;
            }
            for (int k = 0; k < args.length; k++) {
                if (args[k] != otherwise.args()[k]) {
                    args[k] = f.append(
                            b,
                            Op.SELECT,
                            f.typeOf(args[k]),
                            null,
                            t.loc(),
                            t.args()[0],
                            args[k],
                            otherwise.args()[k]);
                }
            }
            b.setTerm(Term.jump(new Edge(then.target(), args), t.loc()));
            changed = Rewrite.BRANCH_TO_SELECT.happened();
        }
        return changed;
    }

    /** Appends a block to its only predecessor, if that does nothing but jump there. */
    private boolean merge() {
        Map<Integer, Integer> edgesInto = new HashMap<>();
        for (Block b : f.blocks()) {
            b.term().edges().forEach(e -> edgesInto.merge(e.target(), 1, Integer::sum));
        }
        Subst subst = new Subst();
        boolean changed = false;
        for (Block b : f.blocks()) {
            if (!f.hasBlock(b.id())) {
                continue;
            }
            while (b.term().kind() == Term.Kind.JUMP) {
                Edge e = b.term().edges().get(0);
                Block next = f.block(e.target());
                if (next == b || next == f.entry() || edgesInto.get(next.id()) != 1) {
                    break;
                }
                for (int k = 0; k < e.args().length; k++) {
                    subst.replace(next.params().get(k), e.args()[k]);
                }
                b.insns().addAll(next.insns());
                b.setTerm(next.term());
                f.removeBlock(next.id());
                changed = Rewrite.BLOCKS_MERGED.happened();
            }
        }
        subst.apply(f);
        return changed;
    }
}
