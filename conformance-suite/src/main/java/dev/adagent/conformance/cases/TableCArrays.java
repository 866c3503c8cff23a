package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;

import dev.adagent.GpuKernel;
import dev.adagent.Kernel;
import dev.adagent.conformance.Case;

/** Table C: functions of arrays. */
final class TableCArrays {
    private TableCArrays() {}

    static double c1(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += x[i];
        }
        return s;
    }

    @Case("C1 R")
    @GpuKernel
    static void c1Reverse(double[][] x, double[][] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        autodiff(REVERSE, TableCArrays::c1, seed(dret[i]), duplicated(x[i], dx[i]));
        value[i] = c1(x[i]);
    }

    @Case("C1 F")
    @GpuKernel
    static void c1Forward(double[][] x, double[][] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        dret[i] = autodiff(FORWARD, TableCArrays::c1, duplicated(x[i], dx[i])).tangent();
        value[i] = c1(x[i]);
    }

    static double c3(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += x[i] * x[i];
        }
        return s;
    }

    @Case("C3 R")
    @GpuKernel
    static void c3Reverse(double[][] x, double[][] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        autodiff(REVERSE, TableCArrays::c3, seed(dret[i]), duplicated(x[i], dx[i]));
        value[i] = c3(x[i]);
    }

    static double c5(double x, double w, int n, int reps) {
        double[] y = new double[n];
        for (int k = 0; k < reps; k++) {
            y[0] += w * x;
        }
        double s = 0;
        for (int i = 0; i < y.length; i++) {
            s += y[i];
        }
        return s;
    }

    @Case("C5 R")
    static void c5Reverse(
            double[] x, double[] w, int n, int reps, double[] dret, double[] dx, double[] dw, double[] value) {
        var a = active(x[0]);
        var b = active(w[0]);
        autodiff(REVERSE, TableCArrays::c5, seed(dret[0]), a, b, constant(n), constant(reps));
        dx[0] = a.grad();
        dw[0] = b.grad();
        value[0] = c5(x[0], w[0], n, reps);
    }

    static double c7(double[] F) {
        double[] g = F.clone();
        for (int i = 0; i < F.length; i++) {
            F[i] = -1;
        }
        return g[0] * g[1];
    }

    @Case("C7 R")
    static void c7Reverse(double[][] F, double[][] dF, double[][] FCopy, double[] dret, double[] value) {
        autodiff(REVERSE, TableCArrays::c7, seed(dret[0]), duplicated(F[0], dF[0]));
        value[0] = c7(FCopy[0]);
    }

    @Case("C7 F")
    static void c7Forward(double[][] F, double[][] dF, double[][] FCopy, double[] dret, double[] value) {
        dret[0] = autodiff(FORWARD, TableCArrays::c7, duplicated(F[0], dF[0])).tangent();
        value[0] = c7(FCopy[0]);
    }

    static void c9(double[] x) {
        x[0] *= 2;
    }

    @Case("C9 R")
    @GpuKernel
    static void c9Reverse(double[][] x, double[][] dx) {
        int i = Kernel.globalIdX();
        autodiff(REVERSE, TableCArrays::c9, duplicated(x[i], dx[i]));
    }

    static double c31a(double x, double b, double c) {
        double[] v = {x, b, c};
        double mean = (x + b + c) / 3;
        double s = 0;
        for (double e : v) {
            s += (e - mean) * (e - mean);
        }
        return s / 2;
    }

    static double c31b(double x, double b, double c) {
        return Math.sqrt(c31a(x, b, c));
    }

    @Case("C31a R")
    @GpuKernel
    static void c31aReverse(double[] x, double b, double c, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        Calls.reverse(t -> c31a(t, b, c), x, dret, dx, i);
        value[i] = c31a(x[i], b, c);
    }

    @Case("C31a F")
    @GpuKernel
    static void c31aForward(double[] x, double b, double c, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        Calls.forward(t -> c31a(t, b, c), x, dx, dret, i);
        value[i] = c31a(x[i], b, c);
    }

    @Case("C31b R")
    @GpuKernel
    static void c31bReverse(double[] x, double b, double c, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        Calls.reverse(t -> c31b(t, b, c), x, dret, dx, i);
        value[i] = c31b(x[i], b, c);
    }

    @Case("C31b F")
    @GpuKernel
    static void c31bForward(double[] x, double b, double c, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        Calls.forward(t -> c31b(t, b, c), x, dx, dret, i);
        value[i] = c31b(x[i], b, c);
    }

    static double c33a(double x, double p, double q) {
        double[] v = {p, q, x};
        for (int i = 1; i < 3; i++) {
            for (int j = i; j > 0 && v[j] < v[j - 1]; j--) {
                double t = v[j];
                v[j] = v[j - 1];
                v[j - 1] = t;
            }
        }
        return v[1];
    }

    static double c33b(double x, double p, double q) {
        double[] v = {p, x, q};
        double mn = v[0];
        double mx = v[0];
        for (int i = 0; i < 3; i++) {
            if (v[i] < mn) {
                mn = v[i];
            }
            if (v[i] > mx) {
                mx = v[i];
            }
        }
        return (mn + mx) / 2;
    }

    @Case("C33a R")
    @GpuKernel
    static void c33aReverse(double[] x, double p, double q, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        Calls.reverse(t -> c33a(t, p, q), x, dret, dx, i);
        value[i] = c33a(x[i], p, q);
    }

    @Case("C33a F")
    @GpuKernel
    static void c33aForward(double[] x, double p, double q, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        Calls.forward(t -> c33a(t, p, q), x, dx, dret, i);
        value[i] = c33a(x[i], p, q);
    }

    @Case("C33b R")
    @GpuKernel
    static void c33bReverse(double[] x, double p, double q, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        Calls.reverse(t -> c33b(t, p, q), x, dret, dx, i);
        value[i] = c33b(x[i], p, q);
    }

    @Case("C33b F")
    @GpuKernel
    static void c33bForward(double[] x, double p, double q, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        Calls.forward(t -> c33b(t, p, q), x, dx, dret, i);
        value[i] = c33b(x[i], p, q);
    }

    static double c37(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i += 2) {
            double a = 1 - x[i];
            double b = x[i + 1] - x[i] * x[i];
            s += 100 * b * b + a * a;
        }
        return s;
    }

    @Case("C37 F")
    @GpuKernel
    static void c37Forward(double[][] x, double[][] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        dret[i] = autodiff(FORWARD, TableCArrays::c37, duplicated(x[i], dx[i])).tangent();
        value[i] = c37(x[i]);
    }

    static double c39(double[] A, double v) {
        double r = A[0] * v;
        A[0] = 0;
        return r;
    }

    @Case("C39 R")
    @GpuKernel
    static void c39Reverse(
            double[][] A, double[][] dA, double[][] ACopy, double[] v, double[] dret, double[] dv, double[] value) {
        int i = Kernel.globalIdX();
        value[i] = c39(ACopy[i], v[i]);
        var a = active(v[i]);
        autodiff(REVERSE, TableCArrays::c39, seed(dret[i]), duplicated(A[i], dA[i]), a);
        dv[i] = a.grad();
    }

    static double c41(double[] A) {
        return A[0] * A[0] + A[1] * A[1];
    }

    @Case("C41a Rp")
    @GpuKernel
    static void c41a(double[][] A, double[][] dA, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        value[i] = autodiff(REVERSE_WITH_PRIMAL, TableCArrays::c41, seed(dret[i]), duplicated(A[i], dA[i]))
                .primal();
    }

    @Case("C41b Rp")
    @GpuKernel
    static void c41b(double[][] A, double[][] dA, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        value[i] = autodiffDeferred(REVERSE_WITH_PRIMAL, TableCArrays::c41, seed(dret[i]), duplicated(A[i], dA[i]))
                .primal();
    }

    static double c47(double[] W1, double[] b1, double[] w2, double[] x) {
        double y = 0;
        for (int h = 0; h < b1.length; h++) {
            double z = b1[h];
            for (int i = 0; i < x.length; i++) {
                z += W1[h * x.length + i] * x[i];
            }
            y += w2[h] * Math.tanh(z);
        }
        return y;
    }

    @Case("C47 R")
    @GpuKernel
    static void c47Reverse(
            double[][] W1,
            double[][] b1,
            double[][] w2,
            double[][] x,
            double[][] dW1,
            double[][] db1,
            double[][] dw2,
            double[][] dx,
            double[] dret,
            double[] value) {
        int i = Kernel.globalIdX();
        value[i] = c47(W1[i], b1[i], w2[i], x[i]);
        autodiff(
                REVERSE,
                TableCArrays::c47,
                seed(dret[i]),
                duplicated(W1[i], dW1[i]),
                duplicated(b1[i], db1[i]),
                duplicated(w2[i], dw2[i]),
                duplicated(x[i], dx[i]));
    }
}
