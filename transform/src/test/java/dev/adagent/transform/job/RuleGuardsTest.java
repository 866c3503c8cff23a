package dev.adagent.transform.job;

import static dev.adagent.transform.autodiff.DerivativeMode.FORWARD;
import static dev.adagent.transform.autodiff.DerivativeMode.REVERSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.DerivativeRules;
import dev.adagent.ForwardRule;
import dev.adagent.ReverseRule;
import dev.adagent.RuleConfig;
import dev.adagent.RuleException;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.Spec;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An array that is its own shadow is a constant, to which no rule adds derivatives. */
class RuleGuardsTest {
    private static final TableView VIEW = TableView.of(new HostTable().table(), GlobalTable.get());

    @SuppressWarnings("unused")
    static final class Functions {
        static final double[] TABLE = {3, 5};

        private Functions() {}

        @DerivativeRules(Plain.class)
        static double dot(double[] a, double[] b) {
            return a[0] * b[0] + a[1] * b[1];
        }

        /** The rules ask whether a shadow may be its primal. */
        @DerivativeRules(Asking.class)
        static double askingDot(double[] a, double[] b) {
            return a[0] * b[0] + a[1] * b[1];
        }

        static double plain(double[] a, double[] b) {
            return 2 * dot(a, b);
        }

        static double asking(double[] a, double[] b) {
            return 2 * askingDot(a, b);
        }

        static double overwritten(double[] a, double[] b) {
            double y = dot(a, b);
            a[0] = y;
            return y * a[0];
        }

        static double overwrittenInLoop(double[] a, double[] b) {
            double y = 0;
            for (int i = 0; i < 3; i++) {
                y += dot(a, b);
                b[i & 1] = y / 2;
            }
            return y;
        }

        static double ofItsOwnRound(double[] a, double[] b) {
            double y = b[0];
            for (int i = 0; i < 3; i++) {
                double[] t = {y, a[i & 1]};
                y += dot(t, a);
            }
            b[1] = y;
            return y;
        }

        private static double all(double[][] m, int n) {
            return n == m.length ? 0 : dot(m[n], m[n]) + all(m, n + 1) / 2;
        }

        static double plainInside(double[] x, double[] unused) {
            return all(new double[][] {TABLE, x}, 0) + x[0];
        }

        private static double allAsking(double[][] m, int n) {
            return n == m.length ? 0 : askingDot(m[n], m[n]) + allAsking(m, n + 1) / 2;
        }

        static double askingInside(double[] x, double[] unused) {
            return allAsking(new double[][] {TABLE, x}, 0) + x[0];
        }
    }

    static final class Plain {
        private Plain() {}

        @ReverseRule(owner = Functions.class, name = "dot")
        static void reverse(double[] a, double[] da, double[] b, double[] db, double dret) {
            for (int i = 0; i < 2; i++) {
                da[i] += dret * b[i];
                db[i] += dret * a[i];
            }
        }

        @ForwardRule(owner = Functions.class, name = "dot")
        static double forward(double[] a, double[] da, double[] b, double[] db) {
            return da[0] * b[0] + a[0] * db[0] + da[1] * b[1] + a[1] * db[1];
        }
    }

    static final class Asking {
        private Asking() {}

        @ReverseRule(owner = Functions.class, name = "askingDot")
        static void reverse(RuleConfig c, double[] a, double[] da, double[] b, double[] db, double dret) {
            for (int i = 0; i < 2; i++) {
                double toB = dret * a[i];
                if (!c.runtimeActivity() || da != a) {
                    da[i] += dret * b[i];
                }
                if (!c.runtimeActivity() || db != b) {
                    db[i] += toB;
                }
            }
        }

        @ForwardRule(owner = Functions.class, name = "askingDot")
        static double forward(RuleConfig c, double[] a, double[] da, double[] b, double[] db) {
            double byA = c.runtimeActivity() && da == a ? 0 : da[0] * b[0] + da[1] * b[1];
            return byA + (c.runtimeActivity() && db == b ? 0 : a[0] * db[0] + a[1] * db[1]);
        }
    }

    private static double derivative(
            String name,
            DerivativeMode mode,
            UnaryOperator<Spec> asked,
            double[] a,
            double[] da,
            double[] b,
            double[] db) {
        var d = HostRuns.compile(VIEW, HostRuns.method(Functions.class, name), mode, "dd", asked);
        double[] out =
                mode.isReverse() ? HostRuns.run(d.module(), a, da, b, db, 1.0) : HostRuns.run(d.module(), a, da, b, db);
        return out.length == 0 ? Double.NaN : out[0];
    }

    @ParameterizedTest
    @EnumSource(names = {"REVERSE", "FORWARD"})
    void arraysThatAreTheirOwnShadowsAreRefused(DerivativeMode mode) {
        double[] a = {1, 2};
        double[] b = {3, 4};
        assertThatThrownBy(() -> derivative("plain", mode, Spec::withRuntimeActivity, a, a, b, new double[2]))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining("dot([D[D)D is asked for at")
                .hasMessageContaining("RuleGuardsTest.java:")
                .hasMessageContaining("its own shadow")
                .hasMessageContaining("runtimeActivity()");
        assertThatThrownBy(() -> derivative("plain", mode, Spec::withRuntimeActivity, a, new double[2], b, b))
                .isInstanceOf(RuleException.class);
        assertThat(a).containsExactly(1, 2);
        assertThat(b).containsExactly(3, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "asking"})
    void othersAreNot(String name) {
        double[] da = new double[2];
        double[] db = new double[2];
        derivative(name, REVERSE, Spec::withRuntimeActivity, new double[] {1, 2}, da, new double[] {3, 4}, db);
        assertThat(da).containsExactly(6, 8);
        assertThat(db).containsExactly(2, 4);
        assertThat(derivative(
                        name,
                        FORWARD,
                        Spec::withRuntimeActivity,
                        new double[] {1, 2},
                        new double[] {1, 0},
                        new double[] {3, 4},
                        new double[] {0, 1}))
                .isEqualTo(10);
    }

    @Test
    void aRuleThatAsksIsGivenThem() {
        double[] a = {1, 2};
        double[] db = new double[2];
        derivative("asking", REVERSE, Spec::withRuntimeActivity, a, a, new double[] {3, 4}, db);
        assertThat(a).containsExactly(1, 2);
        assertThat(db).containsExactly(2, 4);
        assertThat(derivative(
                        "asking", FORWARD, Spec::withRuntimeActivity, a, a, new double[] {3, 4}, new double[] {0, 1}))
                .isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"REVERSE", "FORWARD"})
    void constantsInWhatAMethodThatCallsItselfGetsAreRefused(DerivativeMode mode) {
        double[] unused = {0, 0};
        assertThatThrownBy(() -> derivative(
                        "plainInside", mode, s -> s, new double[] {2, 7}, new double[] {1, 0}, unused, new double[2]))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining("its own shadow");
        assertThat(Functions.TABLE).containsExactly(3, 5);
    }

    @Test
    void aRuleThatAsksLeavesThemAlone() {
        double[] dx = new double[2];
        double[] unused = {0, 0};
        derivative("askingInside", REVERSE, s -> s, new double[] {2, 7}, dx, unused, new double[2]);
        assertThat(dx).containsExactly(3, 7);
        assertThat(derivative(
                        "askingInside",
                        FORWARD,
                        s -> s,
                        new double[] {2, 7},
                        new double[] {1, 0},
                        unused,
                        new double[2]))
                .isEqualTo(3);
        assertThat(Functions.TABLE).containsExactly(3, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overwritten", "overwrittenInLoop"})
    void whatARuleReadsIsNotOverwritten(String name) {
        assertThatThrownBy(() -> derivative(
                        name, REVERSE, s -> s, new double[] {1, 2}, new double[2], new double[] {3, 4}, new double[2]))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("that the reverse rule of")
                .hasMessageContaining("after the call")
                .hasMessageContaining("@AugmentedPrimal");
    }

    @Test
    void arraysOfOneRoundOfALoopMayBeRead() {
        double[] a = {.3, .7};
        double[] da = new double[2];
        derivative("ofItsOwnRound", REVERSE, s -> s, a.clone(), da, new double[] {.5, 0}, new double[2]);
        for (int k = 0; k < 2; k++) {
            double[] more = a.clone();
            double[] less = a.clone();
            more[k] += 1e-6;
            less[k] -= 1e-6;
            double slope = (Functions.ofItsOwnRound(more, new double[] {.5, 0})
                            - Functions.ofItsOwnRound(less, new double[] {.5, 0}))
                    / 2e-6;
            assertThat(da[k]).isCloseTo(slope, within(1e-7));
        }
    }
}
