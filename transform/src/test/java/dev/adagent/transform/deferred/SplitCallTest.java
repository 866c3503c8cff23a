package dev.adagent.transform.deferred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Split mode in compiled code. */
class SplitCallTest {
    private static void run(String kernel, Object... args) throws KernelFailure {
        OnCpu.run(SplitKernels.class, kernel, args);
    }

    /** Value, first and second derivative of the logistic loop, by the chain rule of its steps. */
    private static double[] logistic(double x, double r) {
        double d = 1;
        double dd = 0;
        while (x < 0.9) {
            double f1 = r * (1 - 2 * x);
            dd = -2 * r * d * d + f1 * dd;
            d = f1 * d;
            x = r * x * (1 - x) + 0.05;
        }
        return new double[] {x, d, dd};
    }

    @Test
    void theTapeHasWhatWasOverwritten() throws KernelFailure {
        double[] x = {1.2, 3.4};
        double[] dx = {5.6, 7.8};
        run("overwritten", x, dx);
        assertThat(dx).containsExactly(new double[] {5.6, 5.6 * 6.8 - 7.8}, within(1e-14));
    }

    @Test
    void seedsAndPrimals() throws KernelFailure {
        double[] a = {2.2};
        double[] da = {100};
        double[] out = new double[2];
        run("seeded", a, da, new double[] {3.3}, out);
        assertThat(a).containsExactly(0);
        assertThat(out).containsExactly(2.2 * 3.3, 4.4);
        assertThat(da).containsExactly(6.6);
    }

    @Test
    void tapesOfLoopsWhoseLengthDependsOnTheData() throws KernelFailure {
        double[] x = {0.11, 0.35};
        double[] out = new double[2];
        run("twoTapes", x, out);
        assertThat(out[0]).isCloseTo(logistic(x[0], 3.9)[1], within(1e-12));
        assertThat(out[1]).isCloseTo(10 * logistic(x[1], 3.9)[1], within(1e-11));
        run("again", x, out);
        assertThat(out[0]).isCloseTo(logistic(x[0], 3.9)[1], within(1e-12));
        assertThat(out[1]).isCloseTo(logistic(x[1], 3.9)[1], within(1e-12));
    }

    @Test
    void batches() throws KernelFailure {
        double[] out = new double[2];
        run("batch", new double[] {2}, out);
        assertThat(out).containsExactly(60, 6000);
    }

    @Test
    void theyAreDifferentiatedAgain() throws KernelFailure {
        double[] out = new double[2];
        run("nested", new double[] {0.11}, out);
        double want = logistic(0.11, 3.9)[2];
        assertThat(out[0]).isCloseTo(want, within(1e-11 * Math.abs(want)));
        assertThat(out[1]).isCloseTo(want, within(1e-11 * Math.abs(want)));
    }

    /** Slope of the slope and slope of {@link SplitKernels#checked}, by the chain rule of its steps. */
    private static double[] checkedSlopes(double x, double y, int n) {
        double s = x;
        double d = 1;
        double dd = 0;
        for (int i = 0; i <= n; i++) {
            double c = 6 / (3 - i);
            dd = 2 * c * (d * d + s * dd);
            d = 2 * c * s * d;
            s = s * s * c + y;
        }
        return new double[] {20 * d, 20 * dd};
    }

    @Test
    void handlersCatchWhatAPassThrows() throws KernelFailure {
        double[] x = {0.3, 0.5, 0.2, 30, -0.4, 0.1};
        double[] y = {0.1, -0.2, 0.3, 1, 0.05, 0.2};
        int[] n = {0, 1, 2, 1, 2, 3};
        double[] out = new double[2 * x.length];
        run("inTry", x, y, n, out);
        for (int i = 0; i < x.length; i++) {
            double[] want =
                    i == 3 ? new double[] {-3, 0} : i == 5 ? new double[] {-1, 0} : checkedSlopes(x[i], y[i], n[i]);
            assertThat(out[2 * i]).as("slope %d", i).isCloseTo(want[0], within(1e-10 * (1 + Math.abs(want[0]))));
            assertThat(out[2 * i + 1]).as("second %d", i).isCloseTo(want[1], within(1e-10 * (1 + Math.abs(want[1]))));
        }
    }

    @Test
    void handlersCatchWrongUseOfATape() throws KernelFailure {
        double[] out = new double[4];
        run("wrongUse", new double[] {0.1}, out);
        assertThat(out).containsExactly(1, 1, 1, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "wrongActivity, 'called with [ACTIVE, ACTIVE], which declares [ACTIVE, CONSTANT]'",
        "forwardMode, a thunk in mode FORWARD"
    })
    void refusals(String kernel, String message) {
        assertThatThrownBy(() -> OnCpu.compile(SplitKernels.class, kernel))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTapeServesOneReversePassOfItsThunk() throws KernelFailure {
        double[] x = {2, 3};
        assertThatThrownBy(() -> run("reverseTwice", x))
                .hasMessageContaining("IllegalStateException")
                .hasMessageContaining("this one has no forward pass")
                .hasMessageContaining("SplitKernels.java");
        assertThatThrownBy(() -> run("foreignTape", x)).hasMessageContaining("a tape of another thunk");
    }
}
