package dev.adagent.transform.ir.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.LoopForest.Loop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphAnalysesTest {
    private static final int GRAPHS = 3000;

    /** Two nested loops; the inner has two latches, the outer an exit in its middle. */
    private static final Function NESTED = IrParser.parseFunction("""
            func @f (%0: i32) -> void {
            b0(%0: i32):
              jump b1()
            b1():
              br %0, b2(), b7()
            b2():
              br %0, b3(), b6()
            b3():
              br %0, b4(), b5()
            b4():
              jump b2()
            b5():
              br %0, b2(), b8()
            b6():
              jump b1()
            b7():
              ret
            b8():
              ret
            b9():
              jump b7()
            }
            """);

    @Test
    void graph() {
        Cfg cfg = Cfg.of(NESTED);

        assertThat(cfg.successors(1)).containsExactly(2, 7);
        assertThat(cfg.predecessors(2)).containsExactly(1, 4, 5);
        assertThat(cfg.predecessors(7))
                .as("blocks that are not reached pass arguments too")
                .containsExactly(1, 9);
        assertThat(cfg.isReachable(9)).isFalse();
        assertThat(cfg.orderOf(9)).isEqualTo(-1);
        assertThat(cfg.exits()).containsExactlyInAnyOrder(7, 8);
        assertThat(cfg.reversePostOrder()).hasSize(9).startsWith(0, 1).doesNotContain(9);
    }

    @Test
    void aBlockWithoutTerminatorOrTargetIsRefused() {
        Function open = new Function("open", Type.VOID);
        open.newBlock();
        assertThatThrownBy(() -> Cfg.of(open)).isInstanceOf(IllegalStateException.class);
        open.entry().setTerm(Term.jump(Edge.to(3), Loc.NONE));
        assertThatThrownBy(() -> Cfg.of(open)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void loops() {
        LoopForest forest = LoopForest.of(NESTED);

        assertThat(forest.irreducible()).isFalse();
        assertThat(forest.loops()).hasSize(2);
        Loop outer = forest.loops().get(0);
        Loop inner = forest.loops().get(1);
        assertThat(forest.roots()).containsExactly(outer);
        assertThat(outer.header()).isEqualTo(1);
        assertThat(outer.blocks()).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6).startsWith(1);
        assertThat(outer.latches()).containsExactly(6);
        assertThat(outer.preheader()).isEqualTo(0);
        assertThat(outer.children()).containsExactly(inner);
        assertThat(outer.exits()).containsExactlyInAnyOrder(new LoopForest.Exit(1, 7), new LoopForest.Exit(5, 8));
        assertThat(inner.header()).isEqualTo(2);
        assertThat(inner.blocks()).containsExactlyInAnyOrder(2, 3, 4, 5);
        assertThat(inner.latches()).containsExactlyInAnyOrder(4, 5);
        assertThat(inner.parent()).isEqualTo(outer);
        assertThat(inner.depth()).isEqualTo(2);
        assertThat(inner.preheader()).as("b1 has another successor").isEqualTo(-1);
        assertThat(outer.encloses(inner)).isTrue();
        assertThat(inner.encloses(outer)).isFalse();
        assertThat(forest.loopOf(6)).isEqualTo(outer);
        assertThat(forest.loopOf(3)).isEqualTo(inner);
        assertThat(forest.loopOf(8)).isNull();
        assertThat(forest.depthOf(3)).isEqualTo(2);
        assertThat(forest.depthOf(0)).isZero();
    }

    @Test
    void dominatorsAgreeWithTheDefinition() {
        for (long seed = 0; seed < GRAPHS; seed++) {
            Function f = RandomGraphs.make(seed);
            Cfg cfg = Cfg.of(f);
            Dominators dom = Dominators.of(cfg);
            Set<Integer> reached = RandomGraphs.reach(f, 0, -1);
            assertThat(new HashSet<>(cfg.reversePostOrder())).isEqualTo(reached);
            assertThat(new HashSet<>(dom.preorder())).isEqualTo(reached);
            for (int a : reached) {
                Set<Integer> without = a == 0 ? Set.of() : RandomGraphs.reach(f, 0, a);
                for (int b : reached) {
                    assertThat(dom.dominates(a, b))
                            .as("seed %d: b%d dominates b%d", seed, a, b)
                            .isEqualTo(!without.contains(b));
                    if (dom.strictlyDominates(a, b)) {
                        assertThat(dom.dominates(a, dom.idom(b))).isTrue();
                    }
                }
                assertThat(dom.idom(a) == Dominators.NONE).isEqualTo(a == 0);
            }
        }
    }

    @Test
    void postDominatorsAgreeWithTheDefinition() {
        int checked = 0;
        for (long seed = 0; seed < GRAPHS; seed++) {
            Function f = RandomGraphs.make(seed);
            Cfg cfg = Cfg.of(f);
            Dominators post = Dominators.ofReverse(cfg);
            assertThat(new HashSet<>(post.preorder())).isEqualTo(new HashSet<>(cfg.reversePostOrder()));
            boolean allLeave = cfg.reversePostOrder().stream().allMatch(b -> leaves(f, b, -1));
            if (!allLeave) {
                continue;
            }
            checked++;
            for (int a : cfg.reversePostOrder()) {
                for (int b : cfg.reversePostOrder()) {
                    assertThat(post.dominates(a, b))
                            .as("seed %d: b%d post-dominates b%d", seed, a, b)
                            .isEqualTo(a == b || !leaves(f, b, a));
                }
            }
        }
        assertThat(checked).isGreaterThan(GRAPHS / 20);
    }

    private static boolean leaves(Function f, int from, int removed) {
        return RandomGraphs.reach(f, from, removed).stream()
                .anyMatch(b -> f.block(b).term().edges().isEmpty());
    }

    @Test
    void loopsAgreeWithTheDefinition() {
        int irreducible = 0;
        int loops = 0;
        for (long seed = 0; seed < GRAPHS; seed++) {
            Function f = RandomGraphs.make(seed);
            Cfg cfg = Cfg.of(f);
            Dominators dom = Dominators.of(cfg);
            LoopForest forest = LoopForest.of(cfg, dom);
            assertThat(forest.irreducible()).as("seed %d", seed).isEqualTo(!RandomGraphs.reducible(f));
            irreducible += forest.irreducible() ? 1 : 0;
            loops += forest.loops().size();
            for (Loop l : forest.loops()) {
                assertThat(new HashSet<>(l.blocks())).as("seed %d", seed).isEqualTo(naturalLoop(cfg, dom, l.header()));
                assertThat(l.blocks().get(0)).isEqualTo(l.header());
                if (l.parent() != null) {
                    assertThat(l.parent().blocks()).containsAll(l.blocks());
                }
            }
            for (int b : cfg.reversePostOrder()) {
                List<Loop> around = new ArrayList<>(forest.loops());
                around.removeIf(l -> !l.contains(b));
                Loop smallest = around.stream()
                        .min((x, y) ->
                                Integer.compare(x.blocks().size(), y.blocks().size()))
                        .orElse(null);
                if (!forest.irreducible()) {
                    assertThat(forest.loopOf(b)).isEqualTo(smallest);
                    assertThat(forest.depthOf(b)).isEqualTo(around.size());
                }
            }
        }
        assertThat(irreducible).isGreaterThan(GRAPHS / 20);
        assertThat(loops).isGreaterThan(GRAPHS / 2);
    }

    /** The header and all that reaches one of its back edges without passing it. */
    private static Set<Integer> naturalLoop(Cfg cfg, Dominators dom, int header) {
        Set<Integer> out = new HashSet<>(Set.of(header));
        for (int b : cfg.reversePostOrder()) {
            for (int p : cfg.predecessors(header)) {
                boolean back = cfg.isReachable(p) && dom.dominates(header, p);
                if (back
                        && b != header
                        && RandomGraphs.reach(cfg.function(), b, header).contains(p)) {
                    out.add(b);
                }
            }
        }
        return out;
    }
}
