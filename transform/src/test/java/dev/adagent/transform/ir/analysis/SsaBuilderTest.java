package dev.adagent.transform.ir.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.adagent.transform.ir.Arithmetic;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.Verifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SsaBuilderTest {
    private static final int VARIABLES = 4;

    /** {@code variable = first op second}, on variables. */
    private record Assignment(int variable, Op op, int first, int second) {}

    /** A program on variables: assignments per block; a block branches on whether its variable is odd. */
    private record Program(Function graph, List<List<Assignment>> bodies, int[] condition) {
        static Program random(long seed) {
            Random r = new Random(seed);
            Function graph = RandomGraphs.make(seed);
            List<List<Assignment>> bodies = new ArrayList<>();
            int[] condition = new int[graph.blocks().size()];
            for (int b = 0; b < condition.length; b++) {
                List<Assignment> body = new ArrayList<>();
                for (int i = r.nextInt(4); i > 0; i--) {
                    Op op = List.of(Op.ADD, Op.SUB, Op.MUL, Op.XOR).get(r.nextInt(4));
                    body.add(new Assignment(r.nextInt(VARIABLES), op, r.nextInt(VARIABLES), r.nextInt(VARIABLES)));
                }
                bodies.add(body);
                condition[b] = r.nextInt(VARIABLES);
            }
            return new Program(graph, bodies, condition);
        }

        /** The variables at the end, or null if the program does not end soon. */
        int[] run(int[] start) {
            int[] v = start.clone();
            int b = 0;
            for (int steps = 0; steps < 300; steps++) {
                for (Assignment a : bodies.get(b)) {
                    v[a.variable] = (Integer) Arithmetic.eval(a.op, Type.I32, null, v[a.first], v[a.second]);
                }
                List<Edge> edges = graph.block(b).term().edges();
                if (edges.isEmpty()) {
                    return v;
                }
                b = edges.get(edges.size() == 1 || (v[condition[b]] & 1) != 0 ? 0 : 1)
                        .target();
            }
            return null;
        }

        /** The same program in SSA form; blocks are filled in the order given and sealed as early as can be, or all at the end. */
        Function toSsa(List<Integer> order, boolean early) {
            Type result = Type.tuple(Collections.nCopies(VARIABLES, Type.I32));
            Function f = new Function("ssa", result);
            graph.blocks().forEach(b -> f.newBlock());
            SsaBuilder ssa = new SsaBuilder(f);
            for (int v = 0; v < VARIABLES; v++) {
                ssa.declareVariable(Type.I32);
                ssa.writeVariable(v, f.entry(), f.addParam(f.entry(), Type.I32));
            }
            Set<Integer> filled = new HashSet<>();
            Set<Integer> sealed = new HashSet<>();
            for (int id : order) {
                fill(f, ssa, f.block(id));
                filled.add(id);
                for (Block b : f.blocks()) {
                    boolean ready = graph.blocks().stream()
                            .filter(p -> p.term().edges().stream().anyMatch(e -> e.target() == b.id()))
                            .allMatch(p -> filled.contains(p.id()));
                    if (early && ready && sealed.add(b.id())) {
                        ssa.sealBlock(b);
                    }
                }
            }
            ssa.finish();
            return f;
        }

        private void fill(Function f, SsaBuilder ssa, Block b) {
            for (Assignment a : bodies.get(b.id())) {
                int x = ssa.readVariable(a.first, b);
                int y = ssa.readVariable(a.second, b);
                ssa.writeVariable(a.variable, b, f.append(b, a.op, Type.I32, null, Loc.NONE, x, y));
            }
            List<Edge> edges = graph.block(b.id()).term().edges();
            if (edges.isEmpty()) {
                int[] end = new int[VARIABLES];
                for (int v = 0; v < VARIABLES; v++) {
                    end[v] = ssa.readVariable(v, b);
                }
                b.setTerm(Term.ret(Loc.NONE, f.append(b, Op.TUPLE, f.result(), null, Loc.NONE, end)));
            } else if (edges.size() == 1) {
                b.setTerm(Term.jump(edges.get(0), Loc.NONE));
            } else {
                int one = f.constant(b, 1, Loc.NONE);
                int c = f.append(b, Op.AND, Type.I32, null, Loc.NONE, ssa.readVariable(condition[b.id()], b), one);
                b.setTerm(Term.br(c, edges.get(0), edges.get(1), Loc.NONE));
            }
        }
    }

    @Test
    void randomProgramsComputeTheSame() {
        int compared = 0;
        for (long seed = 0; seed < 1500; seed++) {
            Program p = Program.random(seed);
            List<Integer> order = new ArrayList<>();
            p.graph.blocks().forEach(b -> order.add(b.id()));
            Collections.shuffle(order, new Random(seed));
            for (boolean early : new boolean[] {false, true}) {
                Function f = p.toSsa(order, early);
                Verifier.verify(f);
                noTrivialParameter(f, seed);
                for (int start = 0; start < 3; start++) {
                    int[] in = {start, 3, 5 - start, 7};
                    int[] want = p.run(in);
                    if (want != null) {
                        Object got = Interpreter.of(f).run(in[0], in[1], in[2], in[3]);
                        assertThat(got).as("seed %d", seed).isEqualTo(List.of(want[0], want[1], want[2], want[3]));
                        compared++;
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(1000);
    }

    private static void noTrivialParameter(Function f, long seed) {
        Cfg cfg = Cfg.of(f);
        for (Block b : f.blocks()) {
            if (b == f.entry() || !cfg.isReachable(b.id())) {
                continue;
            }
            for (int i = 0; i < b.params().size(); i++) {
                Set<Integer> given = new HashSet<>();
                for (Block p : f.blocks()) {
                    for (Edge e : p.term().edges()) {
                        if (e.target() == b.id()) {
                            given.add(e.args()[i]);
                        }
                    }
                }
                given.remove(b.params().get(i));
                assertThat(given).as("seed %d, parameter %d of %s", seed, i, b).hasSizeGreaterThan(1);
            }
        }
    }

    /** b0 → b1 ⇄ b2, b1 → b3. */
    private static Function loop() {
        Function f = new Function("loop", Type.I32);
        for (int i = 0; i < 4; i++) {
            f.newBlock();
        }
        int c = f.addParam(f.entry(), Type.I32);
        f.block(0).setTerm(Term.jump(Edge.to(1), Loc.NONE));
        f.block(1).setTerm(Term.br(c, Edge.to(2), Edge.to(3), Loc.NONE));
        f.block(2).setTerm(Term.jump(Edge.to(1), Loc.NONE));
        return f;
    }

    @Test
    void aVariableThatTheLoopLeavesAloneNeedsNoParameter() {
        Function f = loop();
        SsaBuilder ssa = new SsaBuilder(f);
        int x = ssa.declareVariable(Type.I32);
        ssa.writeVariable(x, 0, f.params().get(0));
        int early = ssa.readVariable(x, 3);
        f.block(3).setTerm(Term.ret(Loc.NONE, early));
        ssa.finish();

        Verifier.verify(f);
        assertThat(f.block(1).params()).isEmpty();
        assertThat(ssa.resolve(early)).isEqualTo(f.params().get(0));
        assertThat(f.block(3).term().args()).containsExactly(f.params().get(0));
    }

    @Test
    void parametersOfTheClientStayInFront() {
        Function f = loop();
        int own = f.addParam(f.block(1), Type.I32);
        int c = f.params().get(0);
        f.block(0).setTerm(Term.jump(Edge.to(1, c), Loc.NONE));
        f.block(2).setTerm(Term.jump(Edge.to(1, own), Loc.NONE));
        SsaBuilder ssa = new SsaBuilder(f);
        int x = ssa.declareVariable(Type.I32);
        ssa.writeVariable(x, 0, c);
        ssa.writeVariable(x, 2, f.constant(f.block(2), 7, Loc.NONE));
        f.block(3).setTerm(Term.ret(Loc.NONE, ssa.readVariable(x, 3)));
        ssa.finish();

        Verifier.verify(f);
        assertThat(f.block(1).params()).hasSize(2).startsWith(own);
        assertThat(f.block(2).term().edges().get(0).args()[0]).isEqualTo(own);
    }

    @Test
    void readingWhatWasNeverWrittenIsRefused() {
        Function f = loop();
        SsaBuilder ssa = new SsaBuilder(f);
        int x = ssa.declareVariable(Type.I32);
        f.block(3).setTerm(Term.ret(Loc.NONE, ssa.readVariable(x, 3)));

        assertThatIllegalStateException().isThrownBy(ssa::finish).withMessageContaining("gives it no value");
    }

    @Test
    void sealingTwiceIsRefused() {
        Function f = loop();
        SsaBuilder ssa = new SsaBuilder(f);
        ssa.sealBlock(0);

        assertThatIllegalStateException().isThrownBy(() -> ssa.sealBlock(0)).withMessageContaining("sealed twice");
    }

    @Test
    void aLongChainOfBlocksNeedsNoDeepStack() {
        Function f = new Function("chain", Type.I32);
        int n = 50_000;
        for (int i = 0; i < n; i++) {
            f.newBlock();
        }
        int p = f.addParam(f.entry(), Type.I32);
        for (int i = 0; i + 1 < n; i++) {
            f.block(i).setTerm(Term.jump(Edge.to(i + 1), Loc.NONE));
        }
        SsaBuilder ssa = new SsaBuilder(f);
        int x = ssa.declareVariable(Type.I32);
        ssa.writeVariable(x, 0, p);
        ssa.sealAll();
        f.block(n - 1).setTerm(Term.ret(Loc.NONE, ssa.readVariable(x, n - 1)));
        ssa.finish();

        assertThat(f.block(n - 1).term().args()).containsExactly(p);
    }
}
