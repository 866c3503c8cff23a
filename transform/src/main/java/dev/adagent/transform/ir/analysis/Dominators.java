package dev.adagent.transform.ir.analysis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Dominators or post-dominators of a graph, after Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
 *
 * <p>Post-dominators have a virtual root behind all exits. Blocks of a loop without exit are given an edge to it from the loop's
 * last block in reverse postorder, so that every reached block has a place in the tree.
 */
public final class Dominators {
    /** What {@link #idom} gives for a root: no block. */
    public static final int NONE = -1;

    private final int root;
    private final List<Integer> order;
    private final int[] idom;
    private final List<List<Integer>> children;
    private final int[] enter;
    private final int[] leave;
    private final int blocks;

    private Dominators(int blocks, int root, List<List<Integer>> successors, List<List<Integer>> predecessors) {
        this.blocks = blocks;
        this.root = root;
        int nodes = successors.size();
        order = reversePostOrder(root, successors);
        int[] position = new int[nodes];
        Arrays.fill(position, -1);
        for (int i = 0; i < order.size(); i++) {
            position[order.get(i)] = i;
        }
        idom = new int[nodes];
        Arrays.fill(idom, NONE);
        idom[root] = root;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 1; i < order.size(); i++) {
                int b = order.get(i);
                int best = NONE;
                for (int p : predecessors.get(b)) {
                    if (position[p] >= 0 && idom[p] != NONE) {
                        best = best == NONE ? p : meet(p, best, position);
                    }
                }
                if (idom[b] != best) {
                    idom[b] = best;
                    changed = true;
                }
            }
        }
        idom[root] = NONE;
        children = new ArrayList<>(Collections.nCopies(nodes, List.of()));
        for (int b : order) {
            if (b != root) {
                if (children.get(idom[b]).isEmpty()) {
                    children.set(idom[b], new ArrayList<>(2));
                }
                children.get(idom[b]).add(b);
            }
        }
        children.replaceAll(List::copyOf);
        enter = new int[nodes];
        leave = new int[nodes];
        number();
    }

    /** Dominators: {@code a} dominates {@code b} if every way from the entry to {@code b} goes through {@code a}. */
    public static Dominators of(Cfg cfg) {
        List<List<Integer>> succ = new ArrayList<>();
        List<List<Integer>> pred = new ArrayList<>();
        for (int b = 0; b < cfg.capacity(); b++) {
            succ.add(cfg.successors(b));
            pred.add(cfg.predecessors(b));
        }
        return new Dominators(cfg.capacity(), cfg.entry(), succ, pred);
    }

    /** Post-dominators: {@code a} dominates {@code b} if every way from {@code b} out of the function goes through {@code a}. */
    public static Dominators ofReverse(Cfg cfg) {
        int exit = cfg.capacity();
        List<List<Integer>> succ = new ArrayList<>();
        List<List<Integer>> pred = new ArrayList<>();
        for (int b = 0; b <= exit; b++) {
            succ.add(new ArrayList<>());
            pred.add(new ArrayList<>());
        }
        for (int b : cfg.reversePostOrder()) {
            for (int s : cfg.successors(b)) {
                succ.get(s).add(b);
                pred.get(b).add(s);
            }
        }
        boolean[] reached = new boolean[exit + 1];
        for (int b : cfg.exits()) {
            attach(b, exit, succ, pred, reached);
        }
        List<Integer> order = cfg.reversePostOrder();
        for (int i = order.size() - 1; i >= 0; i--) {
            if (!reached[order.get(i)]) {
                attach(order.get(i), exit, succ, pred, reached);
            }
        }
        return new Dominators(exit, exit, succ, pred);
    }

    private static void attach(
            int block, int exit, List<List<Integer>> succ, List<List<Integer>> pred, boolean[] reached) {
        succ.get(exit).add(block);
        pred.get(block).add(exit);
        Deque<Integer> work = new ArrayDeque<>(List.of(block));
        while (!work.isEmpty()) {
            int b = work.pop();
            if (!reached[b]) {
                reached[b] = true;
                succ.get(b).forEach(work::push);
            }
        }
    }

    private static List<Integer> reversePostOrder(int root, List<List<Integer>> successors) {
        List<Integer> out = new ArrayList<>();
        int[] next = new int[successors.size()];
        boolean[] seen = new boolean[successors.size()];
        Deque<Integer> stack = new ArrayDeque<>(List.of(root));
        seen[root] = true;
        while (!stack.isEmpty()) {
            int b = stack.peek();
            if (next[b] < successors.get(b).size()) {
                int s = successors.get(b).get(next[b]++);
                if (!seen[s]) {
                    seen[s] = true;
                    stack.push(s);
                }
            } else {
                out.add(stack.pop());
            }
        }
        Collections.reverse(out);
        return out;
    }

    private int meet(int a, int b, int[] position) {
        int x = a;
        int y = b;
        while (x != y) {
            while (position[x] > position[y]) {
                x = idom[x];
            }
            while (position[y] > position[x]) {
                y = idom[y];
            }
        }
        return x;
    }

    /** Numbers the tree so that a node's interval lies in those of its ancestors. */
    private void number() {
        int[] next = new int[children.size()];
        int clock = 1;
        Deque<Integer> stack = new ArrayDeque<>(List.of(root));
        enter[root] = clock++;
        while (!stack.isEmpty()) {
            int b = stack.peek();
            if (next[b] < children.get(b).size()) {
                int c = children.get(b).get(next[b]++);
                enter[c] = clock++;
                stack.push(c);
            } else {
                leave[stack.pop()] = clock++;
            }
        }
    }

    /** The closest strict dominator; {@link #NONE} for the entry, for a block whose only post-dominator is the exit, and for blocks not reached. */
    public int idom(int block) {
        int d = idom[block];
        return d >= blocks ? NONE : d;
    }

    /** Whether {@code a} dominates {@code b}; every block dominates itself. A block that is not reached is dominated by itself alone. */
    public boolean dominates(int a, int b) {
        return a == b || (enter[a] != 0 && enter[b] != 0 && enter[a] < enter[b] && leave[b] < leave[a]);
    }

    public boolean strictlyDominates(int a, int b) {
        return a != b && dominates(a, b);
    }

    /** The blocks whose {@link #idom} the given one is. */
    public List<Integer> children(int block) {
        return children.get(block);
    }

    /** The reached blocks, each after its dominator. */
    public List<Integer> preorder() {
        List<Integer> out = new ArrayList<>();
        Deque<Integer> stack = new ArrayDeque<>(List.of(root));
        while (!stack.isEmpty()) {
            int b = stack.pop();
            if (b < blocks) {
                out.add(b);
            }
            List<Integer> c = children.get(b);
            for (int i = c.size() - 1; i >= 0; i--) {
                stack.push(c.get(i));
            }
        }
        return out;
    }
}
