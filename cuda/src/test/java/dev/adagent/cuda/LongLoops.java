package dev.adagent.cuda;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Kernel.globalIdX;

/** Gradients of loops whose rounds only the data knows, and of which each needs a number on the tape. */
@SuppressWarnings("unused") // found by name
final class LongLoops {
    private LongLoops() {}

    /** Goes round until the state has run down, n rounds if the data says so. */
    private static double orbit(double[] w, double x, int n) {
        double s = x;
        double v = 0.5;
        int i = 0;
        while (Math.abs(s) < 1e6) {
            double t = Math.sin(s) * w[i & 3] + 0.1 * v;
            v = Math.cos(v) + 0.01 * s;
            s = t;
            if (++i >= n) {
                return s * v;
            }
        }
        return s - v;
    }

    static void orbits(double[] w, double[] dw, double[] x, double[] dx, int n) {
        int i = globalIdX();
        if (i < x.length) {
            var a = active(x[i]);
            autodiff(REVERSE, LongLoops::orbit, duplicated(w, dw), a, constant(n));
            dx[i] += a.grad();
        }
    }

    /** Nothing but products: little code for LLVM. */
    private static double logistic(double[] w, double x, int n) {
        double s = x;
        int i = 0;
        while (s > 1e-9 && i < n) {
            s = s * (1 - s) * w[i & 3] * 3.3;
            i++;
        }
        return s;
    }

    static void populations(double[] w, double[] dw, double[] x, double[] dx, int n) {
        int i = globalIdX();
        if (i < x.length) {
            var a = active(x[i]);
            autodiff(REVERSE, LongLoops::logistic, duplicated(w, dw), a, constant(n));
            dx[i] += a.grad();
        }
    }

    /** A loop in a loop; the inner one runs as long as its data has it. */
    private static double nested(double[] w, double x, int n) {
        double s = x;
        for (int i = 0; i < n; i++) {
            double t = s;
            int k = 0;
            while (t * t > 0.01 && k < 5) {
                t = 0.7 * Math.sin(t);
                k++;
            }
            s = Math.cos(s + t) + w[i & 3];
        }
        return s;
    }

    static void nestedLoops(double[] w, double[] dw, double[] x, double[] dx, int n) {
        int i = globalIdX();
        if (i < x.length) {
            var a = active(x[i]);
            autodiff(REVERSE, LongLoops::nested, duplicated(w, dw), a, constant(n));
            dx[i] += a.grad();
        }
    }

    /** A step of the loop reads what is overwritten after the loop. */
    private static double overwritten(double[] w, double x, int n) {
        double s = x;
        for (int i = 0; i < n; i++) {
            s = Math.sin(s * w[i & 3]);
        }
        w[0] = s;
        w[1] = s * s;
        return w[0] + w[1];
    }

    static void overwrittenWeights(double[] w, double[] dw, double[] x, double[] dx, int n) {
        int i = globalIdX();
        if (i < x.length) {
            var a = active(x[i]);
            autodiff(REVERSE, LongLoops::overwritten, duplicated(w, dw), a, constant(n));
            dx[i] += a.grad();
        }
    }

    /** The gradient of the gradient: reverse mode over reverse mode. */
    private static double slope(double[] w, double x, int n) {
        var a = active(x);
        autodiff(REVERSE, LongLoops::orbit, constant(w), a, constant(n));
        return a.grad();
    }

    static void curvatures(double[] w, double[] dw, double[] x, double[] dx, int n) {
        int i = globalIdX();
        if (i < x.length) {
            var a = active(x[i]);
            autodiff(REVERSE, LongLoops::slope, duplicated(w, dw), a, constant(n));
            dx[i] += a.grad();
        }
    }
}
