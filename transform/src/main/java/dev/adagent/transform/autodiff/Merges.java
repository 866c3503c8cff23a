package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * By which way a merge block was reached. Where the branches from the block that dominates it form a tree and their conditions can
 * be had again for little, the reverse sweep asks them again; else each way passes its number to a parameter of the merge block.
 */
final class Merges {
    private final Shape shape;
    private final Function f;
    private final ReverseFlow flow;
    private final ValuePlan plan;
    private final Map<Integer, Integer> selectors = new HashMap<>();

    Merges(Shape shape, ReverseFlow flow, ValuePlan plan) {
        this.shape = shape;
        this.flow = flow;
        this.plan = plan;
        f = shape.function;
    }

    /** Decides how the reverse sweep finds its way at the block, and plans for what that takes. */
    void plan(int merge) {
        int d = shape.dominators.idom(merge);
        List<Integer> conditions = new ArrayList<>();
        if (isTree(d, merge, conditions) && conditions.stream().allMatch(plan::isCheap)) {
            conditions.forEach(c -> plan.require(c, merge));
            return;
        }
        int param = f.addParam(f.block(merge), Type.I32);
        List<Integer> preds = shape.predecessors(merge);
        for (int k = 0; k < preds.size(); k++) {
            int number = f.constant(f.block(preds.get(k)), k, Loc.NONE);
            Operands.addArg(f, preds.get(k), merge, number);
        }
        selectors.put(merge, param);
        plan.refresh();
        plan.require(param, merge);
    }

    /** The parameter that holds the number of the way, −1 if the conditions are asked again. */
    int selector(int merge) {
        return selectors.getOrDefault(merge, -1);
    }

    /** The predecessors of the merge that can be reached from a block without leaving the region. */
    private BitSet leaves(int from, int merge, BitSet region) {
        BitSet out = new BitSet();
        BitSet seen = new BitSet();
        List<Integer> work = new ArrayList<>(List.of(from));
        while (!work.isEmpty()) {
            int b = work.remove(work.size() - 1);
            if (seen.get(b)) {
                continue;
            }
            seen.set(b);
            for (int s : shape.cfg.successors(b)) {
                if (s == merge) {
                    out.set(b);
                } else if (region.get(s)) {
                    work.add(s);
                }
            }
        }
        return out;
    }

    private boolean isTree(int node, int merge, List<Integer> conditions) {
        BitSet region = flow.region(shape.dominators.idom(merge), merge);
        BitSet leaves = leaves(node, merge, region);
        if (leaves.cardinality() == 1 && node != shape.dominators.idom(merge)) {
            return true;
        }
        if (shape.loopOf(node) != shape.loopOf(merge)
                || shape.headedBy(node) != null && node != shape.dominators.idom(merge)) {
            return false;
        }
        List<Integer> ways = ways(node, merge, region);
        int total = 0;
        for (int w : ways) {
            total += leaves(w, merge, region).cardinality();
        }
        if (total != leaves.cardinality()) {
            return false;
        }
        if (ways.size() > 1) {
            conditions.add(f.block(node).term().args()[0]);
        }
        return ways.stream().allMatch(w -> isTree(w, merge, conditions));
    }

    /** The successors from which the merge is reached, each once. */
    private List<Integer> ways(int node, int merge, BitSet region) {
        return shape.cfg.successors(node).stream()
                .filter(region::get)
                .distinct()
                .toList();
    }

    /** Gives the reverse block of the merge its terminator. */
    void emit(int merge, Block at, ReverseSweep sweep) {
        Loc loc = f.block(merge).term().loc();
        List<Integer> preds = shape.predecessors(merge);
        int selector = selector(merge);
        if (selector < 0) {
            int d = shape.dominators.idom(merge);
            emitTree(d, merge, flow.region(d, merge), at, sweep);
            return;
        }
        int way = sweep.values().get(selector, at, merge);
        if (preds.size() == 2) {
            at.setTerm(Term.br(way, Edge.to(sweep.blockOf(preds.get(1))), Edge.to(sweep.blockOf(preds.get(0))), loc));
            return;
        }
        List<Edge> edges = new ArrayList<>();
        int[] keys = new int[preds.size() - 1];
        for (int k = 0; k < preds.size(); k++) {
            edges.add(Edge.to(sweep.blockOf(preds.get(k))));
            if (k < keys.length) {
                keys[k] = k;
            }
        }
        at.setTerm(Term.switchOn(way, keys, edges, loc));
    }

    private void emitTree(int node, int merge, BitSet region, Block at, ReverseSweep sweep) {
        Loc loc = f.block(merge).term().loc();
        BitSet leaves = leaves(node, merge, region);
        if (leaves.cardinality() == 1) {
            at.setTerm(Term.jump(Edge.to(sweep.blockOf(leaves.nextSetBit(0))), loc));
            return;
        }
        List<Integer> ways = ways(node, merge, region);
        if (ways.size() == 1) {
            emitTree(ways.get(0), merge, region, at, sweep);
            return;
        }
        Term t = f.block(node).term();
        int condition = sweep.values().get(t.args()[0], at, merge);
        Map<Integer, Block> targets = new HashMap<>();
        for (int w : ways) {
            targets.put(w, f.newBlock());
        }
        List<Edge> edges = t.edges().stream()
                .map(e -> Edge.to(targets.getOrDefault(e.target(), targets.get(ways.get(0)))
                        .id()))
                .toList();
        at.setTerm(new Term(t.kind(), new int[] {condition}, edges, t.keys(), null, loc));
        for (int w : ways) {
            emitTree(w, merge, region, targets.get(w), sweep);
        }
    }
}
