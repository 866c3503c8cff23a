package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loop-closed SSA: a value that a loop defines is used outside the loop only through a parameter of the blocks on the edges that
 * leave it. So a value inside a loop and its last instance are two values, and the reverse sweep need not ask which is meant.
 */
final class ClosedLoops {
    private final Shape shape;
    private final Function f;
    private final Shape.Loop loop;
    private final SsaBuilder ssa;

    private ClosedLoops(Shape shape, Shape.Loop loop) {
        this.shape = shape;
        this.loop = loop;
        f = shape.function;
        ssa = new SsaBuilder(f);
    }

    static void run(Shape shape) {
        for (int i = shape.loops.size() - 1; i >= 0; i--) {
            new ClosedLoops(shape, shape.loops.get(i)).close();
        }
    }

    private void close() {
        Set<Integer> used = new LinkedHashSet<>();
        for (Block b : shape.liveBlocks()) {
            if (!loop.blocks.get(b.id())) {
                used.addAll(operands(b));
            }
        }
        Map<Integer, Integer> variables = new LinkedHashMap<>();
        ssa.sealAll();
        for (Block b : shape.liveBlocks()) {
            if (loop.blocks.get(b.id())) {
                List<Integer> defined = new ArrayList<>(b.params());
                b.insns().stream().map(Insn::result).filter(r -> r >= 0).forEach(defined::add);
                defined.retainAll(used);
                defined.forEach(v -> variables.put(v, passOut(b.id(), v)));
            }
        }
        for (Block b : shape.liveBlocks()) {
            if (!loop.blocks.get(b.id())) {
                rewrite(b, variables);
            }
        }
        ssa.finish();
    }

    private static List<Integer> operands(Block b) {
        List<Integer> out = new ArrayList<>();
        b.insns().forEach(i -> {
            for (int a : i.args()) {
                out.add(a);
            }
        });
        for (int a : b.term().args()) {
            out.add(a);
        }
        b.term().edges().forEach(e -> {
            for (int a : e.args()) {
                out.add(a);
            }
        });
        return out;
    }

    /** Passes the value to a parameter of each exit that its definition dominates; the variable joins them. */
    private int passOut(int defBlock, int v) {
        Type type = f.typeOf(v);
        int variable = ssa.declareVariable(type);
        if (loop.exits.size() > 1) {
            int none = f.newValue(type);
            f.entry().insns().add(0, new Insn(Op.CONST, type, none, new int[0], Zeros.of(type), Loc.NONE));
            ssa.writeVariable(variable, f.entry(), none);
        }
        for (int x : loop.exits) {
            int from = shape.predecessors(x).get(0);
            if (shape.dominators.dominates(defBlock, from)) {
                int q = f.addParam(f.block(x), type);
                Operands.addArg(f, from, x, v);
                ssa.writeVariable(variable, x, q);
            }
        }
        return variable;
    }

    private void rewrite(Block b, Map<Integer, Integer> variables) {
        Map<Integer, Integer> values = new LinkedHashMap<>();
        for (int v : operands(b)) {
            Integer variable = variables.get(v);
            if (variable != null && !values.containsKey(v)) {
                values.put(v, ssa.readVariable(variable, b));
            }
        }
        if (values.isEmpty()) {
            return;
        }
        b.insns().replaceAll(i -> {
            int[] args = i.args().clone();
            for (int k = 0; k < args.length; k++) {
                args[k] = values.getOrDefault(args[k], args[k]);
            }
            return i.withArgs(args);
        });
        b.setTerm(Operands.map(b.term(), v -> values.getOrDefault(v, v)));
    }
}
