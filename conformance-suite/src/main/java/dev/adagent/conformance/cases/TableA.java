package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;
import static dev.adagent.conformance.cases.Calls.*;

import dev.adagent.GpuKernel;
import dev.adagent.Kernel;
import dev.adagent.conformance.Case;

/** Table A: scalars and mathematical functions. */
final class TableA {
    private TableA() {}

    static double a1(double x) {
        return 1 + x;
    }

    @Case("A1 R")
    @GpuKernel
    static void a1Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a1, x, dret, dx, i);
        value[i] = a1(x[i]);
    }

    @Case("A1 F")
    @GpuKernel
    static void a1Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a1, x, dx, dret, i);
        value[i] = a1(x[i]);
    }

    static double a3(double x) {
        return Math.tanh(x);
    }

    @Case("A3 R")
    @GpuKernel
    static void a3Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a3, x, dret, dx, i);
        value[i] = a3(x[i]);
    }

    @Case("A3 F")
    @GpuKernel
    static void a3Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a3, x, dx, dret, i);
        value[i] = a3(x[i]);
    }

    static double a5a(double x) {
        return Math.log(x) / Math.log(2.0);
    }

    @Case("A5a R")
    @GpuKernel
    static void a5aReverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a5a, x, dret, dx, i);
        value[i] = a5a(x[i]);
    }

    @Case("A5a F")
    @GpuKernel
    static void a5aForward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a5a, x, dx, dret, i);
        value[i] = a5a(x[i]);
    }

    static double a5b(double x) {
        return Math.log1p(x);
    }

    @Case("A5b R")
    @GpuKernel
    static void a5bReverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a5b, x, dret, dx, i);
        value[i] = a5b(x[i]);
    }

    @Case("A5b F")
    @GpuKernel
    static void a5bForward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a5b, x, dx, dret, i);
        value[i] = a5b(x[i]);
    }

    static double a5c(double x) {
        return Math.log10(x);
    }

    @Case("A5c R")
    @GpuKernel
    static void a5cReverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a5c, x, dret, dx, i);
        value[i] = a5c(x[i]);
    }

    @Case("A5c F")
    @GpuKernel
    static void a5cForward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a5c, x, dx, dret, i);
        value[i] = a5c(x[i]);
    }

    static double a9a(double x) {
        return Math.pow(10.0, x);
    }

    @Case("A9a R")
    @GpuKernel
    static void a9aReverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a9a, x, dret, dx, i);
        value[i] = a9a(x[i]);
    }

    @Case("A9a F")
    @GpuKernel
    static void a9aForward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a9a, x, dx, dret, i);
        value[i] = a9a(x[i]);
    }

    static double a9b(double x) {
        return Math.pow(2.0, x);
    }

    @Case("A9b R")
    @GpuKernel
    static void a9bReverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a9b, x, dret, dx, i);
        value[i] = a9b(x[i]);
    }

    @Case("A9b F")
    @GpuKernel
    static void a9bForward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a9b, x, dx, dret, i);
        value[i] = a9b(x[i]);
    }

    static double a11(double x) {
        return x % 1.0;
    }

    @Case("A11 R")
    @GpuKernel
    static void a11Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a11, x, dret, dx, i);
        value[i] = a11(x[i]);
    }

    @Case("A11 F")
    @GpuKernel
    static void a11Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a11, x, dx, dret, i);
        value[i] = a11(x[i]);
    }

    static double a13(double x) {
        return Math.sin(x);
    }

    @Case("A13 R")
    @GpuKernel
    static void a13Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a13, x, dret, dx, i);
        value[i] = a13(x[i]);
    }

    @Case("A13 F")
    @GpuKernel
    static void a13Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a13, x, dx, dret, i);
        value[i] = a13(x[i]);
    }

    static double a15(double x) {
        return Math.asin(0.2 + Math.sin(x));
    }

    @Case("A15 R")
    @GpuKernel
    static void a15Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a15, x, dret, dx, i);
        value[i] = a15(x[i]);
    }

    @Case("A15 F")
    @GpuKernel
    static void a15Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a15, x, dx, dret, i);
        value[i] = a15(x[i]);
    }

    static double a17(double x) {
        return Math.sin(x) + Math.cos(x);
    }

    @Case("A17 R")
    @GpuKernel
    static void a17Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a17, x, dret, dx, i);
        value[i] = a17(x[i]);
    }

    @Case("A17 F")
    @GpuKernel
    static void a17Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a17, x, dx, dret, i);
        value[i] = a17(x[i]);
    }

    static double a19a(double x) {
        return Math.abs(1 / x);
    }

    @Case("A19a R")
    @GpuKernel
    static void a19aReverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a19a, x, dret, dx, i);
        value[i] = a19a(x[i]);
    }

    @Case("A19a F")
    @GpuKernel
    static void a19aForward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a19a, x, dx, dret, i);
        value[i] = a19a(x[i]);
    }

    static double a19b(double x) {
        return 1 / Math.abs(x);
    }

    @Case("A19b R")
    @GpuKernel
    static void a19bReverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a19b, x, dret, dx, i);
        value[i] = a19b(x[i]);
    }

    @Case("A19b F")
    @GpuKernel
    static void a19bForward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a19b, x, dx, dret, i);
        value[i] = a19b(x[i]);
    }

    static double a21(double x) {
        return Math.copySign(x, -x);
    }

    @Case("A21 R")
    @GpuKernel
    static void a21Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a21, x, dret, dx, i);
        value[i] = a21(x[i]);
    }

    @Case("A21 F")
    @GpuKernel
    static void a21Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a21, x, dx, dret, i);
        value[i] = a21(x[i]);
    }

    static double a23(double x) {
        return Math.fma(x, 3.0, x);
    }

    @Case("A23 R")
    @GpuKernel
    static void a23Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a23, x, dret, dx, i);
        value[i] = a23(x[i]);
    }

    @Case("A23 F")
    @GpuKernel
    static void a23Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a23, x, dx, dret, i);
        value[i] = a23(x[i]);
    }

    static double a25(double x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x) ^ Long.MIN_VALUE);
    }

    @Case("A25 R")
    @GpuKernel
    static void a25Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a25, x, dret, dx, i);
        value[i] = a25(x[i]);
    }

    @Case("A25 F")
    @GpuKernel
    static void a25Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a25, x, dx, dret, i);
        value[i] = a25(x[i]);
    }

    static double a27(double x) {
        double ar = x;
        double ai = 1;
        double br = 1;
        double bi = -x;
        return ar * br - ai * bi;
    }

    @Case("A27 R")
    @GpuKernel
    static void a27Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a27, x, dret, dx, i);
        value[i] = a27(x[i]);
    }

    @Case("A27 F")
    @GpuKernel
    static void a27Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a27, x, dx, dret, i);
        value[i] = a27(x[i]);
    }

    static double a29(double x) {
        return Math.scalb(x, -(Math.getExponent(x) + 1));
    }

    @Case("A29 R")
    @GpuKernel
    static void a29Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a29, x, dret, dx, i);
        value[i] = a29(x[i]);
    }

    @Case("A29 F")
    @GpuKernel
    static void a29Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a29, x, dx, dret, i);
        value[i] = a29(x[i]);
    }

    static double a31(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Case("A31 R")
    @GpuKernel
    static void a31Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a31, x, dret, dx, i);
        value[i] = a31(x[i]);
    }

    @Case("A31 F")
    @GpuKernel
    static void a31Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a31, x, dx, dret, i);
        value[i] = a31(x[i]);
    }

    static double a33(double x) {
        return Math.exp(Math.sin(x * x));
    }

    @Case("A33 R")
    @GpuKernel
    static void a33Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a33, x, dret, dx, i);
        value[i] = a33(x[i]);
    }

    @Case("A33 F")
    @GpuKernel
    static void a33Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a33, x, dx, dret, i);
        value[i] = a33(x[i]);
    }

    static double a35(double x) {
        return Math.log(x) / x;
    }

    @Case("A35 R")
    @GpuKernel
    static void a35Reverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        reverse(TableA::a35, x, dret, dx, i);
        value[i] = a35(x[i]);
    }

    @Case("A35 F")
    @GpuKernel
    static void a35Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(TableA::a35, x, dx, dret, i);
        value[i] = a35(x[i]);
    }

    static float a3Float(float x) {
        return (float) Math.tanh(x);
    }

    @Case("A3 R float")
    @GpuKernel
    static void a3FloatReverse(float[] x, float[] dret, float[] dx, float[] value) {
        int i = Kernel.globalIdX();
        var a = active(x[i]);
        autodiff(REVERSE, TableA::a3Float, seed(dret[i]), a);
        dx[i] = a.grad();
        value[i] = a3Float(x[i]);
    }

    @Case("A3 F float")
    @GpuKernel
    static void a3FloatForward(float[] x, float[] dx, float[] dret, float[] value) {
        int i = Kernel.globalIdX();
        dret[i] = (float)
                autodiff(FORWARD, TableA::a3Float, duplicated(x[i], dx[i])).tangent();
        value[i] = a3Float(x[i]);
    }

    static double a7(double y, double x) {
        return Math.atan2(y, x);
    }

    @Case("A7 R")
    @GpuKernel
    static void a7Reverse(double[] y, double[] x, double[] dret, double[] dy, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        var a = active(y[i]);
        var b = active(x[i]);
        autodiff(REVERSE, TableA::a7, seed(dret[i]), a, b);
        dy[i] = a.grad();
        dx[i] = b.grad();
        value[i] = a7(y[i], x[i]);
    }

    @Case("A7 F")
    @GpuKernel
    static void a7Forward(double[] y, double[] x, double[] dy, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        dret[i] = autodiff(FORWARD, TableA::a7, duplicated(y[i], dy[i]), duplicated(x[i], dx[i]))
                .tangent();
        value[i] = a7(y[i], x[i]);
    }

    static double bessel(double z, int nu) {
        int k = 0;
        double s = nu == 0 ? 1 : z / 2;
        double out = s;
        while (Math.abs(s) > 1e-8) {
            k++;
            s = s * (z / 2) * (z / 2) * -1 / (k * (k + nu));
            out += s;
        }
        return out;
    }

    @Case("A37a R")
    @GpuKernel
    static void a37aReverse(double[] z, double[] dret, double[] dz, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> bessel(t, 0), z, dret, dz, i);
        value[i] = bessel(z[i], 0);
    }

    @Case("A37a F")
    @GpuKernel
    static void a37aForward(double[] z, double[] dz, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> bessel(t, 0), z, dz, dret, i);
        value[i] = bessel(z[i], 0);
    }

    @Case("A37b R")
    @GpuKernel
    static void a37bReverse(double[] z, double[] dret, double[] dz, double[] value) {
        int i = Kernel.globalIdX();
        reverse(t -> bessel(t, 1), z, dret, dz, i);
        value[i] = bessel(z[i], 1);
    }

    @Case("A37b F")
    @GpuKernel
    static void a37bForward(double[] z, double[] dz, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        forward(t -> bessel(t, 1), z, dz, dret, i);
        value[i] = bessel(z[i], 1);
    }
}
