package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Function;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The natural loops of a function, nested. Two back edges to one header make one loop. In an irreducible graph the loops with a
 * single entry are found; the others are not, and {@link #irreducible()} says so.
 */
public final class LoopForest {
    /** An edge from inside a loop to a block outside. */
    public record Exit(int from, int to) {}

    /** One loop. */
    public static final class Loop {
        private final int header;
        private final TreeSet<Integer> members = new TreeSet<>();
        private final List<Integer> latches = new ArrayList<>();
        private final List<Exit> exits = new ArrayList<>();
        private final List<Loop> children = new ArrayList<>();
        private final List<Integer> ordered = new ArrayList<>();
        private Loop parent;
        private int preheader = -1;

        private Loop(int header) {
            this.header = header;
        }

        /** The one block by which the loop is entered. */
        public int header() {
            return header;
        }

        /** The loop's blocks with those of the loops inside it, in reverse postorder: the header first. */
        public List<Integer> blocks() {
            return Collections.unmodifiableList(ordered);
        }

        public boolean contains(int block) {
            return members.contains(block);
        }

        /** The loop around this one, or null. */
        public Loop parent() {
            return parent;
        }

        /** The loops directly inside this one. */
        public List<Loop> children() {
            return Collections.unmodifiableList(children);
        }

        /** 1 for an outermost loop. */
        public int depth() {
            return parent == null ? 1 : parent.depth() + 1;
        }

        /** The blocks that jump back to the header, each once. */
        public List<Integer> latches() {
            return Collections.unmodifiableList(latches);
        }

        /** The edges that leave the loop, in reverse postorder of their sources. */
        public List<Exit> exits() {
            return Collections.unmodifiableList(exits);
        }

        /** The block outside whose only edge leads to the header and that is the only one to do so from outside, or −1. */
        public int preheader() {
            return preheader;
        }

        /** Whether {@code inner} is this loop or lies in it. */
        public boolean encloses(Loop inner) {
            for (Loop l = inner; l != null; l = l.parent) {
                if (l == this) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "loop b" + header + " " + ordered;
        }
    }

    private final List<Loop> loops = new ArrayList<>();
    private final Loop[] innermost;
    private final boolean irreducible;

    private LoopForest(Cfg cfg, Dominators dom) {
        innermost = new Loop[cfg.capacity()];
        Map<Integer, Loop> byHeader = new LinkedHashMap<>();
        boolean odd = false;
        for (int header : cfg.reversePostOrder()) {
            for (int p : cfg.predecessors(header)) {
                if (!cfg.isReachable(p) || cfg.orderOf(p) < cfg.orderOf(header)) {
                    continue;
                }
                if (!dom.dominates(header, p)) {
                    odd = true;
                    continue;
                }
                Loop loop = byHeader.computeIfAbsent(header, Loop::new);
                if (!loop.latches.contains(p)) {
                    loop.latches.add(p);
                }
                collect(cfg, loop, p);
            }
        }
        irreducible = odd;
        loops.addAll(byHeader.values());
        nest(cfg);
        for (int b : cfg.reversePostOrder()) {
            for (Loop l = innermost[b]; l != null; l = l.parent) {
                l.ordered.add(b);
                for (int s : cfg.successors(b)) {
                    if (!l.contains(s)) {
                        l.exits.add(new Exit(b, s));
                    }
                }
            }
        }
        for (Loop l : loops) {
            List<Integer> outside = cfg.predecessors(l.header).stream()
                    .filter(p -> !l.contains(p))
                    .toList();
            if (outside.size() == 1 && cfg.successors(outside.get(0)).size() == 1) {
                l.preheader = outside.get(0);
            }
        }
    }

    /** The loops of a graph. */
    public static LoopForest of(Cfg cfg, Dominators dom) {
        return new LoopForest(cfg, dom);
    }

    /** The loops of a function as it is now. */
    public static LoopForest of(Function f) {
        Cfg cfg = Cfg.of(f);
        return of(cfg, Dominators.of(cfg));
    }

    private static void collect(Cfg cfg, Loop loop, int latch) {
        loop.members.add(loop.header);
        Deque<Integer> work = new ArrayDeque<>(List.of(latch));
        while (!work.isEmpty()) {
            int b = work.pop();
            if (cfg.isReachable(b) && loop.members.add(b)) {
                cfg.predecessors(b).forEach(work::push);
            }
        }
    }

    /** Headers come in reverse postorder, so an enclosing loop comes before the loops inside it. */
    private void nest(Cfg cfg) {
        for (Loop l : loops) {
            l.parent = innermost[l.header];
            if (l.parent != null) {
                l.parent.children.add(l);
            }
            for (int b : l.members) {
                if (cfg.isReachable(b)) {
                    innermost[b] = l;
                }
            }
        }
    }

    /** All loops, an enclosing one before those inside it. */
    public List<Loop> loops() {
        return Collections.unmodifiableList(loops);
    }

    /** The outermost loops. */
    public List<Loop> roots() {
        return loops.stream().filter(l -> l.parent == null).toList();
    }

    /** The innermost loop that holds the block, or null. */
    public Loop loopOf(int block) {
        return innermost[block];
    }

    /** How many loops hold the block. */
    public int depthOf(int block) {
        return innermost[block] == null ? 0 : innermost[block].depth();
    }

    /** Whether some cycle has more than one entry. */
    public boolean irreducible() {
        return irreducible;
    }
}
