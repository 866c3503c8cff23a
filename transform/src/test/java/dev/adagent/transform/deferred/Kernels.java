package dev.adagent.transform.deferred;

import static dev.adagent.Autodiff.FORWARD;
import static dev.adagent.Autodiff.FORWARD_WITH_PRIMAL;
import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.REVERSE_WITH_PRIMAL;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Kernel.globalIdX;

import dev.adagent.Active;
import dev.adagent.Arg;
import dev.adagent.Fn1;
import dev.adagent.Mode;
import dev.adagent.Result;

/** Kernels that ask for derivatives. */
final class Kernels {
    private Kernels() {}

    static double call(double s, double k, double v) {
        return s * Math.sin(k) + v * s * s;
    }

    static void greeks(double[] s, double k, double v, double[] delta, double[] vega) {
        int i = globalIdX();
        if (i >= s.length) {
            return;
        }
        var ds = active(s[i]);
        var dv = active(v);
        autodiff(REVERSE, Kernels::call, ds, constant(k), dv);
        delta[i] = ds.grad();
        vega[i] = dv.grad();
    }

    static double dot(double[] w, double[] x, int n) {
        double s = 0;
        for (int i = 0; i < n; i++) {
            s += w[i] * x[i];
        }
        return s * s;
    }

    static void shared(double[] w, double[] dw, double[] x, double[] out) {
        Result r = autodiff(REVERSE_WITH_PRIMAL, Kernels::dot, duplicated(w, dw), constant(x), constant(3));
        out[globalIdX()] = r.primal();
    }

    static void lambda(double[] x, double[] out) {
        double c = x[1];
        var a = active(x[0]);
        autodiff(REVERSE, (Double y) -> y * y * c, a);
        out[globalIdX()] = a.grad();
    }

    static void twice(double[] x, double[] out) {
        var a = active(x[0]);
        autodiff(REVERSE, Kernels::square, a);
        autodiff(REVERSE, Kernels::square, a);
        out[0] = a.grad();
        autodiff(REVERSE, Kernels::alsoSquare, a, constant(true));
        out[1] = a.grad();
    }

    static double square(double x) {
        return x * x;
    }

    static double alsoSquare(double x, boolean yes) {
        return yes ? x * x : 0;
    }

    static void floats(float[] x, float[] out) {
        var a = active(x[0]);
        Result r = autodiff(REVERSE_WITH_PRIMAL, (Float y) -> y * y, a);
        out[0] = a.grad();
        out[1] = (float) r.primal();
    }

    static void math(double[] x, double[] out) {
        var a = active(x[0]);
        autodiff(REVERSE, Math::pow, a, constant(3.0));
        out[0] = a.grad();
    }

    static void wrongPrimal(double[] x, double[] out) {
        Result r = autodiff(REVERSE, Kernels::square, active(x[0]));
        out[0] = r.primal();
    }

    static void unknownMode(double[] x, int which) {
        Mode m = which == 0 ? Mode.REVERSE : Mode.FORWARD;
        autodiff(m, Kernels::square, active(x[0]));
    }

    static void unknownFunction(double[] x, Fn1<Double, Double> f) {
        autodiff(REVERSE, f, active(x[0]));
    }

    static void unknownHolder(double[] x, Arg<Double> a) {
        autodiff(REVERSE, Kernels::square, a);
    }

    static void activeInForwardMode(double[] x, double[] out) {
        Active a = active(x[0]);
        out[0] = autodiff(FORWARD_WITH_PRIMAL, Kernels::square, a).tangent();
    }

    static double endless(double x) {
        var a = active(x);
        autodiff(REVERSE, Kernels::endless, a);
        return a.grad();
    }

    static void recursive(double[] x, double[] out) {
        out[0] = endless(x[0]);
    }

    static double cube(double x) {
        return x * x * x;
    }

    static double slope(double x) {
        var a = active(x);
        autodiff(REVERSE, Kernels::cube, a);
        return a.grad();
    }

    static double curvature(double x) {
        return autodiff(FORWARD, Kernels::slope, duplicated(x, 1.0)).tangent();
    }

    /** Value, first, second and third derivative of a cube: forward over forward over reverse. */
    static void derivatives(double[] x, double[] out) {
        out[0] = slope(x[0]);
        out[1] = curvature(x[0]);
        out[2] = autodiff(FORWARD, Kernels::curvature, duplicated(x[0], 1.0)).tangent();
        var a = active(x[0]);
        autodiff(REVERSE, Kernels::curvature, a);
        out[3] = a.grad();
    }

    /** State that is overwritten in a time loop: the reverse sweep needs a tape. */
    static double flow(double[] x, double[] u) {
        for (int i = 0; i < x.length; i++) {
            u[i] = x[i];
        }
        for (int t = 0; t < 5; t++) {
            for (int i = 0; i < x.length; i++) {
                u[i] = Math.sin(u[i]) * (1 + 0.1 * x[i]) + u[(i + 1) % x.length] * 0.25;
            }
        }
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += u[i] * u[i];
        }
        return s;
    }

    static void gradient(double[] x, double[] dx, double[] u, double[] du) {
        autodiff(REVERSE, Kernels::flow, duplicated(x, dx), duplicated(u, du));
    }

    /** Gradient in dx, product of the second derivative with v in hv: forward over reverse with a tape. */
    static void hessianProduct(
            double[] x, double[] v, double[] dx, double[] hv, double[] u, double[] du, double[] w, double[] dw) {
        autodiff(
                FORWARD, Kernels::gradient, duplicated(x, v), duplicated(dx, hv), duplicated(u, w), duplicated(du, dw));
    }
}
