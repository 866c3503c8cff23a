package dev.adagent;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Right derivatives pass, planted wrong ones are found and described. */
class GradCheckTest {
    private static double value(double[] x) {
        double s = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            s += Math.sin(x[i]) * x[i + 1];
        }
        return s;
    }

    private static double[] gradient(double[] x) {
        double[] g = new double[x.length];
        for (int i = 0; i + 1 < x.length; i++) {
            g[i] += Math.cos(x[i]) * x[i + 1];
            g[i + 1] += Math.sin(x[i]);
        }
        return g;
    }

    @Test
    void aRightGradientPasses() {
        GradCheck.check(GradCheckTest::value, GradCheckTest::gradient, new double[] {.3, -1.2, 4, 1e-9, 250});
    }

    @Test
    void aWrongEntryIsNamedWithItsValues() {
        double[] x = {.3, -1.2, 4};
        assertThatThrownBy(() -> GradCheck.check(
                        GradCheckTest::value,
                        a -> {
                            double[] g = gradient(a);
                            g[1] *= 1.001;
                            return g;
                        },
                        x))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 of 3 derivatives")
                .hasMessageContaining("gradient[1] at x[1] = -1.2")
                .hasMessageContaining("differences give 1.744951")
                .hasMessageContaining("(0.100 %)");
        assertThatThrownBy(() -> GradCheck.check(GradCheckTest::value, a -> new double[2], x))
                .hasMessageContaining("2 entries, x has 3");
        assertThatThrownBy(() -> GradCheck.check(GradCheckTest::value, a -> new double[] {Double.NaN, 0, 0}, x))
                .hasMessageContaining("gradient[0]");
    }

    @Test
    void aKinkIsCalledSo() {
        assertThatThrownBy(() -> GradCheck.check(a -> Math.floor(a[0]), a -> new double[] {0}, new double[] {2}))
                .hasMessageContaining("not smooth there");
    }

    @Test
    void withoutTheAgentItSaysHowToEnableIt() {
        assertThatThrownBy(() -> GradCheck.check((Double x) -> x * x, 2.0)).isInstanceOf(AgentMissingException.class);
    }

    // ---- rules

    @SuppressWarnings("unused")
    static final class Functions {
        static double area(double r, double k, int n) {
            return n * k * r * r;
        }

        static void scale(double[] x, double k) {
            for (int i = 0; i < x.length; i++) {
                x[i] *= k * x[i];
            }
        }

        static float cube(float x) {
            return x * x * x;
        }

        final double factor = 3;

        double times(double x) {
            return factor * x * x;
        }
    }

    record Two(double dr, double dk) {}

    record Kept(double result, double twice) {}

    record Old(double[] x) {}

    record Pair(float value, float tangent) {}

    @SuppressWarnings("unused")
    static final class Right {
        @ForwardRule(owner = Functions.class, name = "area")
        static double area(RuleConfig c, double r, double dr, double k, double dk, int n) {
            return n * (2 * k * r * dr + r * r * dk);
        }

        @ReverseRule(owner = Functions.class, name = "area")
        static Two areaBack(double r, double k, int n, double dret) {
            return new Two(2 * n * k * r * dret, n * r * r * dret);
        }

        @AugmentedPrimal(owner = Functions.class, name = "area")
        static Kept areaKeeping(double r, @Constant double k, int n) {
            return new Kept(n * k * r * r, 2 * n * k * r);
        }

        @ReverseRule(owner = Functions.class, name = "area")
        static double areaBackByFirst(RuleConfig c, @Tape Kept t, double r, @Constant double k, int n, double dret) {
            return t.twice() * dret;
        }

        @ForwardRule(owner = Functions.class)
        static void scale(double[] x, double[] dx, double k, double dk) {
            for (int i = 0; i < x.length; i++) {
                dx[i] = 2 * k * x[i] * dx[i] + x[i] * x[i] * dk;
            }
        }

        @AugmentedPrimal(owner = Functions.class, name = "scale")
        static Old scaleKeeping(double[] x, double[] dx, double k) {
            Old old = new Old(x.clone());
            Functions.scale(x, k);
            return old;
        }

        @ReverseRule(owner = Functions.class, name = "scale")
        static double scaleBack(@Tape Old old, double[] x, double[] dx, double k) {
            double dk = 0;
            for (int i = 0; i < x.length; i++) {
                dk += old.x()[i] * old.x()[i] * dx[i];
                dx[i] *= 2 * k * old.x()[i];
            }
            return dk;
        }

        @ForwardRule(owner = Functions.class)
        static Pair cube(float x, float dx) {
            return new Pair(x * x * x, 3 * x * x * dx);
        }

        @ReverseRule(owner = Functions.class, instance = true)
        static double times(@Constant Functions f, double x, double dret) {
            return 2 * f.factor * x * dret;
        }
    }

    @Test
    void rightRulesPass() {
        RuleCheck.check(Right.class, Functions.class, "area", 1.5, 2.0, 3);
        RuleCheck.check(Right.class, Functions.class, "scale", new double[] {.5, -2, 3}, 1.25);
        RuleCheck.check(Right.class, Functions.class, "cube", 1.5f);
        RuleCheck.check(Right.class, Functions.class, "times", new Functions(), 1.5);
    }

    @SuppressWarnings("unused")
    static final class WrongForward {
        @ForwardRule(owner = Functions.class)
        static double area(double r, double dr, double k, double dk, int n) {
            return n * 2 * k * r * dr;
        }
    }

    @SuppressWarnings("unused")
    static final class WrongWhenPrimalIsNeeded {
        @ReverseRule(owner = Functions.class)
        static Two area(RuleConfig c, double r, double k, int n, double dret) {
            return new Two(2 * n * k * r * dret, c.needsPrimal() ? 0 : n * r * r * dret);
        }
    }

    @SuppressWarnings("unused")
    static final class WrongArray {
        @ReverseRule(owner = Functions.class)
        static double scale(double[] x, double[] dx, double k) {
            return 0;
        }
    }

    @SuppressWarnings("unused")
    static final class WrongAugmented {
        @AugmentedPrimal(owner = Functions.class, name = "area")
        static Kept areaKeeping(double r, @Constant double k, int n) {
            return new Kept(n * k * r, 2 * n * k * r);
        }

        @ReverseRule(owner = Functions.class, name = "area")
        static double areaBack(@Tape Kept t, double r, @Constant double k, int n, double dret) {
            return t.twice() * dret;
        }
    }

    @Test
    void plantedFaultsAreFoundAndDescribed() {
        assertThatThrownBy(() -> RuleCheck.check(WrongForward.class, Functions.class, "area", 1.5, 2.0, 3))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("forward rule WrongForward.area of Functions.area")
                .hasMessageContaining("the tangent");
        assertThatThrownBy(() -> RuleCheck.check(WrongWhenPrimalIsNeeded.class, Functions.class, "area", 1.5, 2.0, 3))
                .hasMessageContaining("1 of 4 derivatives")
                .hasMessageContaining("the gradient by argument 2")
                .hasMessageContaining("= 2.0: 0.0000000, differences give 5.0625000");
        assertThatThrownBy(
                        () -> RuleCheck.check(WrongArray.class, Functions.class, "scale", new double[] {.5, 2}, 1.25))
                .hasMessageContaining("shadow[1]")
                .hasMessageContaining("the gradient by argument 2");
        assertThatThrownBy(() -> RuleCheck.check(WrongAugmented.class, Functions.class, "area", 1.5, 2.0, 3))
                .hasMessageContaining("the result of its augmented primal");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleCheck.check(Right.class, Functions.class, "area", 1.5))
                .withMessageContaining("no rule for");
        assertThatCode(() -> RuleCheck.check(1e3, WrongForward.class, Functions.class, "area", 1.5, 2.0, 3))
                .doesNotThrowAnyException();
    }
}
