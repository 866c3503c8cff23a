package dev.adagent.transform.deferred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.ActivityException;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Interpreter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives of derivatives of recursive functions. */
class RecursiveTest {
    private static void run(String kernel, Object... args) {
        new Interpreter(ResolverTest.resolved(RecursiveKernels.class, kernel)).run(args);
    }

    @ParameterizedTest
    @ValueSource(strings = {"forwardOverForward", "reverseOverForward", "forwardOverReverse", "reverseOverReverse"})
    void secondDerivativesOfAPower(String kernel) {
        for (int n : new int[] {0, 1, 3}) {
            double[] out = {-1};
            run(kernel, n, 1.5, out);
            assertThat(out[0]).isCloseTo((n + 1) * n * Math.pow(1.5, n - 1), within(1e-12));
        }
    }

    @Test
    void thirdDerivatives() {
        double[] out = new double[1];
        run("thirdDerivative", 4, 1.5, out);
        assertThat(out[0]).isCloseTo(5 * 4 * 3 * 1.5 * 1.5, within(1e-12));
    }

    @Test
    void functionsThatCallEachOtherAndOverwriteAnArray() {
        double[] x = {.3, -.8, 1.1, .7, -.2};
        double[] v = {.7, .2, -.5, 1, .4};
        double[] dx = new double[5];
        double[] hv = new double[5];
        run("hessianProduct", x.clone(), v.clone(), dx, hv, 1.5, -.5);
        double[] here = gradient(x, v, 0, 1.5);
        double h = 1e-5;
        double[] up = gradient(x, v, h, 1.5 - h * .5);
        double[] down = gradient(x, v, -h, 1.5 + h * .5);
        for (int i = 0; i < 5; i++) {
            assertThat(dx[i]).isCloseTo(here[i], within(1e-14));
            assertThat(hv[i]).isCloseTo((up[i] - down[i]) / (2 * h), within(1e-8));
        }
    }

    private static double[] gradient(double[] x, double[] v, double h, double seed) {
        double[] at = new double[5];
        for (int i = 0; i < 5; i++) {
            at[i] = x[i] + h * v[i];
        }
        double[] dx = new double[5];
        run("gradient", at, dx, seed);
        return dx;
    }

    /** f = s·Σ aᵢxᵢ³ has the gradient g = 3saᵢxᵢ², and ‖g‖² the gradient 36s²aᵢ²xᵢ³, 2‖g‖²/s by s. */
    @Test
    void reverseOverReverseByArraysAndSeeds() {
        double[] x = {.3, -.8, 1.1};
        double[] dx = {100, 0, 0};
        double[] a = {1, 2, 3};
        double[] out = new double[2];
        run("normOfGradient", x, dx, a, 1.5, out);
        double norm = 0;
        for (int i = 0; i < 3; i++) {
            double want = 36 * 1.5 * 1.5 * a[i] * a[i] * Math.pow(x[i], 3) + (i == 0 ? 100 : 0);
            assertThat(dx[i]).isCloseTo(want, within(1e-12));
            norm += Math.pow(3 * 1.5 * a[i] * x[i] * x[i], 2);
        }
        assertThat(out[0]).isCloseTo(2 * norm / 1.5, within(1e-12));
    }

    /** Put together from tangents, such a gradient checks its shadows as any other does. */
    @Test
    void aShadowOfAnotherLengthIsRefusedInReverseOverReverse() {
        double[] x = {.3, -.8, 1.1};
        double[] a = {1, 2, 3};
        double[] dx = new double[3];
        run("slopeOfFirstSlope", x, dx, a, 3);
        assertThat(dx[0]).isCloseTo(6 * .3, within(1e-12));
        assertThatThrownBy(() -> run("slopeOfFirstSlope", x, new double[3], a, 2))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("a shadow has length 2, its array 3");
    }

    @Test
    void mixedThirdDerivatives() {
        double[] out = new double[2];
        run("mixedThirds", 4, 1.5, out);
        assertThat(out[0]).isCloseTo(5 * 4 * 3 * 1.5 * 1.5, within(1e-12));
        assertThat(out[1]).isCloseTo(5 * 4 * 3 * 1.5 * 1.5, within(1e-12));
    }

    @Test
    void reverseOverTheGradientOfARecursionThatOverwritesAnArrayIsRefused() {
        assertThatThrownBy(() -> ResolverTest.resolved(RecursiveKernels.class, "reverseOverOverwriting"))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("a gradient of a recursive function, in reverse mode")
                .hasMessageContaining("forward mode over reverse mode");
    }

    @Test
    void forwardOverTheGradientWithTheValueIsRefused() {
        assertThatThrownBy(() -> ResolverTest.resolved(RecursiveKernels.class, "forwardOverReverseWithPrimal"))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("a gradient of a recursive function")
                .hasMessageContaining("by REVERSE alone: without the function's value");
    }

    /**
     * The rows' product is b(37 + 2a² + a²b), with the slopes p and q: what is differentiated is pb + q. One array is made for the rows of all tangents
     * that the slopes are taken from, and the reverse sweep needs those of each.
     */
    @Test
    void reverseOverRowsThatEachTangentReplaces() {
        double a = .7;
        double b = -1.3;
        double[] dx = new double[2];
        run("reverseOverRows", new double[] {a, b}, dx);
        double byA = (4 + 2 * b) * b * b + 4 * a + 4 * a * b;
        double byB = 8 * a * b + 6 * a * b * b + 2 * a * a;
        assertThat(dx[0]).isCloseTo(byA, within(1e-12));
        assertThat(dx[1]).isCloseTo(byB, within(1e-12));
    }
}
