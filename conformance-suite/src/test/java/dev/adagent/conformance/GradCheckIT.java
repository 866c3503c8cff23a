package dev.adagent.conformance;

import static dev.adagent.Kernel.*;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.DerivativeRules;
import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.GradCheck;
import dev.adagent.Grid;
import dev.adagent.ReverseRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The users' check, on functions of the host and on kernels: right derivatives pass, planted wrong ones are found and described. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "cpu|llvm-host")
class GradCheckIT {
    /** Rules with a wrong sign and a missing factor. */
    static final class Planted {
        private Planted() {}

        @ReverseRule(owner = GradCheckIT.class, name = "cube")
        static double cube(double x, double dret) {
            return -3 * x * x * dret;
        }

        @ReverseRule(owner = GradCheckIT.class, name = "half")
        static float half(float x, float dret) {
            return dret;
        }
    }

    @DerivativeRules(Planted.class)
    static double cube(double x) {
        return x * x * x;
    }

    @DerivativeRules(Planted.class)
    static float half(float x) {
        return 0.5f * x;
    }

    static double loss(double[] w, double rate, int[] labels, double[][] x) {
        double s = 0;
        for (int i = 0; i < labels.length; i++) {
            double z = labels[i] * rate;
            for (int j = 0; j < w.length; j++) {
                z += w[j] * x[i][j];
            }
            s += Math.log1p(Math.exp(-z));
        }
        return s;
    }

    static double inPlace(double[] x, double a) {
        x[1] *= a * x[0];
        return Math.sin(x[1]);
    }

    static void outputs(double[] x, float[] y, boolean twice) {
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) (x[i] * x[i] * (twice ? 2 : 1)) + y[i];
        }
    }

    static double tiny(double[] x) {
        return 1e-12 * cube(x[0]) + 1e-12 * x[1];
    }

    @Test
    void functionsOfAnyArguments() {
        GradCheck.check(
                GradCheckIT::loss, new double[] {.3, -1}, 0.7, new int[] {1, -1}, new double[][] {{1, 2}, {.5, -.25}});
        GradCheck.check(GradCheckIT::inPlace, new double[] {1.5, 0.25}, 0.5);
        GradCheck.check(GradCheckIT::outputs, new double[] {1.5, 0.25}, new float[] {1, 2}, true);
        GradCheck.check((Float x) -> x * x, 3f);
        GradCheck.check(1e-9, (Double x) -> Math.exp(x), 0.5);
        GradCheck.check((Double x) -> Math.exp(x), 0.5, 1e-9);
    }

    @Test
    void plantedFaultsAreNamed() {
        assertThatThrownBy(() -> GradCheck.check((Double a, double[] x) -> a * cube(x[1]), 2.0, new double[] {5, 3}))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("GradCheck: 1 of 4 derivatives differ")
                .hasMessageContaining(
                        "gradient by argument 2[1] at 3.0: -54.000000, differences give 54.000000, off by 108.00000 (200 %)");
        // however small the function is
        assertThatThrownBy(() -> GradCheck.check(GradCheckIT::tiny, new double[] {2, 3}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "gradient by argument 1[0] at 2.0: -1.2000000e-11, differences give 1.2000000e-11");
        assertThatThrownBy(() -> GradCheck.check((Integer n) -> 2.0 * n, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a number to differentiate by");
        assertThatThrownBy(() -> GradCheck.check((double[] x) -> {}, new double[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("changes no array");
    }

    @GpuKernel
    static void smooth(double[] x, double a, double[] y) {
        int i = globalIdX();
        if (i < y.length) {
            y[i] = Math.sin(a * x[i]) + x[(i + 1) % x.length];
        }
    }

    @GpuKernel
    static void cubes(double[] x, double[] y) {
        int i = globalIdX();
        if (i < y.length) {
            y[i] = i == 2 ? cube(x[i]) : x[i] * x[i] * x[i];
        }
    }

    @GpuKernel
    static void blockSum(float[] x, float[] out, boolean wrong) {
        float[] s = sharedFloat(64);
        int t = threadIdxX();
        s[t] = t < x.length ? (wrong ? half(x[t]) : 0.5f * x[t]) * x[t] : 0;
        for (int h = 32; h > 0; h /= 2) {
            syncThreads();
            if (t < h) {
                s[t] += s[t + h];
            }
        }
        if (t == 0) {
            atomicAdd(out, 0, s[0]);
        }
    }

    static void launchCubes(double[] x, double[] y) {
        Gpu.launch(Grid.covering(x.length, 4), () -> cubes(x, y));
    }

    static void launchSum(float[] x, float[] out, boolean wrong) {
        Gpu.launch(Grid.of(1, 64), () -> blockSum(x, out, wrong));
    }

    @Test
    void kernels() {
        double[] x = {.3, -1, 2, .5, .7};
        GradCheck.check(
                (double[] at, Double a, double[] y) -> {
                    Gpu.launch(Grid.covering(y.length, 4), () -> smooth(at, a, y));
                },
                x,
                1.25,
                new double[5]);
        GradCheck.check(GradCheckIT::launchSum, new float[] {1, 2, 3}, new float[1], false);
        // a kernel between host code
        GradCheck.check(
                (double[] at) -> {
                    double[] y = new double[at.length];
                    double a = at[0];
                    Gpu.launch(Grid.covering(y.length, 4), () -> smooth(at, a, y));
                    return y[0] * y[3];
                },
                x);
    }

    @Test
    void plantedFaultsInKernelsAreNamed() {
        double[] x = {.3, -1, 2, .5, .7};
        assertThatThrownBy(() -> GradCheck.check(GradCheckIT::launchCubes, x, new double[5]))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("GradCheck: 1 of 11 derivatives differ")
                .hasMessageContaining("gradient of what it leaves in its arrays, weighted, by argument 1[2] at 2.0: ")
                .hasMessageContaining("(200 %)");
        assertThatThrownBy(() -> GradCheck.check(GradCheckIT::launchSum, new float[] {1, 2, 3}, new float[1], true))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("GradCheck: 3 of 5 derivatives differ")
                .hasMessageContaining("by argument 1[1] at 2.0: ")
                .hasMessageContaining("(50.0 %)");
    }
}
