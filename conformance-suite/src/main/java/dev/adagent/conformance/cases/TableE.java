package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;

import dev.adagent.GpuKernel;
import dev.adagent.Kernel;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Scratch;

/**
 * Table E: nested derivatives. A gradient is a reverse derivative inside a function; a forward derivative of that function is a
 * Hessian-vector product.
 */
final class TableE {
    private TableE() {}

    static double e1(double x) {
        return x * x;
    }

    static double e1Slope(double x) {
        var a = active(x);
        autodiff(REVERSE, TableE::e1, a);
        return a.grad();
    }

    @Case("E1 FoR")
    @GpuKernel
    static void e1Nested(double[] x, double[] v, double[] dx, double[] ddx, double[] value) {
        int i = Kernel.globalIdX();
        dx[i] = e1Slope(x[i]);
        ddx[i] = autodiff(FORWARD, TableE::e1Slope, duplicated(x[i], v[i])).tangent();
        value[i] = e1(x[i]);
    }

    static double e3(double[] x) {
        return x[0] * x[0] + x[0] * x[1];
    }

    static void e3Gradient(double[] x, double[] g) {
        autodiff(REVERSE, TableE::e3, duplicated(x, g));
    }

    @Case("E3 FoR")
    @GpuKernel
    static void e3Nested(
            double[][] x,
            double[][] grad,
            double[][][] hess,
            @Scratch("x") double[][] direction,
            @Scratch("x") double[][] again,
            double[] value) {
        int i = Kernel.globalIdX();
        e3Gradient(x[i], grad[i]);
        for (int k = 0; k < x[i].length; k++) {
            direction[i][k] = 1;
            for (int j = 0; j < x[i].length; j++) {
                again[i][j] = 0;
            }
            autodiff(FORWARD, TableE::e3Gradient, duplicated(x[i], direction[i]), duplicated(again[i], hess[i][k]));
            direction[i][k] = 0;
        }
        value[i] = e3(x[i]);
    }

    static double e5(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += x[i] / 2 * x[i];
        }
        return s;
    }

    static void e5Gradient(double[] x, double[] g) {
        autodiff(REVERSE, TableE::e5, duplicated(x, g));
    }

    @Case("E5 FoR")
    @GpuKernel
    static void e5Nested(double[][] x, double[][] v, double[][] grad, double[][] hv, double[] value) {
        int i = Kernel.globalIdX();
        autodiff(FORWARD, TableE::e5Gradient, duplicated(x[i], v[i]), duplicated(grad[i], hv[i]));
        value[i] = e5(x[i]);
    }

    static double e7(double[] x) {
        double s2 = Math.sin(x[2]);
        double s3 = Math.sin(x[3]);
        double a = x[2] + x[3];
        double b = x[0] + x[3];
        double c = x[2] * x[2] + b * b;
        double d = -4 + s3 * s3 + x[1] * x[1] * (x[2] * x[2]) + x[0];
        return -4
                + x[0] * x[0]
                + x[1] * x[1]
                + a * a
                + x[2]
                + s2 * s2
                + x[0] * x[0] * (x[1] * x[1])
                + x[3]
                + s2 * s2
                + (x[3] - 1) * (x[3] - 1)
                + x[1] * x[1] * x[1] * x[1]
                + c * c
                + d * d
                + s3 * s3 * s3 * s3;
    }

    static void e7Gradient(double[] x, double[] g) {
        autodiff(REVERSE, TableE::e7, duplicated(x, g));
    }

    @Case("E7 FoR")
    @GpuKernel
    static void e7Nested(
            double[][] x,
            double[][] grad,
            double[][][] hess,
            @Scratch("x") double[][] direction,
            @Scratch("x") double[][] again,
            double[] value) {
        int i = Kernel.globalIdX();
        e7Gradient(x[i], grad[i]);
        for (int k = 0; k < x[i].length; k++) {
            direction[i][k] = 1;
            for (int j = 0; j < x[i].length; j++) {
                again[i][j] = 0;
            }
            autodiff(FORWARD, TableE::e7Gradient, duplicated(x[i], direction[i]), duplicated(again[i], hess[i][k]));
            direction[i][k] = 0;
        }
        value[i] = e7(x[i]);
    }

    static double e9(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += Math.tanh(x[i]);
        }
        return s;
    }

    static void e9Gradient(double[] x, double[] g) {
        autodiff(REVERSE, TableE::e9, duplicated(x, g));
    }

    @Case("E9 FoR")
    @GpuKernel
    static void e9Nested(double[][] x, double[][] v, double[][] grad, double[][] hv, double[] value) {
        int i = Kernel.globalIdX();
        autodiff(FORWARD, TableE::e9Gradient, duplicated(x[i], v[i]), duplicated(grad[i], hv[i]));
        value[i] = e9(x[i]);
    }

    static double e11(double x) {
        return x * x * x;
    }

    static double e11Reverse(double x) {
        var a = active(x);
        autodiff(REVERSE, TableE::e11, a);
        return a.grad();
    }

    static double e11First(double x, double v) {
        return autodiff(FORWARD, TableE::e11, duplicated(x, v)).tangent();
    }

    static double e11Second(double x, double v) {
        return autodiff(FORWARD, TableE::e11First, duplicated(x, v), constant(v))
                .tangent();
    }

    static double e11SecondOverReverse(double x, double v) {
        return autodiff(FORWARD, TableE::e11Reverse, duplicated(x, v)).tangent();
    }

    @Case("E11 FoFoF")
    @GpuKernel
    static void e11Forward(double[] x, double[] v, double[] d1, double[] d2, double[] d3, double[] value) {
        int i = Kernel.globalIdX();
        value[i] = e11(x[i]);
        d1[i] = e11First(x[i], v[i]);
        d2[i] = e11Second(x[i], v[i]);
        d3[i] = autodiff(FORWARD, TableE::e11Second, duplicated(x[i], v[i]), constant(v[i]))
                .tangent();
    }

    @Case("E11 FoFoR")
    @GpuKernel
    static void e11OverReverse(double[] x, double[] v, double[] d1, double[] d2, double[] d3, double[] value) {
        int i = Kernel.globalIdX();
        value[i] = e11(x[i]);
        d1[i] = e11Reverse(x[i]) * v[i];
        d2[i] = e11SecondOverReverse(x[i], v[i]) * v[i];
        d3[i] = autodiff(FORWARD, TableE::e11SecondOverReverse, duplicated(x[i], v[i]), constant(v[i]))
                        .tangent()
                * v[i];
    }
}
