package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    /** The values that the loop defines and others use, with the block of the definition. */
    private final Map<Integer, Integer> passed = new LinkedHashMap<>();
    /** Which of them each block outside uses. */
    private final Map<Integer, Set<Integer>> users = new HashMap<>();

    private ClosedLoops(Shape shape, Shape.Loop loop) {
        this.shape = shape;
        this.loop = loop;
        f = shape.function;
    }

    static void run(Shape shape) {
        Uses uses = Uses.of(shape.function);
        for (int i = shape.loops.size() - 1; i >= 0; i--) {
            ClosedLoops c = new ClosedLoops(shape, shape.loops.get(i));
            c.find(uses);
            if (!c.passed.isEmpty()) {
                c.close();
                uses = Uses.of(shape.function);
            }
        }
    }

    private void find(Uses uses) {
        for (int b : shape.order) {
            if (loop.blocks.get(b)) {
                f.block(b).params().forEach(p -> find(p, b, uses));
                for (Insn i : f.block(b).insns()) {
                    if (i.result() >= 0) {
                        find(i.result(), b, uses);
                    }
                }
            }
        }
    }

    private void find(int value, int block, Uses uses) {
        for (Uses.Use u : uses.of(value)) {
            if (!loop.blocks.get(u.block()) && shape.isLive(u.block())) {
                passed.put(value, block);
                users.computeIfAbsent(u.block(), k -> new LinkedHashSet<>()).add(value);
            }
        }
    }

    private void close() {
        if (loop.exits.size() == 1) { // it comes before all that uses the values
            Map<Integer, Integer> last = new HashMap<>();
            passed.keySet().forEach(v -> last.put(v, passTo(loop.exits.get(0), v)));
            users.keySet().forEach(b -> rewrite(f.block(b), last));
            return;
        }
        SsaBuilder ssa = new SsaBuilder(f);
        ssa.sealAll();
        Map<Integer, Integer> variables = new HashMap<>();
        passed.forEach((v, block) -> variables.put(v, passOut(block, v, ssa)));
        for (int b : shape.order) {
            if (users.containsKey(b)) {
                Map<Integer, Integer> read =
                        new HashMap<>(); // before anything is rewritten: reading may pass more over the block's edges
                users.get(b).forEach(v -> read.put(v, ssa.readVariable(variables.get(v), b)));
                rewrite(f.block(b), read);
            }
        }
        ssa.finish();
    }

    /** Passes the value to a parameter of each exit that its definition dominates; the variable joins them. */
    private int passOut(int defBlock, int v, SsaBuilder ssa) {
        Type type = f.typeOf(v);
        int variable = ssa.declareVariable(type);
        int none = f.newValue(type);
        f.entry().insns().add(0, new Insn(Op.CONST, type, none, new int[0], Zeros.of(type), Loc.NONE));
        ssa.writeVariable(variable, f.entry(), none);
        for (int x : loop.exits) {
            if (shape.dominators.dominates(defBlock, shape.predecessors(x).get(0))) {
                ssa.writeVariable(variable, x, passTo(x, v));
            }
        }
        return variable;
    }

    private int passTo(int exit, int v) {
        int q = f.addParam(f.block(exit), f.typeOf(v));
        Operands.addArg(f, shape.predecessors(exit).get(0), exit, v);
        return q;
    }

    private static void rewrite(Block b, Map<Integer, Integer> values) {
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
