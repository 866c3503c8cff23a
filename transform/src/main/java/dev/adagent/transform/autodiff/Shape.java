package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The control flow of a function that {@link Normalizer} has brought into shape, so that it can be run backwards:
 *
 * <ul>
 *   <li>one block returns;
 *   <li>a loop has a preheader, one latch, and on each edge that leaves it a block of its own, which belongs to the loop around;
 *   <li>a block with several predecessors is the only successor of each;
 *   <li>what a loop defines is used outside only through parameters of the blocks on the edges that leave it.
 * </ul>
 *
 * <p>A block is <em>live</em> if the function can return after it; the reverse sweep visits no other.
 */
final class Shape {
    /** A loop in shape. */
    static final class Loop {
        final int header;
        final int preheader;
        final int latch;
        /** The blocks on the edges that leave the loop. */
        final List<Integer> exits = new ArrayList<>();
        /** Every block of the loop and of those inside it. */
        final BitSet blocks = new BitSet();

        Loop parent;

        Loop(int header, int preheader, int latch) {
            this.header = header;
            this.preheader = preheader;
            this.latch = latch;
        }

        boolean encloses(Loop inner) {
            for (Loop l = inner; l != null; l = l.parent) {
                if (l == this) {
                    return true;
                }
            }
            return false;
        }
    }

    final Function function;
    final Cfg cfg;
    final Dominators dominators;
    /** The block that returns, −1 if none does. */
    final int exit;
    /** The live blocks in reverse postorder. */
    final List<Integer> order = new ArrayList<>();
    /** Each loop after those around it. */
    final List<Loop> loops = new ArrayList<>();

    private final BitSet live;
    private final Map<Integer, Loop> innermost = new HashMap<>();
    private final Map<Integer, Loop> byHeader = new HashMap<>();
    private final Map<Integer, Loop> byExit = new HashMap<>();
    private final Map<Integer, List<Integer>> livePredecessors = new HashMap<>();
    private final Map<Integer, BitSet> reach = new HashMap<>();

    Shape(Function f, int exit, BitSet live) {
        function = f;
        this.exit = exit;
        this.live = live;
        cfg = Cfg.of(f);
        dominators = Dominators.of(cfg);
        for (int b : cfg.reversePostOrder()) {
            if (live.get(b)) {
                order.add(b);
                livePredecessors.put(
                        b, cfg.predecessors(b).stream().filter(live::get).toList());
            }
        }
    }

    void add(Loop loop) {
        loops.add(loop);
        byHeader.put(loop.header, loop);
        loop.exits.forEach(b -> byExit.put(b, loop));
    }

    void setInnermost(int block, Loop loop) {
        innermost.put(block, loop);
    }

    boolean isLive(int block) {
        return live.get(block);
    }

    /** The innermost loop around the block, or null. */
    Loop loopOf(int block) {
        return innermost.get(block);
    }

    /** The loop whose header the block is, or null. */
    Loop headedBy(int block) {
        return byHeader.get(block);
    }

    /** The loop that the block, on an edge out of it, leaves; or null. */
    Loop leftBy(int block) {
        return byExit.get(block);
    }

    List<Integer> predecessors(int block) {
        return livePredecessors.get(block);
    }

    List<Block> liveBlocks() {
        return order.stream().map(function::block).toList();
    }

    /** The blocks that can run after the end of the given one, which is among them if it is in a loop. */
    BitSet reachableFrom(int block) {
        return reach.computeIfAbsent(block, k -> cfg.reachableFrom(k, -1));
    }
}
