package dev.adagent.bench.gpu;

import static dev.adagent.Autodiff.REVERSE_WITH_PRIMAL;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Kernel.globalIdX;

import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An ordinary app that times what a user waits for: the first launch, the same kernel again, and the first of another kernel, which has a derivative;
 * in milliseconds. Run it with the agent, in a JVM of its own each time; {@link FirstLaunches} does that.
 */
public final class FirstLaunch {
    private static final int N = 1 << 16;

    private FirstLaunch() {}

    @GpuKernel
    static void saxpy(float a, float[] x, float[] y) {
        int i = globalIdX();
        if (i < x.length) {
            y[i] = a * x[i] + y[i];
        }
    }

    static double call(double s, double k, double r, double v, double t) {
        double sd = v * Math.sqrt(t);
        double d1 = (Math.log(s / k) + (r + 0.5 * v * v) * t) / sd;
        return s * logistic(d1) - k * Math.exp(-r * t) * logistic(d1 - sd);
    }

    /** Stands for the normal distribution: within 0.01 of it. */
    static double logistic(double x) {
        return 1 / (1 + Math.exp(-1.702 * x));
    }

    @GpuKernel
    static void greeks(double[] s, double k, double r, double v, double t, double[] delta, double[] vega) {
        int i = globalIdX();
        if (i >= s.length) {
            return;
        }
        var ds = active(s[i]);
        var dv = active(v);
        autodiff(REVERSE_WITH_PRIMAL, FirstLaunch::call, ds, constant(k), constant(r), dv, constant(t));
        delta[i] = ds.grad();
        vega[i] = dv.grad();
    }

    private static void time(String what, Runnable action) {
        double cpu = cpu();
        long start = System.nanoTime();
        action.run();
        double wall = (System.nanoTime() - start) * 1e-6;
        System.out.println(what + " " + Math.round(wall * 10) / 10.0 + " of which this thread ran "
                + Math.round((cpu() - cpu) * 10) / 10.0);
    }

    /** This thread's CPU time in milliseconds; NaN where the system does not say. On a busy machine it says more than the clock. */
    private static double cpu() {
        try {
            return Long.parseLong(Files.readString(Path.of("/proc/thread-self/schedstat"))
                            .split(" ", 2)[0])
                    * 1e-6;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    public static void main(String[] args) {
        float[] x = new float[N];
        float[] y = new float[N];
        double[] s = new double[N];
        double[] delta = new double[N];
        double[] vega = new double[N];
        for (int i = 0; i < N; i++) {
            x[i] = 2;
            s[i] = 50 + 100.0 * i / N;
        }
        time("first", () -> Gpu.launch(Grid.covering(N, 256), () -> saxpy(3, x, y)));
        time("again", () -> Gpu.launch(Grid.covering(N, 256), () -> saxpy(3, x, y)));
        time("second", () -> Gpu.launch(Grid.covering(N, 256), () -> greeks(s, 100, 0.05, 0.2, 1, delta, vega)));
        boolean ran = y[N - 1] == 12 && delta[N / 2] > 0.5 && delta[N / 2] < 0.8 && vega[N / 2] > 0;
        System.out.println("ran " + ran);
        System.out.println("device " + Gpu.device());
    }
}
