package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.globalIdX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.Activity;
import dev.adagent.CompileException;
import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import dev.adagent.Thunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Derivatives inside {@code try}, in compiled code: what the function throws reaches the handler, and no gradient is added then. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "cpu|llvm-host|gpu")
class TryDerivativesIT {
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge(double value) {
            super("too large: " + value);
        }
    }

    static double checked(double x, double[] table, int n) {
        double s = 0;
        for (int i = 0; i <= n; i++) {
            s += table[i] * x * (6 / (2 - n));
            if (s > 100) {
                throw new TooLarge(s);
            }
        }
        return s * s;
    }

    static double byRecursion(double x, int n) {
        if (n == 3) {
            throw new IllegalStateException("three");
        }
        return n == 0 ? 1 : x * byRecursion(x, n - 1);
    }

    /** What is thrown by n: nothing, an app's exception, a check of an index, a division. */
    static double slope(double x, double[] table, int n) {
        double scale = 1;
        try {
            var a = active(x);
            autodiff(REVERSE, TryDerivativesIT::checked, a, constant(table), constant(n));
            return scale * a.grad();
        } catch (ArithmeticException e) {
            return -1;
        } catch (ArrayIndexOutOfBoundsException e) {
            return -2;
        } catch (TooLarge e) {
            return -3;
        } finally {
            scale = 0;
        }
    }

    static double forward(double x, int n) {
        try {
            return derivative(y -> byRecursion(y, n), x);
        } catch (IllegalStateException e) {
            return -n;
        }
    }

    static double second(double x, double[] table, int n) {
        try {
            return derivative(y -> slope(y, table, n) * y, x);
        } catch (RuntimeException e) {
            return -9;
        }
    }

    static double logistic(double x) {
        double y = x;
        for (int k = 0; y < 0.9; k++) {
            y = 3.9 * y * (1 - y) + 0.05;
            if (k > 50) {
                throw new IllegalStateException("no end");
            }
        }
        return y;
    }

    static double logisticSlope(double x) {
        try {
            return gradient((Double y) -> logistic(y), x);
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    /** Reverse mode inside and outside: the inner one may leave its tape open. */
    @Test
    @DisabledIfSystemProperty(
            named = "adagent.conformance.device",
            matches = "gpu",
            disabledReason = "nothing of it runs on a device: it runs with the CPU device and with host LLVM")
    void tapesThatMayStayOpen() {
        assertThatThrownBy(() -> gradient((Double y) -> logisticSlope(y), 0.1))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("inside a try block")
                .hasMessageContaining("use forward mode for one of the two");
    }

    /** As {@link #slope}, in two passes. */
    static double inPasses(double x, double[] table, int n) {
        var a = active(x);
        Thunk thunk = thunk(REVERSE, TryDerivativesIT::checked, Activity.ACTIVE, Activity.CONSTANT, Activity.CONSTANT);
        try {
            Thunk.Tape tape = thunk.forward(a, constant(table), constant(n));
            thunk.reverse(tape, a, constant(table), constant(n));
            return a.grad();
        } catch (ArithmeticException e) {
            return -1;
        } catch (ArrayIndexOutOfBoundsException e) {
            return -2;
        } catch (TooLarge e) {
            return -3;
        }
    }

    private static final double[] TABLE = {1, 2, 0.5};

    private static void check(double[] out, double x, int n) {
        double t = 0;
        for (int i = 0; i <= Math.min(n, 2); i++) {
            t += TABLE[i];
        }
        boolean large = x * t * (n == 2 ? 0 : 6 / (2 - n)) > 100;
        double square = n == 2 ? 0 : t * (6 / (2 - n)) * (t * (6 / (2 - n)));
        double want = n == 2 ? -1 : large ? -3 : n > 2 ? -2 : 2 * x * square;
        assertThat(out[0]).as("slope at " + x + ", " + n).isCloseTo(want, within(1e-9));
        double power = n == 0 ? 0 : n * Math.pow(x, n - 1);
        assertThat(out[1]).as("forward").isCloseTo(n >= 3 ? -n : power, within(1e-9));
        assertThat(out[2]).as("second").isCloseTo(want < 0 ? want : 2 * want, within(1e-9));
        assertThat(out[3]).as("in two passes").isCloseTo(want, within(1e-9));
    }

    @GpuKernel
    static void all(double[] x, int[] n, double[] table, double[][] out) {
        int i = globalIdX();
        if (i < x.length) {
            out[i][0] = slope(x[i], table, n[i]);
            out[i][2] = second(x[i], table, n[i]);
            out[i][3] = inPasses(x[i], table, n[i]);
        }
    }

    @GpuKernel(recursion = 20)
    static void recursive(double[] x, int[] n, double[][] out) {
        int i = globalIdX();
        if (i < x.length) {
            out[i][1] = forward(x[i], n[i]);
        }
    }

    @Test
    void inKernels() {
        double[] x = {1.5, 0.5, 1.5, -1, 90, 90, 1};
        int[] n = {0, 1, 2, 3, 0, 1, 5};
        double[][] out = new double[x.length][4];
        Gpu.launch(Grid.covering(x.length, 4), () -> all(x, n, TABLE, out));
        Gpu.launch(Grid.covering(x.length, 4), () -> recursive(x, n, out));
        for (int i = 0; i < x.length; i++) {
            check(out[i], x[i], n[i]);
        }
    }

    @Test
    @DisabledIfSystemProperty(
            named = "adagent.conformance.device",
            matches = "gpu",
            disabledReason = "nothing of it runs on a device: it runs with the CPU device and with host LLVM")
    void inFunctionsOfTheHost() {
        double h = 1e-6;
        double slopes = (logisticSlope(0.1 + h) - logisticSlope(0.1 - h)) / (2 * h);
        assertThat(derivative(y -> logisticSlope(y), 0.1)).isCloseTo(slopes, within(1e-5 * Math.abs(slopes)));
        assertThat(gradient((Double y) -> slope(y, TABLE, 1), 1.5)).isCloseTo(slope(1, TABLE, 1), within(1e-9));
        for (int n = 0; n < 4; n++) {
            int k = n;
            double[] out = {derivative(y -> slope(y, TABLE, k), 1.5), derivative(y -> forward(y, k), 1.5)};
            double twice = n < 2 ? slope(1.5, TABLE, n) / 1.5 : 0;
            assertThat(out[0]).isCloseTo(twice, within(1e-9));
            assertThat(out[1]).isCloseTo(n == 2 ? 2 : 0, within(1e-9));
            double v = inPasses(1.5, TABLE, n);
            assertThat(derivative(y -> inPasses(y, TABLE, k) * y, 1.5)).isCloseTo(n < 2 ? 2 * v : v, within(1e-9));
        }
    }
}
