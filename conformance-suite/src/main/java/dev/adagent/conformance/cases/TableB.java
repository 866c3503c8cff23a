package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;
import static dev.adagent.conformance.cases.Calls.*;

import dev.adagent.GpuKernel;
import dev.adagent.Kernel;
import dev.adagent.conformance.Case;
import java.util.ArrayList;

/** Table B: control flow, loops, recursion, mutation. */
final class TableB {
    private TableB() {}

    static double b1(double x, int n) {
        double p = 1;
        for (int i = 1; i <= n; i++) {
            p *= i * x;
        }
        return p;
    }

    @Case("B1 R")
    @GpuKernel
    static void b1Reverse(double[] x, int n, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> b1(t, n), x, dret, dx, i);
        value[i] = b1(x[i], n);
    }

    @Case("B1 F")
    @GpuKernel
    static void b1Forward(double[] x, int n, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> b1(t, n), x, dx, dret, i);
        value[i] = b1(x[i], n);
    }

    static double b3a(double x, double a, double b) {
        double[] v = {a, x, x, b};
        double r = v[0];
        for (int i = 1; i <= 3; i++) {
            r = r * v[i];
        }
        return r;
    }

    @Case("B3a R")
    @GpuKernel
    static void b3aReverse(double[] x, double a, double b, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> b3a(t, a, b), x, dret, dx, i);
        value[i] = b3a(x[i], a, b);
    }

    @Case("B3a F")
    @GpuKernel
    static void b3aForward(double[] x, double a, double b, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> b3a(t, a, b), x, dx, dret, i);
        value[i] = b3a(x[i], a, b);
    }

    static double b3b(double x, double a, double b) {
        double[] v = {a, x, x, b};
        double r = v[3];
        for (int i = 2; i >= 0; i--) {
            r = v[i] * r;
        }
        return r;
    }

    @Case("B3b R")
    @GpuKernel
    static void b3bReverse(double[] x, double a, double b, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> b3b(t, a, b), x, dret, dx, i);
        value[i] = b3b(x[i], a, b);
    }

    @Case("B3b F")
    @GpuKernel
    static void b3bForward(double[] x, double a, double b, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> b3b(t, a, b), x, dx, dret, i);
        value[i] = b3b(x[i], a, b);
    }

    static double b3c(double x, double a, double b) {
        double[] v = {a, x, x, b};
        return (v[0] * v[1]) * (v[2] * v[3]);
    }

    @Case("B3c R")
    @GpuKernel
    static void b3cReverse(double[] x, double a, double b, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> b3c(t, a, b), x, dret, dx, i);
        value[i] = b3c(x[i], a, b);
    }

    @Case("B3c F")
    @GpuKernel
    static void b3cForward(double[] x, double a, double b, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> b3c(t, a, b), x, dx, dret, i);
        value[i] = b3c(x[i], a, b);
    }

    static double b5(double x, double a, double b, double thr) {
        double[] v = {a, x, b};
        int c = 0;
        for (double e : v) {
            if (e > thr) {
                c++;
            }
        }
        return x * c;
    }

    @Case("B5 R")
    @GpuKernel
    static void b5Reverse(double[] x, double a, double b, double thr, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> b5(t, a, b, thr), x, dret, dx, i);
        value[i] = b5(x[i], a, b, thr);
    }

    @Case("B5 F")
    @GpuKernel
    static void b5Forward(double[] x, double a, double b, double thr, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> b5(t, a, b, thr), x, dx, dret, i);
        value[i] = b5(x[i], a, b, thr);
    }

    static double b7(double x, double end, int n) {
        double r = 0;
        for (int i = 0; i < n; i++) {
            r += x + i * (end - x) / (n - 1);
        }
        return x * r;
    }

    @Case("B7 R")
    @GpuKernel
    static void b7Reverse(double[] x, double end, int n, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> b7(t, end, n), x, dret, dx, i);
        value[i] = b7(x[i], end, n);
    }

    @Case("B7 F")
    @GpuKernel
    static void b7Forward(double[] x, double end, int n, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> b7(t, end, n), x, dx, dret, i);
        value[i] = b7(x[i], end, n);
    }

    static double b9(double x, double[] v) {
        int k = 0;
        for (int i = 1; i < v.length; i++) {
            if (v[i] > v[k]) {
                k = i;
            }
        }
        return x * (k + 1);
    }

    @Case("B9 R")
    @GpuKernel
    static void b9Reverse(double[] x, double[][] v, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        var a = active(x[i]);
        autodiff(REVERSE, TableB::b9, seed(dret[i]), a, constant(v[i]));
        dx[i] = a.grad();
        value[i] = b9(x[i], v[i]);
    }

    static double b11(double x, double thr, int n) {
        double r = 0;
        for (int k = 1; k <= n; k++) {
            double v = k * x;
            if (v > thr) {
                r += v;
            }
        }
        return r;
    }

    @Case("B11 R")
    @GpuKernel
    static void b11Reverse(double[] x, double thr, int n, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> b11(t, thr, n), x, dret, dx, i);
        value[i] = b11(x[i], thr, n);
    }

    @Case("B11 F")
    @GpuKernel
    static void b11Forward(double[] x, double thr, int n, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> b11(t, thr, n), x, dx, dret, i);
        value[i] = b11(x[i], thr, n);
    }

    static double b13(double x, int count) {
        double r = 0;
        for (int i = 1; i <= count; i++) {
            r += Math.pow(x, i) / i;
        }
        return r;
    }

    @Case({"B13a R", "B13b R"})
    @GpuKernel
    static void b13Reverse(double[] x, int N, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> b13(t, N), x, dret, dx, i);
        value[i] = b13(x[i], N);
    }

    @Case({"B13a F", "B13b F"})
    @GpuKernel
    static void b13Forward(double[] x, int N, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> b13(t, N), x, dx, dret, i);
        value[i] = b13(x[i], N);
    }

    static double b15(double start, double c, double lim) {
        double x = start;
        while (Math.abs(x) < lim) {
            x = x * x + c;
        }
        return x;
    }

    @Case("B15 R")
    @GpuKernel
    static void b15Reverse(double[] x, double c, double lim, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> b15(t, c, lim), x, dret, dx, i);
        value[i] = b15(x[i], c, lim);
    }

    @Case("B15 F")
    @GpuKernel
    static void b15Forward(double[] x, double c, double lim, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> b15(t, c, lim), x, dx, dret, i);
        value[i] = b15(x[i], c, lim);
    }

    static double b17(double[] x, double thr) {
        double r = 0;
        for (int i = 0; i < x.length; i++) {
            r += x[i] * x[i];
            if (r > thr) {
                break;
            }
            r += x[i] * x[i];
            x[i] = 0;
        }
        return r;
    }

    @Case("B17 R")
    @GpuKernel
    static void b17Reverse(double[][] x, double[][] xCopy, double[][] dx, double[] thr, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        value[i] = b17(xCopy[i], thr[i]);
        autodiff(REVERSE, TableB::b17, seed(dret[i]), duplicated(x[i], dx[i]), constant(thr[i]));
    }

    static double b19(double[] v) {
        double[] tmp = new double[4];
        double r = 0;
        for (int i = 0; i < v.length; i++) {
            for (int j = 0; j < 4; j++) {
                tmp[j] = i * j * j;
            }
            for (int j = 0; j < 4; j++) {
                r += tmp[j] * v[i];
            }
        }
        return r;
    }

    @Case("B19 R")
    @GpuKernel
    static void b19Reverse(double[][] v, double[][] dv, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        autodiff(REVERSE, TableB::b19, seed(dret[i]), duplicated(v[i], dv[i]));
        value[i] = b19(v[i]);
    }

    static double b21(double[] a, double start) {
        double s = start;
        for (int i = 0; i < a.length; i++) {
            s /= a[i];
        }
        return s;
    }

    @Case("B21 R")
    @GpuKernel
    static void b21Reverse(
            double[][] a, double[][] da, double[] start, double[] dret, double[] dstart, double[] value) {
        int i = Kernel.globalIdX();
        var s = active(start[i]);
        autodiff(REVERSE, TableB::b21, seed(dret[i]), duplicated(a[i], da[i]), s);
        dstart[i] = s.grad();
        value[i] = b21(a[i], start[i]);
    }

    static double b23(double[] x) {
        ArrayList<Double> best = new ArrayList<>();
        double max = x[0];
        best.add(x[0]);
        for (int i = 1; i < x.length; i++) {
            if (x[i] > max) {
                max = x[i];
                best.clear();
                best.add(max);
            } else if (x[i] == max) {
                best.add(x[i]);
            }
        }
        double sum = 0;
        for (double b : best) {
            sum += b;
        }
        return sum / best.size();
    }

    @Case("B23 R")
    static void b23Reverse(double[][] x, double[][] dx, double[] dret, double[] value) {
        autodiff(REVERSE, TableB::b23, seed(dret[0]), duplicated(x[0], dx[0]));
        value[0] = b23(x[0]);
    }

    static double b25(int n, double a, double b) {
        return n <= 0 ? a + b : b25(n - 1, a, b) + b25(n - 2, a, b);
    }

    @Case("B25 R")
    static void b25Reverse(int n, double[] a, double[] b, double[] dret, double[] da, double[] db, double[] value) {
        var x = active(a[0]);
        var y = active(b[0]);
        autodiff(REVERSE, TableB::b25, seed(dret[0]), constant(n), x, y);
        da[0] = x.grad();
        db[0] = y.grad();
        value[0] = b25(n, a[0], b[0]);
    }
}
