package dev.adagent.bench.host;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.duplicated;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.hipparchus.analysis.differentiation.Gradient;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Rosenbrock's function of 100 variables: its value, its gradient written by hand, its gradient by {@code autodiff}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RosenbrockBench {
    private static final int N = 100;

    private final double[] x = new double[N];
    private final double[] gradient = new double[N];

    @Setup
    public void fill() {
        for (int i = 0; i < N; i++) {
            x[i] = 1 + 0.01 * i;
        }
        Arrays.fill(gradient, 0);
        double[] byHand = byHand().clone();
        double[] byAutodiff = byAutodiff();
        for (int i = 0; i < N; i++) {
            if (Math.abs(byHand[i] - byAutodiff[i]) > 1e-9 * Math.abs(byHand[i])) {
                throw new IllegalStateException("entry " + i + ": " + byHand[i] + " by hand, " + byAutodiff[i]);
            }
        }
    }

    static double value(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length - 1; i++) {
            double a = x[i + 1] - x[i] * x[i];
            double b = 1 - x[i];
            s += 100 * a * a + b * b;
        }
        return s;
    }

    @Benchmark
    public double objective() {
        return value(x);
    }

    /** In gather form: each entry is written once. */
    @Benchmark
    public double[] byHand() {
        double[] g = gradient;
        double before = 0;
        for (int i = 0; i < N - 1; i++) {
            double a = x[i + 1] - x[i] * x[i];
            g[i] = before - 400 * a * x[i] - 2 * (1 - x[i]);
            before = 200 * a;
        }
        g[N - 1] = before;
        return g;
    }

    @Benchmark
    public double[] byAutodiff() {
        Arrays.fill(gradient, 0);
        autodiff(REVERSE, RosenbrockBench::value, duplicated(x, gradient));
        return gradient;
    }

    /** By Hipparchus: forward mode, in which each number carries a derivative for each variable. */
    double[] byHipparchus() {
        Gradient before = Gradient.variable(N, 0, x[0]);
        Gradient s = null;
        for (int i = 0; i < N - 1; i++) {
            Gradient after = Gradient.variable(N, i + 1, x[i + 1]);
            Gradient a = after.subtract(before.multiply(before));
            Gradient b = before.negate().add(1);
            Gradient term = a.multiply(100).multiply(a).add(b.multiply(b));
            s = s == null ? term : s.add(term);
            before = after;
        }
        return s.getGradient();
    }
}
