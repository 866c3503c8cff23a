package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.stream.Stream;

/**
 * The ways that a branch opens, each up to where all of them have met again: its immediate post-dominator. What threads of a block that take
 * different ways do is done in these.
 */
public final class BranchRegions {
    private final Function f;
    private final Cfg cfg;
    private final Dominators after;

    public BranchRegions(Function f) {
        this.f = f;
        cfg = Cfg.of(f);
        after = Dominators.ofReverse(cfg);
    }

    /** The reached blocks, in reverse post-order. */
    Iterable<Integer> order() {
        return cfg.reversePostOrder();
    }

    /** Where the ways of a branch meet; {@link Dominators#NONE} if they do not. */
    public int join(int branch) {
        return after.idom(branch);
    }

    /** The blocks of the way that begins with an edge of a branch. */
    public BitSet way(int branch, Edge edge) {
        return reachable(edge.target(), join(branch));
    }

    /** The ways of a branch, one for each block that it goes to. */
    public Stream<BitSet> ways(int branch) {
        return f.block(branch).term().edges().stream()
                .mapToInt(Edge::target)
                .distinct()
                .mapToObj(t -> reachable(t, join(branch)));
    }

    /** Whether threads that have come to where the ways of a branch meet, if anywhere, do nothing from there on but end. */
    public boolean endsAfter(int branch) {
        int join = join(branch);
        return join == Dominators.NONE
                || insns(reachable(join, Dominators.NONE)).allMatch(i -> i.op().effect() == Op.Effect.NONE);
    }

    /** The blocks that a block leads to, itself among them. */
    BitSet from(int block) {
        return reachable(block, Dominators.NONE);
    }

    /** The instructions of some blocks. */
    public Stream<Insn> insns(BitSet blocks) {
        return blocks.stream().mapToObj(f::block).map(Block::insns).flatMap(java.util.Collection::stream);
    }

    private BitSet reachable(int from, int without) {
        BitSet seen = new BitSet();
        Deque<Integer> work = new ArrayDeque<>();
        if (from != without) {
            work.add(from);
        }
        while (!work.isEmpty()) {
            int b = work.remove();
            if (!seen.get(b)) {
                seen.set(b);
                cfg.successors(b).stream().filter(s -> s != without).forEach(work::add);
            }
        }
        return seen;
    }
}
