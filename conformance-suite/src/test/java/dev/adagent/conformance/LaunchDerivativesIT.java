package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.CompileException;
import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import dev.adagent.KernelCall;
import dev.adagent.KernelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Functions of the host that launch kernels, differentiated on the host. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "cpu|llvm-host")
class LaunchDerivativesIT {
    @GpuKernel
    static void scale(double[] x, double a, double[] y) {
        int i = globalIdX();
        if (i < x.length) {
            y[i] = a * a * x[i];
        }
    }

    @GpuKernel
    static void multiply(double[] a, double[] b, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = a[i] * b[i];
        }
    }

    /** One step of a nonlinear diffusion on a ring. */
    @GpuKernel
    static void step(double[] from, double[] to, double[] k) {
        int i = globalIdX();
        int n = from.length;
        if (i < n) {
            double d = from[(i + 1) % n] - from[i];
            to[i] = from[i] + k[0] * d / (1 + d * d);
        }
    }

    static Grid grid(int n) {
        return Grid.covering(n, 4);
    }

    static void scaled(double a, double[] x, double[] y) {
        Gpu.launch(grid(x.length), () -> scale(x, a, y));
    }

    @Test
    void numbersThatAKernelGetsHaveTheSumOfItsThreadsGradients() {
        double[] x = {1, 2, 3, 4, 5};
        double[] dx = new double[5];
        double[] dy = {1, 1, 1, 1, 10};
        var a = active(3.0);
        autodiff(REVERSE, LaunchDerivativesIT::scaled, a, duplicated(x, dx), duplicated(new double[5], dy));
        assertThat(a.grad()).isEqualTo(2 * 3 * (1 + 2 + 3 + 4 + 50));
        assertThat(dx).containsExactly(9, 9, 9, 9, 90);
        assertThat(dy).containsOnly(0);

        double[] y = new double[5];
        autodiff(FORWARD, LaunchDerivativesIT::scaled, duplicated(3.0, 1.0), constant(x), duplicated(y, dy));
        assertThat(dy).containsExactly(6, 12, 18, 24, 30);
        assertThat(y).containsExactly(9, 18, 27, 36, 45);
    }

    static double squares(double[] x) {
        double[] y = new double[x.length];
        Gpu.launch(grid(x.length), () -> multiply(x, x, y));
        x[0] = 100; // the launch's derivative sees what the launch saw
        double s = 0;
        for (double v : y) {
            s += v;
        }
        return s;
    }

    @Test
    void anArrayPassedTwiceAndOverwrittenLater() {
        double[] x = {1, 2, 3};
        double[] dx = new double[3];
        autodiff(REVERSE, LaunchDerivativesIT::squares, duplicated(x, dx));
        assertThat(dx).containsExactly(2, 4, 6);
        assertThat(x).containsExactly(100, 2, 3);
    }

    /** An even number of steps, there and back, as many as the data say. */
    static double diffused(double[] u, double[] v, double[] k, int[] steps) {
        for (int t = 0; t < steps[0]; t++) {
            Gpu.launch(grid(u.length), () -> step(u, v, k));
            if (t % 3 != 2) {
                Gpu.launch(grid(u.length), () -> step(v, u, k));
            }
        }
        double s = 0;
        for (double x : u) {
            s += x * x;
        }
        return s;
    }

    /** The same without kernels. */
    private static double plain(double[] start, double k, int steps) {
        int n = start.length;
        double[] u = start.clone();
        double[] v = new double[n];
        for (int t = 0; t < steps; t++) {
            plainStep(u, v, k);
            if (t % 3 != 2) {
                plainStep(v, u, k);
            }
        }
        double s = 0;
        for (double x : u) {
            s += x * x;
        }
        return s;
    }

    private static void plainStep(double[] from, double[] to, double k) {
        for (int i = 0; i < from.length; i++) {
            double d = from[(i + 1) % from.length] - from[i];
            to[i] = from[i] + k * d / (1 + d * d);
        }
    }

    private static double[] start() {
        return new double[] {.1, .7, -.4, .2, 1.3, -.9};
    }

    @Test
    void launchesInLoopsAndBranches() {
        double[] u = start();
        double[] du = new double[6];
        double[] dk = new double[1];
        int[] steps = {5};
        autodiff(
                REVERSE,
                LaunchDerivativesIT::diffused,
                duplicated(u, du),
                duplicated(new double[6], new double[6]),
                duplicated(new double[] {.2}, dk),
                constant(steps));
        double h = 1e-6;
        for (int i = 0; i < 6; i++) {
            double[] up = start();
            double[] down = start();
            up[i] += h;
            down[i] -= h;
            assertThat(du[i]).isCloseTo((plain(up, .2, 5) - plain(down, .2, 5)) / (2 * h), within(1e-7));
        }
        double byK = (plain(start(), .2 + h, 5) - plain(start(), .2 - h, 5)) / (2 * h);
        assertThat(dk[0]).isCloseTo(byK, within(1e-7));

        double[] tangent = {1, 0, -2, 0, .5, 3};
        double jv = autodiff(
                        FORWARD,
                        LaunchDerivativesIT::diffused,
                        duplicated(start(), tangent.clone()),
                        duplicated(new double[6], new double[6]),
                        duplicated(new double[] {.2}, new double[] {2}),
                        constant(steps))
                .tangent();
        double vj = 2 * dk[0];
        for (int i = 0; i < 6; i++) {
            vj += tangent[i] * du[i];
        }
        assertThat(jv).isCloseTo(vj, within(1e-12));
    }

    static void scaledSquares(double[] x, double[] y) {
        Gpu.launch(grid(x.length), () -> scale(x, 2, y));
        launch(grid(x.length), () -> multiply(x, y, y));
    }

    /** A launch by a method of the app. */
    static void launch(Grid grid, KernelCall call) {
        Gpu.launch(grid, call);
    }

    @Test
    void launchesThroughMethodsOfTheApp() {
        double[] x = {1, 2};
        double[] dx = new double[2];
        double[] y = new double[2];
        autodiff(REVERSE, LaunchDerivativesIT::scaledSquares, duplicated(x, dx), duplicated(y, new double[] {1, 1}));
        assertThat(y).containsExactly(4, 16);
        assertThat(dx).containsExactly(8, 16);
    }

    @GpuKernel
    static void outside(double[] x) {
        x[globalIdX()] *= 2;
    }

    static void failing(double[] x) {
        Gpu.launch(Grid.of(1, 8), () -> outside(x));
    }

    @Test
    void whatAThreadThrowsIsThrown() {
        assertThatThrownBy(
                        () -> autodiff(REVERSE, LaunchDerivativesIT::failing, duplicated(new double[3], new double[3])))
                .isInstanceOf(KernelException.class)
                .hasCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    static void two(double[] x) {
        Gpu.launch(Grid.of(1, 1), () -> {
            outside(x);
            outside(x);
        });
    }

    static void none(double[] x) {
        Gpu.launch(Grid.of(1, 1), () -> x[0] = 1);
    }

    static void perhaps(double[] x) {
        Gpu.launch(Grid.of(1, 1), () -> {
            if (x[0] > 0) {
                outside(x);
            }
        });
    }

    static double energy(double[] x) {
        Gpu.launch(Grid.of(1, x.length), () -> outside(x));
        return x[0] * x[0];
    }

    @Test
    void refusals() {
        double[] x = {1};
        double[] dx = {1};
        assertThatThrownBy(() -> autodiff(REVERSE, LaunchDerivativesIT::two, duplicated(x, dx)))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("does not plainly call one kernel (it has 2 such calls)");
        assertThatThrownBy(() -> autodiff(REVERSE, LaunchDerivativesIT::none, duplicated(x, dx)))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("it has 0 such calls");
        assertThatThrownBy(() -> autodiff(REVERSE, LaunchDerivativesIT::perhaps, duplicated(x, dx)))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("does not plainly call one kernel");
        assertThatThrownBy(() -> hvp(LaunchDerivativesIT::energy, new double[] {3}, new double[] {1}))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("second derivative of a launch");
    }
}
