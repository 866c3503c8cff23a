package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;

import dev.adagent.GpuKernel;
import dev.adagent.Kernel;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Scratch;

/** Table B, from B27: nests of loops over arrays that are read and overwritten. */
final class TableBArrays {
    private TableBArrays() {}

    static double b27(int n, int m, double[] a, int[] bound) {
        double r = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < bound[0]; j++) {
                r += a[i * m + j] * a[i * m + j];
                a[i * m + j] = 0;
            }
        }
        bound[0] = 0;
        return r;
    }

    @Case("B27 R")
    @GpuKernel
    static void b27Reverse(
            int n,
            int m,
            double[][] a,
            double[][] da,
            int[][] bound,
            double[][] aCopy,
            int[][] boundCopy,
            double[] dret,
            double[] value) {
        int i = Kernel.globalIdX();
        value[i] = b27(n, m, aCopy[i], boundCopy[i]);
        autodiff(
                REVERSE,
                TableBArrays::b27,
                seed(dret[i]),
                constant(n),
                constant(m),
                duplicated(a[i], da[i]),
                constant(bound[i]));
    }

    static double b29(double t, double lam, double x0, int steps) {
        double h = t / steps;
        double x = x0;
        for (int k = 0; k < steps; k++) {
            x += h * (lam * x);
        }
        return x;
    }

    @Case("B29 R")
    @GpuKernel
    static void b29Reverse(double[] t, double lam, double x0, int steps, double[] dret, double[] dt, double[] value) {
        int i = Kernel.globalIdX();
        Calls.reverse(s -> b29(s, lam, x0, steps), t, dret, dt, i);
        value[i] = b29(t[i], lam, x0, steps);
    }

    static void b31(double[] x) {
        x[0] += x[1] * x[1];
        x[1] = -x[1];
    }

    @Case("B31 R")
    @GpuKernel
    static void b31Reverse(double[][] x, double[][] dx) {
        int i = Kernel.globalIdX();
        autodiff(REVERSE, TableBArrays::b31, duplicated(x[i], dx[i]));
    }

    static void b33(double[] v, double[] e, int[] idx, int reps, double[] tmp) {
        for (int r = 0; r < reps; r++) {
            for (int j = 0; j < idx.length; j++) {
                tmp[j] = v[idx[j]];
            }
            for (int j = 0; j < idx.length; j++) {
                e[idx[j]] = tmp[j] * tmp[j];
            }
        }
    }

    @Case("B33 R")
    @GpuKernel
    static void b33Reverse(
            double[][] v,
            double[][] dv,
            double[][] e,
            double[][] de,
            int[][] idx,
            int reps,
            @Scratch("idx") double[][] tmp,
            @Scratch("idx") double[][] dtmp) {
        int i = Kernel.globalIdX();
        autodiff(
                REVERSE,
                TableBArrays::b33,
                duplicated(v[i], dv[i]),
                duplicated(e[i], de[i]),
                constant(idx[i]),
                constant(reps),
                duplicated(tmp[i], dtmp[i]));
    }

    static double b35a(double a, double b, int n) {
        double r = 0;
        for (int i = 0; i < n; i++) {
            r += a + b;
        }
        return r;
    }

    @Case("B35a R")
    @GpuKernel
    static void b35aReverse(double[] a, double[] b, int n, double[] dret, double[] da, double[] db, double[] value) {
        int i = Kernel.globalIdX();
        var x = active(a[i]);
        var y = active(b[i]);
        autodiff(REVERSE, TableBArrays::b35a, seed(dret[i]), x, y, constant(n));
        da[i] = x.grad();
        db[i] = y.grad();
        value[i] = b35a(a[i], b[i], n);
    }

    static double b35b(double a, double b, int n) {
        double r = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                r += a + b;
            }
        }
        return r;
    }

    @Case("B35b R")
    @GpuKernel
    static void b35bReverse(double[] a, double[] b, int n, double[] dret, double[] da, double[] db, double[] value) {
        int i = Kernel.globalIdX();
        var x = active(a[i]);
        var y = active(b[i]);
        autodiff(REVERSE, TableBArrays::b35b, seed(dret[i]), x, y, constant(n));
        da[i] = x.grad();
        db[i] = y.grad();
        value[i] = b35b(a[i], b[i], n);
    }

    static double b35c(double a, double b, int n) {
        double r = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    r += a + b;
                }
            }
        }
        return r;
    }

    @Case("B35c R")
    @GpuKernel
    static void b35cReverse(double[] a, double[] b, int n, double[] dret, double[] da, double[] db, double[] value) {
        int i = Kernel.globalIdX();
        var x = active(a[i]);
        var y = active(b[i]);
        autodiff(REVERSE, TableBArrays::b35c, seed(dret[i]), x, y, constant(n));
        da[i] = x.grad();
        db[i] = y.grad();
        value[i] = b35c(a[i], b[i], n);
    }

    static double b39(double[] u, double a, int steps, double[] w) {
        int n = u.length;
        for (int s = 0; s < steps; s++) {
            for (int i = 1; i < n - 1; i++) {
                w[i] = u[i] + a * (u[i - 1] - 2 * u[i] + u[i + 1]);
            }
            for (int i = 1; i < n - 1; i++) {
                u[i] = w[i];
            }
        }
        double loss = 0;
        for (int i = 0; i < n; i++) {
            loss += u[i] * u[i];
        }
        return loss;
    }

    @Case("B39 R")
    @GpuKernel
    static void b39Reverse(
            double[][] u,
            double[][] du,
            double[][] uCopy,
            double[] a,
            int steps,
            @Scratch("u") double[][] w,
            @Scratch("u") double[][] dw,
            @Scratch("u") double[][] wCopy,
            double[] dret,
            double[] da,
            double[] value) {
        int i = Kernel.globalIdX();
        value[i] = b39(uCopy[i], a[i], steps, wCopy[i]);
        var x = active(a[i]);
        autodiff(
                REVERSE,
                TableBArrays::b39,
                seed(dret[i]),
                duplicated(u[i], du[i]),
                x,
                constant(steps),
                duplicated(w[i], dw[i]));
        da[i] = x.grad();
    }
}
