package dev.adagent.transform.deferred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.Test;

/** Gradients, Hessians and the like inside kernels; the numbers are closed forms of Π sin xᵢ and exp 2x · sin x. */
class EntryPointTest {
    private static final double[] X = {0.4, 1.1, 2.3};
    private static final double[] V = {1, 2, 3};

    private static void run(String kernel, Object... args) throws KernelFailure {
        OnCpu.run(EntryPointKernels.class, kernel, args);
    }

    /** The product of the sines, those of the given indices replaced by their derivatives of the order in which they occur. */
    private static double wave(int... by) {
        double s = 1;
        for (int i = 0; i < X.length; i++) {
            int order = 0;
            for (int k : by) {
                order += k == i ? 1 : 0;
            }
            s *= Math.sin(X[i] + order * Math.PI / 2);
        }
        return s;
    }

    @Test
    void gradients() throws KernelFailure {
        double[] out = new double[6];
        run("gradients", X, out);
        double[] want = {wave(0), wave(1), wave(2), 3 * X[0] * X[0], 9 * wave(0), 6 * wave()};
        assertThat(out).containsExactly(want, within(1e-14));
        float[] floats = new float[3];
        run("floats", new float[] {2, 5}, floats);
        assertThat(floats).containsExactly(12, 9, 2);
    }

    @Test
    void hessiansAndTheirProducts() throws KernelFailure {
        double[] out = new double[9];
        run("products", X, V, out);
        for (int i = 0; i < 3; i++) {
            double hv = wave(i, 0) + 2 * wave(i, 1) + 3 * wave(i, 2);
            assertThat(out[i]).isCloseTo(hv, within(1e-14));
            assertThat(out[3 + i]).isCloseTo(wave(i), within(1e-14));
            assertThat(out[6 + i]).isEqualTo(out[i]);
        }
        run("hessians", X, out);
        for (int k = 0; k < 9; k++) {
            assertThat(out[k]).isCloseTo(wave(k / 3, k % 3), within(1e-14));
        }
    }

    /** The n-th derivative of exp 2x · sin x is that of the imaginary part of exp((2 + i)x), times (2 + i)ⁿ: |2 + i| = √5. */
    @Test
    void functionsHandedOnToTheFourthDerivative() throws KernelFailure {
        double[] out = new double[4];
        double x = 0.7;
        run("fourth", new double[] {x}, out);
        for (int n = 1; n <= 4; n++) {
            double want = Math.pow(Math.sqrt(5), n) * Math.exp(2 * x) * Math.sin(x + n * Math.atan(0.5));
            assertThat(out[n - 1]).isCloseTo(want, within(1e-12));
        }
    }

    @Test
    void thirdDerivativesThroughAProduct() throws KernelFailure {
        double[] out = new double[3];
        run("third", X, out);
        for (int i = 0; i < 3; i++) {
            double want = 0;
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    want += V[j] * V[k] * wave(i, j, k);
                }
            }
            assertThat(out[i]).isCloseTo(want, within(1e-13));
        }
    }

    @Test
    void jacobians() throws KernelFailure {
        double[] out = new double[24];
        run("jacobians", X, out);
        double[] want = {X[1], X[0], 0, 0, 0, Math.cos(X[2]), 2 * X[0] * X[2], 0, X[0] * X[0], 0, 1, 0};
        for (int k = 0; k < 12; k++) {
            assertThat(out[k]).isCloseTo(want[k], within(1e-15));
            assertThat(out[12 + k]).isCloseTo(want[k], within(1e-15));
        }
    }

    /** x₁ + x₀² cos x₂. */
    @Test
    void theGradientOfAJacobian() throws KernelFailure {
        double[] out = new double[3];
        run("ofJacobian", X, out);
        double[] want = {2 * X[0] * Math.cos(X[2]), 1, -X[0] * X[0] * Math.sin(X[2])};
        assertThat(out).containsExactly(want, within(1e-15));
    }

    /** Devices keep no array that a loop makes and stores in another: rows of a known number are made one by one. */
    @Test
    void jacobiansAndHessiansAreKeptInPrivateArrays() throws KernelFailure {
        double[] out = new double[6];
        run("ofPrivateArrays", X, out);
        double[] want = {2 * X[0] * X[2], 0, X[0] * X[0], wave(1, 0), wave(1, 1), wave(1, 2)};
        assertThat(out).containsExactly(want, within(1e-14));
    }

    @Test
    void shadowsOfZeros() throws KernelFailure {
        double[] out = new double[2];
        run("zeros", X, out);
        assertThat(out[0]).isCloseTo(wave(0), within(1e-14));
        assertThat(out[1]).isZero();
    }
}
