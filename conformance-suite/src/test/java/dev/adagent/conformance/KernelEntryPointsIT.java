package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.globalIdX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.Activity;
import dev.adagent.Complex;
import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import dev.adagent.Thunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What the api offers over single derivatives, in kernels on each device. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "cpu|llvm-host|gpu")
class KernelEntryPointsIT {
    private static final double[] X = {0.11, 0.35, 0.62};

    static double wave(double[] x) {
        double s = 1;
        for (int i = 0; i < x.length; i++) {
            s *= Math.sin(x[i]);
        }
        return s;
    }

    static double[] vector(double[] x) {
        return new double[] {x[0] * x[1], Math.sin(x[2])};
    }

    @GpuKernel
    static void matrices(double[] x, double[][] out) {
        int i = globalIdX();
        if (i >= x.length) {
            return;
        }
        double[] p = {x[i], 2 * x[i], 0.5};
        double[] g = gradient(KernelEntryPointsIT::wave, p);
        double[][] h = hessian(KernelEntryPointsIT::wave, p);
        double[] hv = hvp(KernelEntryPointsIT::wave, p, new double[] {1, 2, 3});
        double[][] rows = jacobian(KernelEntryPointsIT::vector, p);
        double[][] columns = jacobian(FORWARD, KernelEntryPointsIT::vector, p, 2);
        out[i][0] = g[1];
        out[i][1] = h[0][1];
        out[i][2] = h[2][2];
        out[i][3] = hv[0];
        out[i][4] = rows[0][1];
        out[i][5] = columns[1][2];
    }

    @Test
    void gradientsHessiansAndJacobians() {
        double[][] out = new double[3][6];
        Gpu.launch(Grid.covering(3, 32), () -> matrices(X, out));
        for (int i = 0; i < 3; i++) {
            double a = X[i];
            double s = Math.sin(a);
            double c = Math.cos(a);
            double s2 = Math.sin(2 * a);
            double c2 = Math.cos(2 * a);
            double half = Math.sin(0.5);
            double[] want = {
                s * c2 * half,
                c * c2 * half,
                -s * s2 * half,
                -s * s2 * half + 2 * c * c2 * half + 3 * c * s2 * Math.cos(0.5),
                a,
                Math.cos(0.5)
            };
            assertThat(out[i]).containsExactly(want, within(1e-14));
        }
    }

    static double overwriting(double[] x) {
        x[1] += x[0] * x[0];
        x[0] *= x[1];
        return x[0] * x[1];
    }

    @GpuKernel
    static void hessiansOfWhatIsOverwritten(double[] x, double[][] out) {
        int i = globalIdX();
        if (i < x.length) {
            double[] p = {x[i], 2};
            double[] v = {1, 0};
            double[] hv = hvp(KernelEntryPointsIT::overwriting, p, v);
            double[][] h = hessian(KernelEntryPointsIT::overwriting, p);
            double[] all = {hv[0], hv[1], h[0][0], h[0][1], h[1][0], h[1][1], p[0], p[1], v[0], v[1]};
            System.arraycopy(all, 0, out[i], 0, all.length);
        }
    }

    /** Of <i>f(a, b) = a(b + a²)²</i>: second derivatives come from copies of the point, as on the host. */
    @Test
    void aFunctionThatOverwritesItsArgumentHasTheHessianAtThePoint() {
        double[][] out = new double[3][10];
        Gpu.launch(Grid.covering(3, 32), () -> hessiansOfWhatIsOverwritten(X, out));
        for (int i = 0; i < 3; i++) {
            double a = X[i];
            double s = 2 + a * a;
            double aa = 12 * a * s + 8 * a * a * a;
            double ab = 2 * s + 4 * a * a;
            assertThat(out[i]).containsExactly(new double[] {aa, ab, aa, ab, ab, 2 * a, a, 2, 1, 0}, within(1e-13));
        }
    }

    @GpuKernel
    static void orders(double[] x, double[][] out) {
        int i = globalIdX();
        if (i >= x.length) {
            return;
        }
        double k = x[i];
        out[i][0] = derivative(
                a -> derivative(b -> gradient((Double c) -> derivative(d -> Math.exp(k * d), c), b), a), 1.0);
        var z = active(new Complex(k, 0.5));
        autodiff(REVERSE_HOLOMORPHIC, (Complex c) -> c.times(c).times(c), z);
        out[i][1] = z.grad().re();
        out[i][2] = z.grad().im();
    }

    @Test
    void fourthDerivativesAndComplexOnes() {
        double[][] out = new double[3][3];
        Gpu.launch(Grid.covering(3, 32), () -> orders(X, out));
        for (int i = 0; i < 3; i++) {
            double[] want = {Math.pow(X[i], 4) * Math.exp(X[i]), 3 * (X[i] * X[i] - 0.25), 3 * X[i]};
            assertThat(out[i]).containsExactly(want, within(1e-14));
        }
    }

    /** The length of the loop depends on the data, so the state lies on the tape. */
    static double logistic(double x, double r) {
        while (x < 0.9) {
            x = r * x * (1 - x) + 0.05;
        }
        return x;
    }

    @GpuKernel
    static void split(double[] x, double[] out) {
        int i = globalIdX();
        if (i >= x.length) {
            return;
        }
        var a = active(x[i]);
        var b = active(x[i] / 2);
        Thunk thunk = thunk(REVERSE, KernelEntryPointsIT::logistic, Activity.ACTIVE, Activity.CONSTANT);
        Thunk.Tape first = thunk.forward(a, constant(3.9));
        Thunk.Tape second = thunk.forward(b, constant(3.9));
        thunk.reverse(first, a, constant(3.9));
        thunk.reverse(second, seed(10), b, constant(3.9));
        out[i] = a.grad() + b.grad();
    }

    private static double slope(double start) {
        double d = 1;
        for (double x = start; x < 0.9; x = 3.9 * x * (1 - x) + 0.05) {
            d *= 3.9 * (1 - 2 * x);
        }
        return d;
    }

    @Test
    void splitModeWithTwoTapesAtATime() {
        double[] out = new double[3];
        Gpu.launch(Grid.covering(3, 32), () -> split(X, out));
        for (int i = 0; i < 3; i++) {
            double want = slope(X[i]) + 10 * slope(X[i] / 2);
            assertThat(out[i]).isCloseTo(want, within(1e-10 * Math.abs(want)));
        }
    }
}
