package dev.adagent.transform.deferred;

import static dev.adagent.Autodiff.*;

import dev.adagent.Fn1;

/** Kernels that use what the api offers over single derivatives. */
final class EntryPointKernels {
    private EntryPointKernels() {}

    static double cube(double x) {
        return x * x * x;
    }

    static double wave(double[] x) {
        double s = 1;
        for (int i = 0; i < x.length; i++) {
            s *= Math.sin(x[i]);
        }
        return s;
    }

    static double scaled(double[] x, double a) {
        return a * a * wave(x);
    }

    static void gradients(double[] x, double[] out) {
        double[] g = gradient(EntryPointKernels::wave, x);
        for (int i = 0; i < g.length; i++) {
            out[i] = g[i];
        }
        out[g.length] = gradient(EntryPointKernels::cube, x[0]);
        var two = gradient(EntryPointKernels::scaled, x, 3.0);
        out[g.length + 1] = two.first()[0];
        out[g.length + 2] = two.second();
    }

    static void floats(float[] x, float[] out) {
        out[0] = gradient((Float y) -> y * y * y, x[0]);
        float[] g = gradient((float[] y) -> y[0] * y[0] + y[0] * y[1], x);
        out[1] = g[0];
        out[2] = g[1];
    }

    static void products(double[] x, double[] v, double[] out) {
        double[] hv = hvp(EntryPointKernels::wave, x, v);
        double[] g = new double[x.length];
        double[] again = hvp(EntryPointKernels::wave, x, v, g);
        for (int i = 0; i < hv.length; i++) {
            out[i] = hv[i];
            out[hv.length + i] = g[i];
            out[2 * hv.length + i] = again[i];
        }
    }

    static void hessians(double[] x, double[] out) {
        double[][] h = hessian(EntryPointKernels::wave, x);
        for (int i = 0; i < h.length; i++) {
            for (int j = 0; j < h.length; j++) {
                out[i * h.length + j] = h[i][j];
            }
        }
    }

    /** A function that gets the one to differentiate from its caller. */
    static double slope(Fn1<Double, Double> f, double x) {
        return derivative(f, x);
    }

    /** First to fourth derivative, each by the entry point on the one before. */
    static void fourth(double[] x, double[] out) {
        Fn1<Double, Double> f = y -> Math.exp(2 * y) * Math.sin(y);
        Fn1<Double, Double> f1 = y -> slope(f, y);
        Fn1<Double, Double> f2 = y -> slope(f1, y);
        Fn1<Double, Double> f3 = y -> gradient(f2, y);
        out[0] = f1.call(x[0]);
        out[1] = f2.call(x[0]);
        out[2] = f3.call(x[0]);
        out[3] = derivative(f3, x[0]);
    }

    /** The gradient of a function that uses a Hessian-vector product: third derivatives. */
    static double curvature(double[] x) {
        double[] v = {1, 2, 3};
        double[] hv = hvp(EntryPointKernels::wave, x, v);
        return hv[0] * v[0] + hv[1] * v[1] + hv[2] * v[2];
    }

    static void third(double[] x, double[] out) {
        double[] g = gradient(EntryPointKernels::curvature, x);
        for (int i = 0; i < g.length; i++) {
            out[i] = g[i];
        }
    }

    static void zeros(double[] x, double[] out) {
        double[] dx = makeZero(x);
        autodiff(REVERSE, EntryPointKernels::wave, duplicated(x, dx));
        out[0] = dx[0];
        remakeZero(dx);
        out[1] = dx[0] + makeZero(7.0);
    }

    static double[] vector(double[] x) {
        return new double[] {x[0] * x[1], Math.sin(x[2]), x[0] * x[0] * x[2], x[1]};
    }

    static void jacobians(double[] x, double[] out) {
        double[][] rows = jacobian(EntryPointKernels::vector, x);
        double[][] columns = jacobian(FORWARD, EntryPointKernels::vector, x, 2);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 3; j++) {
                out[3 * i + j] = rows[i][j];
                out[12 + 3 * i + j] = columns[i][j];
            }
        }
    }

    static double trace(double[] x) {
        double[][] j = jacobian(FORWARD, EntryPointKernels::vector, x, 1);
        return j[0][0] + j[2][2] * j[1][2];
    }

    static void ofJacobian(double[] x, double[] out) {
        double[] g = gradient(EntryPointKernels::trace, x);
        for (int i = 0; i < g.length; i++) {
            out[i] = g[i];
        }
    }

    /** As a device without arrays of unknown length takes it. */
    static void ofPrivateArrays(double[] x, double[] out) {
        double[] p = {x[0], x[1], x[2]};
        double[][] j = jacobian(EntryPointKernels::vector, p);
        double[][] h = hessian(EntryPointKernels::wave, p);
        for (int k = 0; k < 3; k++) {
            out[k] = j[2][k];
            out[3 + k] = h[1][k];
        }
    }
}
