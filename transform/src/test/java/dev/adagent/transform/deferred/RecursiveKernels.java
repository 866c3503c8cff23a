package dev.adagent.transform.deferred;

import static dev.adagent.Autodiff.FORWARD;
import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.REVERSE_WITH_PRIMAL;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Autodiff.seed;

/** Second derivatives of a recursive function. */
final class RecursiveKernels {
    private RecursiveKernels() {}

    /** x to the power n + 1. */
    static double power(int n, double x) {
        return n <= 0 ? x : x * power(n - 1, x);
    }

    static double forwardSlope(int n, double x) {
        return autodiff(FORWARD, RecursiveKernels::power, constant(n), duplicated(x, 1.0))
                .tangent();
    }

    static double reverseSlope(int n, double x) {
        var a = active(x);
        autodiff(REVERSE, RecursiveKernels::power, constant(n), a);
        return a.grad();
    }

    static void forwardOverForward(int n, double x, double[] out) {
        out[0] = autodiff(FORWARD, RecursiveKernels::forwardSlope, constant(n), duplicated(x, 1.0))
                .tangent();
    }

    static void reverseOverForward(int n, double x, double[] out) {
        var a = active(x);
        autodiff(REVERSE, RecursiveKernels::forwardSlope, constant(n), a);
        out[0] = a.grad();
    }

    static void forwardOverReverse(int n, double x, double[] out) {
        out[0] = autodiff(FORWARD, RecursiveKernels::reverseSlope, constant(n), duplicated(x, 1.0))
                .tangent();
    }

    static void reverseOverReverse(int n, double x, double[] out) {
        var a = active(x);
        autodiff(REVERSE, RecursiveKernels::reverseSlope, constant(n), a);
        out[0] = a.grad();
    }

    static double secondSlope(int n, double x) {
        return autodiff(FORWARD, RecursiveKernels::reverseSlope, constant(n), duplicated(x, 1.0))
                .tangent();
    }

    static void thirdDerivative(int n, double x, double[] out) {
        out[0] = autodiff(FORWARD, RecursiveKernels::secondSlope, constant(n), duplicated(x, 1.0))
                .tangent();
    }

    /** Σ sin(x[i]·x[i+1]), by halves, each of which asks the other function. */
    static double sum(double[] x, int from, int to) {
        if (to - from == 1) {
            return Math.sin(x[from] * x[(from + 1) % x.length]);
        }
        int middle = (from + to) / 2;
        return other(x, from, middle) + sum(x, middle, to);
    }

    static double other(double[] x, int from, int to) {
        x[from] *= 2;
        double s = sum(x, from, to) + x[from] * x[from];
        x[from] /= 2;
        return s;
    }

    static void gradient(double[] x, double[] dx, double s) {
        autodiff(REVERSE, RecursiveKernels::sum, seed(s), duplicated(x, dx), constant(0), constant(x.length));
    }

    static void hessianProduct(double[] x, double[] v, double[] dx, double[] hv, double s, double ds) {
        autodiff(FORWARD, RecursiveKernels::gradient, duplicated(x, v), duplicated(dx, hv), duplicated(s, ds));
    }

    static double weighted(double[] x, double[] a, int k) {
        return k == x.length ? 0 : a[k] * x[k] * x[k] * x[k] + weighted(x, a, k + 1);
    }

    static double norm(double[] x, double[] a, double s) {
        double[] g = new double[3];
        autodiff(REVERSE, RecursiveKernels::weighted, seed(s), duplicated(x, g), constant(a), constant(0));
        return g[0] * g[0] + g[1] * g[1] + g[2] * g[2];
    }

    static void normOfGradient(double[] x, double[] dx, double[] a, double s, double[] out) {
        var ds = active(s);
        autodiff(REVERSE, RecursiveKernels::norm, duplicated(x, dx), constant(a), ds);
        out[0] = ds.grad();
    }

    static double firstSlope(double[] x, double[] a, int n) {
        double[] g = new double[n];
        autodiff(REVERSE, RecursiveKernels::weighted, duplicated(x, g), constant(a), constant(0));
        return g[0];
    }

    static void slopeOfFirstSlope(double[] x, double[] dx, double[] a, int n) {
        autodiff(REVERSE, RecursiveKernels::firstSlope, duplicated(x, dx), constant(a), constant(n));
    }

    static double valueTimesSlope(int n, double x) {
        var a = active(x);
        return autodiff(REVERSE_WITH_PRIMAL, RecursiveKernels::power, constant(n), a)
                        .primal()
                * a.grad();
    }

    static void forwardOverReverseWithPrimal(int n, double x, double[] out) {
        out[0] = autodiff(FORWARD, RecursiveKernels::valueTimesSlope, constant(n), duplicated(x, 1.0))
                .tangent();
    }

    static double twiceReverse(int n, double x) {
        var a = active(x);
        autodiff(REVERSE, RecursiveKernels::reverseSlope, constant(n), a);
        return a.grad();
    }

    static void mixedThirds(int n, double x, double[] out) {
        out[0] = autodiff(FORWARD, RecursiveKernels::twiceReverse, constant(n), duplicated(x, 1.0))
                .tangent();
        var a = active(x);
        autodiff(REVERSE, RecursiveKernels::twiceReverse, constant(n), a);
        out[1] = a.grad();
    }

    static double overwriting(double[] x, int k) {
        if (k == x.length) {
            return 0;
        }
        x[k] = x[k] * x[k];
        return x[k] + overwriting(x, k + 1);
    }

    static double normOfOverwriting(double[] x) {
        double[] g = new double[3];
        autodiff(REVERSE, RecursiveKernels::overwriting, duplicated(x, g), constant(0));
        return g[0];
    }

    static void reverseOverOverwriting(double[] x, double[] dx) {
        autodiff(REVERSE, RecursiveKernels::normOfOverwriting, duplicated(x, dx));
    }

    static double rows(double[][] m, int n) {
        return n < 0 ? 1 : m[n][0] * m[n][0] * m[n][1] + rows(m, n - 1);
    }

    static double rowsOfNumbers(double[] x) {
        return rows(new double[][] {{x[0], 2}, {3, 4}, x}, 2) * x[1];
    }

    static double slopesOfRows(double[] x) {
        double[] g = new double[2];
        autodiff(REVERSE, RecursiveKernels::rowsOfNumbers, duplicated(x, g));
        return g[0] * x[1] + g[1];
    }

    static void reverseOverRows(double[] x, double[] dx) {
        autodiff(REVERSE, RecursiveKernels::slopesOfRows, duplicated(x, dx));
    }
}
