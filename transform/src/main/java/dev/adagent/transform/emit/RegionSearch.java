package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the parts of a function that are best made functions of their own: neighbours in the order of the blocks, loops only whole, outside loops
 * rather than in them, where a call is made each time round; and of these the largest, less what crosses their borders.
 */
final class RegionSearch {
    private final Function f;
    private final Map<Integer, Integer> bytes;
    private final MethodSplitting.Limits limits;
    private final Uses uses;
    private final Cfg cfg;
    private final LoopForest loops;
    private final List<Integer> order = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();

    /** @param score the bytes that it saves, about */
    private record Found(List<Integer> blocks, int score) {}

    private RegionSearch(Function f, Map<Integer, Integer> bytes, MethodSplitting.Limits limits) {
        this.f = f;
        this.limits = limits;
        this.bytes = bytes;
        uses = Uses.of(f);
        cfg = Cfg.of(f);
        loops = LoopForest.of(cfg, Dominators.of(cfg));
        Layout.of(f).forEach(b -> order.add(b.id()));
    }

    /**
     * What was found.
     *
     * @param regions the blocks of each, its entry first; the best region first; they have no block in common
     * @param depth of the loops that they are in
     */
    record Result(List<List<Integer>> regions, int depth) {}

    /**
     * The best regions, outside of loops or else in as few as there are any in.
     *
     * @param bytes what each block takes
     * @param depth the least depth of the loops that they may be in
     */
    static Result find(Function f, Map<Integer, Integer> bytes, MethodSplitting.Limits limits, int depth) {
        RegionSearch s = new RegionSearch(f, bytes, limits);
        int deepest = s.order.stream().mapToInt(s.loops::depthOf).max().orElse(0);
        int at = depth;
        for (; at <= deepest && s.found.isEmpty(); at++) {
            for (List<List<Integer>> level : s.levels(at)) {
                s.search(level);
            }
        }
        s.found.sort(Comparator.comparingInt((Found x) -> -x.score()));
        Set<Integer> taken = new HashSet<>();
        List<List<Integer>> out = new ArrayList<>();
        for (Found x : s.found) {
            if (Collections.disjoint(taken, x.blocks())) {
                taken.addAll(x.blocks());
                out.add(x.blocks());
            }
        }
        return new Result(out, at - 1);
    }

    /** The bodies of the loops of that depth, as lists of blocks and of inner loops. */
    private List<List<List<Integer>>> levels(int depth) {
        List<List<List<Integer>>> out = new ArrayList<>();
        if (depth == 0) {
            out.add(items(null));
        }
        loops.loops().stream().filter(l -> l.depth() == depth).forEach(l -> out.add(items(l)));
        return out;
    }

    private List<List<Integer>> items(LoopForest.Loop around) {
        List<List<Integer>> out = new ArrayList<>();
        Set<LoopForest.Loop> seen = new HashSet<>();
        for (int b : order) {
            if (around != null && !around.contains(b) || b == cfg.entry()) {
                continue;
            }
            LoopForest.Loop l = loops.loopOf(b);
            while (l != around && l.parent() != around) {
                l = l.parent();
            }
            if (l == around) {
                out.add(List.of(b));
            } else if (seen.add(l)) {
                LoopForest.Loop inner = l;
                out.add(order.stream().filter(inner::contains).toList());
            }
        }
        return out;
    }

    private int bytes(List<Integer> item) {
        return item.stream().mapToInt(b -> bytes.getOrDefault(b, 0)).sum();
    }

    /** From each item on as many as fit. */
    private void search(List<List<Integer>> items) {
        for (int from = 0; from < items.size(); from++) {
            Set<Integer> inside = new HashSet<>();
            int size = 0;
            int to = from;
            for (; to < items.size(); to++) {
                List<Integer> item = items.get(to);
                size += bytes(item);
                inside.addAll(item);
                int entry = items.get(from).get(0);
                if (size > limits.part()
                        || !item.stream().allMatch(b -> b == entry || inside.containsAll(cfg.predecessors(b)))) {
                    break;
                }
            }
            while (to > from && !consider(items.subList(from, to))) {
                to--;
            }
        }
    }

    private boolean consider(List<List<Integer>> items) {
        List<Integer> blocks = items.stream().flatMap(List::stream).toList();
        if (bytes(blocks) < limits.gain()) {
            return true; // a shorter one is no better
        }
        Region r = Region.of(f, uses, blocks);
        if (!r.canBeFunction(f) || bytes(blocks) + r.costInside() > limits.method()) {
            return false;
        }
        int score = bytes(blocks) - r.costOutside();
        if (score >= limits.gain()) {
            found.add(new Found(blocks, score));
        }
        return true;
    }
}
