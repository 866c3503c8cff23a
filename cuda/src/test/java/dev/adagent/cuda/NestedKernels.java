package dev.adagent.cuda;

import static dev.adagent.Autodiff.FORWARD;
import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Kernel.globalIdX;

/** Kernels with derivatives of derivatives, F33 and F34 of the conformance cases among them. */
@SuppressWarnings("unused") // found by name
final class NestedKernels {
    private NestedKernels() {}

    static float cube(float x) {
        return x * x * x;
    }

    /** g[i] is the slope of the cube at x[i]. */
    static void slopes(float[] g, float[] x) {
        int i = globalIdX();
        var a = active(x[i]);
        autodiff(REVERSE, NestedKernels::cube, a);
        g[i] = a.grad();
    }

    static void slopesForward(float[] g, float[] x) {
        int i = globalIdX();
        g[i] = (float)
                autodiff(FORWARD, NestedKernels::cube, duplicated(x[i], 1f)).tangent();
    }

    /** F33: forward over reverse. */
    static void forwardOverReverse(float[] g, float[] dg, float[] x, float[] dx) {
        autodiff(FORWARD, NestedKernels::slopes, duplicated(g, dg), duplicated(x, dx));
    }

    static void reverseOverReverse(float[] g, float[] dg, float[] x, float[] dx) {
        autodiff(REVERSE, NestedKernels::slopes, duplicated(g, dg), duplicated(x, dx));
    }

    static void forwardOverForward(float[] g, float[] dg, float[] x, float[] dx) {
        autodiff(FORWARD, NestedKernels::slopesForward, duplicated(g, dg), duplicated(x, dx));
    }

    static void reverseOverForward(float[] g, float[] dg, float[] x, float[] dx) {
        autodiff(REVERSE, NestedKernels::slopesForward, duplicated(g, dg), duplicated(x, dx));
    }

    static double sine(double[] x) {
        return Math.sin(x[0] * x[1]);
    }

    static void gradient(double[] x, double[] dx) {
        autodiff(REVERSE, NestedKernels::sine, duplicated(x, dx));
    }

    /** F34: every thread has the gradient and the Hessian-vector product, forward over reverse. */
    static void hessianProduct(double[] at, double[] direction, double[] grad, double[] hv) {
        int i = globalIdX();
        double[] x = {at[0], at[1]};
        double[] v = {direction[0], direction[1]};
        double[] dx = new double[2];
        double[] dv = new double[2];
        autodiff(FORWARD, NestedKernels::gradient, duplicated(x, v), duplicated(dx, dv));
        for (int k = 0; k < 2; k++) {
            grad[2 * i + k] = dx[k];
            hv[2 * i + k] = dv[k];
        }
    }

    /** The same by reverse over reverse: the adjoint of the gradient is the direction. */
    static void hessianProductReverse(double[] at, double[] direction, double[] grad, double[] hv) {
        int i = globalIdX();
        double[] x = {at[0], at[1]};
        double[] product = new double[2];
        double[] dx = new double[2];
        double[] seed = {direction[0], direction[1]};
        autodiff(REVERSE, NestedKernels::gradient, duplicated(x, product), duplicated(dx, seed));
        for (int k = 0; k < 2; k++) {
            grad[2 * i + k] = dx[k];
            hv[2 * i + k] = product[k];
        }
    }

    /** Newton's iteration: a trip count that only the data knows, and a tape. */
    static double root(double a, double start) {
        double x = start;
        int i = 0;
        while (Math.abs(x * x - a) > 1e-14 * a && i < 100) {
            x = 0.5 * (x + a / x);
            i++;
        }
        return 0.5 * (x + a / x);
    }

    private static final double[] TABLE = {0.7, -1.2};

    private static double weighed(double[] s, double[] o, int k) {
        return s[k] * o[k] * o[k];
    }

    static double ofTable(double[] x) {
        double y = weighed(TABLE, x, 0);
        return y * weighed(x, x, 1);
    }

    private static double slopeByTable(double[] x, double[] dx) {
        autodiff(REVERSE, NestedKernels::ofTable, duplicated(x, dx));
        return dx[0];
    }

    /** Reverse over what calls a function with a table in a static field. */
    static void tabled(double[] x, double[] dx, double[] ddx) {
        autodiff(REVERSE, NestedKernels::ofTable, duplicated(x, dx));
        autodiff(FORWARD, NestedKernels::slopeByTable, duplicated(x, ddx), duplicated(dx, ddx));
    }

    /** A derivative hidden in a function that may stay a function. */
    static double rootSlope(double a, double start) {
        var x = active(a);
        autodiff(REVERSE, NestedKernels::root, x, constant(start));
        return x.grad();
    }

    static double scaledSlope(double a, double start) {
        return rootSlope(a, start) * a;
    }

    /** Derivatives of √a/2 = a·(√a)′ by both modes: √a′/2 = 1/(4√a). */
    static void hidden(double[] a, double start, double[] reverse, double[] forward) {
        int i = globalIdX();
        if (i < a.length) {
            var x = active(a[i]);
            autodiff(REVERSE, NestedKernels::scaledSlope, x, constant(start));
            reverse[i] = x.grad();
            forward[i] = autodiff(FORWARD, NestedKernels::scaledSlope, duplicated(a[i], 1.0), constant(start))
                    .tangent();
        }
    }

    static double power(double x, int n) {
        double p = 1;
        for (int i = 0; i < n; i++) {
            p *= x;
        }
        return p;
    }

    static double first(double x, int n) {
        var a = active(x);
        autodiff(REVERSE, NestedKernels::power, a, constant(n));
        return a.grad();
    }

    static double second(double x, int n) {
        var a = active(x);
        autodiff(REVERSE, NestedKernels::first, a, constant(n));
        return a.grad();
    }

    static double third(double x, int n) {
        return autodiff(FORWARD, NestedKernels::second, duplicated(x, 1.0), constant(n))
                .tangent();
    }

    /** The fourth derivative of a power, every level but one by reverse mode. */
    static void fourth(double[] x, int n, double[] out) {
        int i = globalIdX();
        var a = active(x[i]);
        autodiff(REVERSE, NestedKernels::third, a, constant(n));
        out[i] = a.grad();
    }

    /** x to the power n by halves. */
    static double recursive(double x, int n) {
        if (n == 0) {
            return 1;
        }
        double h = recursive(x, n / 2);
        return n % 2 == 0 ? h * h : h * h * x;
    }

    static void recursion(double[] x, int n, double[] out) {
        int i = globalIdX();
        var a = active(x[i]);
        autodiff(REVERSE, NestedKernels::recursive, a, constant(n));
        out[i] = a.grad();
    }
}
