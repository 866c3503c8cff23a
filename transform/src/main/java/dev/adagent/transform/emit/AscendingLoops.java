package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.ArrayAliases;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns innermost loops that count down to 0, as a reverse pass makes them, round: HotSpot vectorises loops that count up. Only
 * where no turn can see another: nothing but the counter is carried, nothing can fail, and each array that is written is reached at
 * one index, different in every turn, and is no other array of the loop. So results keep their bits.
 */
final class AscendingLoops {
    private final Function f;
    private final Uses uses;
    private final ArrayAliases aliases;

    private AscendingLoops(Function f, boolean distinct) {
        this.f = f;
        uses = Uses.of(f);
        aliases = new ArrayAliases(f, uses, distinct);
    }

    /**
     * @param f changed in place
     * @param distinct whether no two array parameters are the same array
     * @return how many loops were turned
     */
    static int run(Function f, boolean distinct) {
        int turned = 0;
        Cfg cfg = Cfg.of(f);
        for (LoopForest.Loop loop : LoopForest.of(cfg, Dominators.of(cfg)).loops()) {
            if (loop.children().isEmpty() && new AscendingLoops(f, distinct).turn(cfg, loop)) {
                turned++;
            }
        }
        return turned;
    }

    private boolean turn(Cfg cfg, LoopForest.Loop loop) {
        Block header = f.block(loop.header());
        List<Integer> outside = cfg.predecessors(header.id()).stream()
                .filter(p -> !loop.contains(p))
                .toList();
        if (loop.latches().size() != 1
                || cfg.predecessors(header.id()).size() != 2
                || outside.size() != 1
                || header.params().size() != 1
                || loop.exits().size() != 1
                || loop.exits().get(0).from() != header.id()) {
            return false;
        }
        int counter = header.params().get(0);
        Term test = header.term();
        if (test.kind() != Term.Kind.BR
                || !isPositive(test.args()[0], counter)
                || !loop.contains(test.edges().get(0).target())) {
            return false;
        }
        Block latch = f.block(loop.latches().get(0));
        Block entry = f.block(outside.get(0));
        int last = argTo(latch, header);
        Insn step = uses.insn(last);
        boolean countsDown = step != null
                && step.op() == Op.SUB
                && step.arg(0) == counter
                && isInt(step.arg(1), 1)
                && loop.contains(uses.def(last).block())
                && uses.count(counter) == 2;
        if (!countsDown || !isIndependent(loop, last)) {
            return false;
        }
        rewrite(header, latch, entry, counter, last, step);
        return true;
    }

    /** Whether the value is {@code counter > 0}. */
    private boolean isPositive(int v, int counter) {
        Insn d = uses.insn(v);
        return d != null && d.op() == Op.CMP && d.attr() == Cond.GT && d.arg(0) == counter && isInt(d.arg(1), 0);
    }

    private static int argTo(Block from, Block to) {
        return from.term().edges().stream()
                .filter(e -> e.target() == to.id())
                .findFirst()
                .orElseThrow()
                .args()[0];
    }

    private boolean isInt(int v, int value) {
        Insn d = uses.insn(v);
        return d != null && d.op() == Op.CONST && Integer.valueOf(value).equals(d.attr());
    }

    /** Whether the turns of the loop may run in any order. */
    private boolean isIndependent(LoopForest.Loop loop, int index) {
        Map<Integer, Set<Integer>> indices = new HashMap<>();
        Set<Integer> written = new HashSet<>();
        for (int id : loop.blocks()) {
            for (Insn insn : f.block(id).insns()) {
                switch (insn.op()) {
                    case ALOAD ->
                        indices.computeIfAbsent(insn.arg(0), k -> new HashSet<>())
                                .add(insn.arg(1));
                    case ASTORE, ACCUM -> {
                        indices.computeIfAbsent(insn.arg(0), k -> new HashSet<>())
                                .add(insn.arg(1));
                        written.add(insn.arg(0));
                    }
                    default -> {
                        if (insn.op().effect() == Op.Effect.ALLOCATE
                                || insn.op().effect() != Op.Effect.NONE && !TreePlan.isPure(insn)) {
                            return false;
                        }
                    }
                }
            }
        }
        for (int w : written) {
            if (indices.get(w).size() != 1
                    || !differs(loop, indices.get(w).iterator().next(), index)) {
                return false;
            }
            for (int other : indices.keySet()) {
                if (other != w && !aliases.areDistinct(w, other)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether the value is the index, or the index and something that stays. */
    private boolean differs(LoopForest.Loop loop, int v, int index) {
        if (v == index) {
            return true;
        }
        Insn d = uses.insn(v);
        return d != null
                && d.op() == Op.ADD
                && (d.arg(0) == index && stays(loop, d.arg(1)) || d.arg(1) == index && stays(loop, d.arg(0)));
    }

    private boolean stays(LoopForest.Loop loop, int v) {
        Insn d = uses.insn(v);
        return d != null && d.op() == Op.CONST || !loop.contains(uses.def(v).block());
    }

    /** {@code for (k = 0; k < n; k++)}. */
    private void rewrite(Block header, Block latch, Block entry, int counter, int index, Insn step) {
        int n = argTo(entry, header);
        int zero = f.constant(entry, 0, step.loc());
        redirect(entry, header, zero);
        int next = f.append(latch, Op.ADD, Type.I32, null, step.loc(), counter, step.arg(1));
        f.block(uses.def(index).block()).insns().remove(step);
        Operands.replace(f, v -> v == index ? counter : v);
        redirect(latch, header, next);
        int c = f.append(header, Op.CMP, Type.I32, Cond.LT, header.term().loc(), counter, n);
        header.setTerm(header.term().withArgs(c));
    }

    private static void redirect(Block from, Block to, int arg) {
        List<Edge> edges = new ArrayList<>();
        for (Edge e : from.term().edges()) {
            edges.add(e.target() == to.id() ? Edge.to(to.id(), arg) : e);
        }
        from.setTerm(from.term().withEdges(edges));
    }
}
