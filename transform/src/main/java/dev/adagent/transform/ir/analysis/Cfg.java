package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * The control-flow graph of a function: predecessors, successors and an order. Blocks are named by their ids. Blocks that the entry
 * does not reach are no part of the order, but their edges count as predecessors, since they carry arguments all the same.
 */
public final class Cfg {
    private final Function function;
    private final int entry;
    private final int capacity;
    private final List<List<Integer>> successors;
    private final List<List<Integer>> predecessors;
    private final List<Integer> order;
    private final int[] position;

    private Cfg(Function f) {
        function = f;
        entry = f.entry().id();
        List<Block> blocks = f.blocks();
        capacity = capacity(blocks);
        successors = new ArrayList<>(Collections.nCopies(capacity, List.of()));
        // ids of removed blocks stay unused: there are many more of them
        List<List<Integer>> preds = new ArrayList<>(Collections.nCopies(capacity, List.of()));
        blocks.forEach(b -> preds.set(b.id(), new ArrayList<>(2)));
        for (Block b : blocks) {
            if (b.term() == null) {
                throw new IllegalStateException("b" + b.id() + " of " + f.name() + " has no terminator");
            }
            List<Integer> out = new ArrayList<>(2);
            for (Edge e : b.term().edges()) {
                out.add(f.block(e.target()).id());
                preds.get(e.target()).add(b.id());
            }
            successors.set(b.id(), List.copyOf(out));
        }
        blocks.forEach(b -> preds.set(b.id(), List.copyOf(preds.get(b.id()))));
        predecessors = preds;
        position = new int[capacity];
        Arrays.fill(position, -1);
        order = walk();
    }

    /**
     * The graph of {@code f} as it is now.
     *
     * @throws IllegalStateException if a block has no terminator
     * @throws IllegalArgumentException if an edge names a block that is not there
     */
    public static Cfg of(Function f) {
        return new Cfg(f);
    }

    private static int capacity(List<Block> blocks) {
        int most = 0;
        for (Block b : blocks) {
            most = Math.max(most, b.id());
        }
        return most + 1;
    }

    private List<Integer> walk() {
        List<Integer> postOrder = new ArrayList<>();
        int[] next = new int[capacity];
        boolean[] seen = new boolean[capacity];
        Deque<Integer> stack = new ArrayDeque<>();
        stack.push(entry);
        seen[entry] = true;
        while (!stack.isEmpty()) {
            int b = stack.peek();
            List<Integer> out = successors.get(b);
            if (next[b] < out.size()) {
                int s = out.get(next[b]++);
                if (!seen[s]) {
                    seen[s] = true;
                    stack.push(s);
                }
            } else {
                postOrder.add(stack.pop());
            }
        }
        Collections.reverse(postOrder);
        for (int i = 0; i < postOrder.size(); i++) {
            position[postOrder.get(i)] = i;
        }
        return List.copyOf(postOrder);
    }

    public Function function() {
        return function;
    }

    /** Id of the entry block. */
    public int entry() {
        return entry;
    }

    /** One more than the largest block id: the size for side tables. */
    public int capacity() {
        return capacity;
    }

    /** Source of each edge into the block; a block with two edges there is listed twice. */
    public List<Integer> predecessors(int block) {
        return predecessors.get(block);
    }

    /** Target of each edge out of the block, in the order of the terminator's edges. */
    public List<Integer> successors(int block) {
        return successors.get(block);
    }

    /**
     * The blocks that can run after the end of the given one, which is among them if it is in a loop.
     *
     * @param end a block that is not among them, nor what only it leads to; −1 for none
     */
    public BitSet reachableFrom(int block, int end) {
        BitSet out = new BitSet();
        Deque<Integer> work = new ArrayDeque<>(successors(block));
        while (!work.isEmpty()) {
            int b = work.pop();
            if (b != end && !out.get(b)) {
                out.set(b);
                work.addAll(successors(b));
            }
        }
        return out;
    }

    /** The reached blocks, the entry first, each after at least one predecessor and, but for back edges, after all. */
    public List<Integer> reversePostOrder() {
        return order;
    }

    /** Place of the block in {@link #reversePostOrder()}, −1 if the entry does not reach it. */
    public int orderOf(int block) {
        return position[block];
    }

    public boolean isReachable(int block) {
        return position[block] >= 0;
    }

    /** The reached blocks that leave the function. */
    public List<Integer> exits() {
        return order.stream().filter(b -> successors.get(b).isEmpty()).toList();
    }
}
