package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.ir.Module;
import dev.adagent.transform.opt.Inlining;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several derivatives at once give the bits that each gives alone; zero can be made strong. */
class BatchTest {
    static final class Functions {
        private Functions() {}

        static void powers(double v, double[] out) {
            out[0] = v;
            out[1] = v * v;
            out[2] = v * v * v;
        }

        static double scaledRoot(double x, double k) {
            return k * Math.sqrt(x) + Math.pow(x, 3) / (1 + k);
        }

        static double slopeOfPower(double x, int n) {
            var a = dev.adagent.Autodiff.active(x);
            dev.adagent.Autodiff.autodiff(
                    dev.adagent.Autodiff.REVERSE, NestedPrograms::power, a, dev.adagent.Autodiff.constant(n));
            return a.grad();
        }
    }

    private static Module make(
            Class<?> owner, String name, Inlining s, DerivativeMode mode, String letters, int width) {
        Spec spec = Derive.spec(mode, letters).withWidth(width);
        return Derive.derivative(owner, name, s, mode.isReverse() ? spec.withSeed() : spec);
    }

    /** C27 of the conformance list. */
    @ParameterizedTest
    @EnumSource
    void oneHotSeeds(Inlining setting) {
        Module m = make(Functions.class, "powers", setting, DerivativeMode.REVERSE, "ad", 3);
        double[][] seeds = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        List<?> d = Derive.run(m, 2.0, new double[3], seeds[0], seeds[1], seeds[2]);
        assertThat(d).isEqualTo(List.of(1.0, 4.0, 12.0));
        assertThat(seeds[2]).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    void reverseInABatchIsReverseAlone(Inlining setting) {
        double[] u = {0, 1, 2, 3, 0.5};
        Module batch = make(CallPrograms.class, "heat", setting, DerivativeMode.REVERSE_WITH_PRIMAL, "dac", 2);
        double[][] du = {new double[5], {1, 2, 3, 4, 5}};
        List<?> both = Derive.run(batch, u.clone(), du[0], du[1], .1, 3, 1.0, 2.5);
        Module alone = make(CallPrograms.class, "heat", setting, DerivativeMode.REVERSE_WITH_PRIMAL, "dac", 1);
        for (int k = 0; k < 2; k++) {
            double[] shadow = k == 0 ? new double[5] : new double[] {1, 2, 3, 4, 5};
            List<?> one = Derive.run(alone, u.clone(), shadow, .1, 3, k == 0 ? 1.0 : 2.5);
            assertThat(du[k]).containsExactly(shadow);
            assertThat(List.of(both.get(0), both.get(1 + k))).isEqualTo(one);
        }
    }

    @ParameterizedTest
    @EnumSource
    void recursionAndTapesInBatches(Inlining setting) {
        Module batch = make(CallPrograms.class, "power", setting, DerivativeMode.REVERSE, "ac", 3);
        List<?> d = Derive.run(batch, 1.1, 13, 1.0, 2.0, -1.0);
        double expected = 13 * Math.pow(1.1, 12);
        assertThat((Double) d.get(0)).isCloseTo(expected, within(1e-12 * expected));
        assertThat((Double) d.get(1)).isEqualTo(2 * (Double) d.get(0));
        assertThat((Double) d.get(2)).isEqualTo(-(Double) d.get(0));
        Module roots = make(CallPrograms.class, "roots", setting, DerivativeMode.REVERSE, "ac", 2);
        List<?> r = Derive.run(roots, 2.5, 4, 1.0, 3.0);
        assertThat((Double) r.get(1)).isCloseTo(3 * (Double) r.get(0), within(1e-12));
    }

    @ParameterizedTest
    @EnumSource
    void forwardInABatchIsForwardAlone(Inlining setting) {
        double[] u = {0, 1, 2, 3, 0.5};
        double[][] du = {{1, 0, 0, 2, 0}, {0, .5, 1, 0, 3}, {0, 0, 0, 0, 0}};
        double[] da = {0.3, 0, 1};
        Module batch = make(CallPrograms.class, "heat", setting, DerivativeMode.FORWARD, "ddc", 3);
        double[][] tangents = {du[0].clone(), du[1].clone(), du[2].clone()};
        List<?> all = Derive.run(batch, u.clone(), tangents[0], tangents[1], tangents[2], .1, da[0], da[1], da[2], 3);
        Module alone = make(CallPrograms.class, "heat", setting, DerivativeMode.FORWARD, "ddc", 1);
        for (int k = 0; k < 3; k++) {
            double[] tangent = du[k].clone();
            assertThat(all.get(k))
                    .isEqualTo(
                            Derive.run(alone, u.clone(), tangent, .1, da[k], 3).get(0));
            assertThat(tangents[k]).containsExactly(tangent);
        }
    }

    /** A batch over a reverse sweep with a tape: each slot has as many tangents, and as many shadow tapes. */
    @ParameterizedTest
    @EnumSource
    void batchesOfSecondDerivatives(Inlining setting) {
        double second = 6 * 5 * Math.pow(1.3, 4);
        Module forward = make(Functions.class, "slopeOfPower", setting, DerivativeMode.FORWARD, "dc", 2);
        List<?> f = Derive.run(forward, 1.3, 1.0, -2.0, 6);
        Module reverse = make(Functions.class, "slopeOfPower", setting, DerivativeMode.REVERSE, "ac", 2);
        List<?> r = Derive.run(reverse, 1.3, 6, 1.0, -2.0);
        for (List<?> got : List.of(f, r)) {
            assertThat((Double) got.get(0)).isCloseTo(second, within(1e-12 * second));
            assertThat((Double) got.get(1)).isCloseTo(-2 * second, within(1e-12 * second));
        }
    }

    @Test
    void splitInABatch() {
        Module m = Derive.resolved(CallPrograms.class, "roots", Inlining.NEVER);
        SplitDerivative s = new Differentiator(m)
                .split(m.entry(), Derive.spec(DerivativeMode.REVERSE, "ac").withWidth(2), "thunk");
        Module augmented = new Module();
        augmented.add(s.augmented());
        Module adjoint = new Module();
        adjoint.add(s.adjoint());
        m.functions().forEach(f -> {
            augmented.add(f.copy(f.name()));
            adjoint.add(f.copy(f.name()));
        });
        List<?> tape =
                (List<?>) new dev.adagent.transform.ir.Interpreter(augmented).run(2.5, 4, new double[1], new int[1]);
        List<Object> args = new ArrayList<>(List.of(1.0, 3.0));
        args.addAll(tape.subList(1, tape.size()));
        List<?> g = (List<?>) new dev.adagent.transform.ir.Interpreter(adjoint).run(args.toArray());
        assertThat((Double) g.get(1)).isCloseTo(3 * (Double) g.get(0), within(1e-12));
    }

    @Test
    void strongZeroIsNotMultipliedByInfinity() {
        for (DerivativeMode mode : new DerivativeMode[] {DerivativeMode.REVERSE, DerivativeMode.FORWARD}) {
            String letters = mode.isReverse() ? "ac" : "dc";
            Spec spec = Derive.spec(mode, letters);
            Object[] args = mode.isReverse() ? new Object[] {0.0, 0.0} : new Object[] {0.0, 0.0, 0.0};
            Module weak = Derive.derivative(Functions.class, "scaledRoot", Inlining.ALWAYS, spec);
            Module strong = Derive.derivative(Functions.class, "scaledRoot", Inlining.ALWAYS, spec.withStrongZero());
            assertThat((Double) Derive.run(weak, args.clone()).get(0)).isNaN();
            assertThat((Double) Derive.run(strong, args.clone()).get(0)).isZero();
        }
        Spec spec = Derive.spec(DerivativeMode.REVERSE, "aa");
        Object[] args = {1.7, 0.4};
        assertThat(Derive.run(
                        Derive.derivative(Functions.class, "scaledRoot", Inlining.ALWAYS, spec.withStrongZero()), args))
                .isEqualTo(Derive.run(Derive.derivative(Functions.class, "scaledRoot", Inlining.ALWAYS, spec), args));
    }

    @Test
    void whatABatchIsNot() {
        assertThatThrownBy(() -> Derive.spec(DerivativeMode.REVERSE, "a").withWidth(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
        Module m = make(Functions.class, "powers", Inlining.ALWAYS, DerivativeMode.REVERSE, "ad", 2);
        double[] shared = new double[3];
        assertThatThrownBy(() -> Derive.run(m, 2.0, new double[3], shared, shared))
                .hasMessageContaining("share a shadow");
        Spec spec = Derive.spec(DerivativeMode.REVERSE, "ad")
                .withWidth(4)
                .withSeed()
                .withStrongZero();
        assertThat(Spec.parse(spec.key())).isEqualTo(spec);
        assertThat(Arrays.asList(spec.key().split(" "))).contains("width=4", "strongzero");
    }
}
