package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.*;

import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Values;

/** Table F: kernels without shared memory, differentiated by every thread. */
final class TableF {
    private static final int BLOCK = 32;

    private TableF() {}

    static void f1(float[] A) {
        int i = globalIdX();
        A[i] *= A[i];
    }

    @GpuKernel
    static void f1EachR(float[] A, float[] dA) {
        if (globalIdX() >= A.length) {
            return;
        }
        autodiff(REVERSE, TableF::f1, duplicated(A, dA));
    }

    @Case("F1 R float")
    static void f1CaseR(Values v) {
        float[] A = v.floats("A");
        float[] dA = v.floats("dA");
        Gpu.launch(Grid.covering(A.length, BLOCK), () -> f1EachR(A, dA));
        v.put("A", A);
        v.put("dA", dA);
    }

    static void f3(float[] A) {
        int i = globalIdX();
        A[i] = (float) Math.cos(A[i]);
    }

    @GpuKernel
    static void f3EachR(float[] A, float[] dA) {
        if (globalIdX() >= A.length) {
            return;
        }
        autodiff(REVERSE, TableF::f3, duplicated(A, dA));
    }

    @Case("F3 R float")
    static void f3CaseR(Values v) {
        float[] A = v.floats("A");
        float[] dA = v.floats("dA");
        Gpu.launch(Grid.covering(A.length, BLOCK), () -> f3EachR(A, dA));
        v.put("A", A);
        v.put("dA", dA);
    }

    static void f9(float[] x, float[] out) {
        int i = globalIdX();
        atomicAdd(out, 0, x[i]);
    }

    @GpuKernel
    static void f9EachR(float[] x, float[] dx, float[] out, float[] dout) {
        if (globalIdX() >= x.length) {
            return;
        }
        autodiff(REVERSE, TableF::f9, duplicated(x, dx), duplicated(out, dout));
    }

    @Case("F9 R float")
    static void f9CaseR(Values v) {
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        float[] out = v.floats("out");
        float[] dout = v.floats("dout");
        Gpu.launch(Grid.covering(x.length, BLOCK), () -> f9EachR(x, dx, out, dout));
        v.put("x", x);
        v.put("dx", dx);
        v.put("out", out);
        v.put("dout", dout);
    }

    @GpuKernel
    static void f9EachF(float[] x, float[] dx, float[] out, float[] dout) {
        if (globalIdX() >= x.length) {
            return;
        }
        autodiff(FORWARD, TableF::f9, duplicated(x, dx), duplicated(out, dout));
    }

    @Case("F9 F float")
    static void f9CaseF(Values v) {
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        float[] out = v.floats("out");
        float[] dout = v.floats("dout");
        Gpu.launch(Grid.covering(x.length, BLOCK), () -> f9EachF(x, dx, out, dout));
        v.put("x", x);
        v.put("dx", dx);
        v.put("out", out);
        v.put("dout", dout);
    }

    static void f13(float[] A, float[] B, float a) {
        int i = globalIdX();
        A[i] += a * B[i] * 100.65f;
    }

    @GpuKernel
    static void f13EachR(float[] A, float[] dA, float[] B, float[] dB, float a) {
        if (globalIdX() >= A.length) {
            return;
        }
        autodiff(REVERSE, TableF::f13, duplicated(A, dA), duplicated(B, dB), constant(a));
    }

    @Case("F13 R float")
    static void f13CaseR(Values v) {
        float[] A = v.floats("A");
        float[] dA = v.floats("dA");
        float[] B = v.floats("B");
        float[] dB = v.floats("dB");
        float a = (float) v.number("a");
        Gpu.launch(Grid.covering(A.length, BLOCK), () -> f13EachR(A, dA, B, dB, a));
        v.put("A", A);
        v.put("dA", dA);
        v.put("B", B);
        v.put("dB", dB);
    }

    static void f16(float[] W, float[] x, float[] b, float[] out) {
        int m = b.length;
        int inner = W.length / m;
        int samples = x.length / inner;
        int i = globalIdX() / samples;
        int s = globalIdX() % samples;
        float z = out[i * samples + s];
        for (int k = 0; k < inner; k++) {
            z += W[i * inner + k] * x[k * samples + s];
        }
        z += b[i];
        out[i * samples + s] = z > 0 ? z : 0;
    }

    @GpuKernel
    static void f16EachR(
            float[] W, float[] dW, float[] x, float[] dx, float[] b, float[] db, float[] out, float[] dout) {
        if (globalIdX() >= out.length) {
            return;
        }
        autodiff(REVERSE, TableF::f16, duplicated(W, dW), duplicated(x, dx), duplicated(b, db), duplicated(out, dout));
    }

    @Case("F16 R float")
    static void f16CaseR(Values v) {
        float[] W = v.floats("W");
        float[] dW = v.floats("dW");
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        float[] b = v.floats("b");
        float[] db = v.floats("db");
        float[] out = v.floats("out");
        float[] dout = v.floats("dout");
        Gpu.launch(Grid.covering(out.length, BLOCK), () -> f16EachR(W, dW, x, dx, b, db, out, dout));
        v.put("W", W);
        v.put("dW", dW);
        v.put("x", x);
        v.put("dx", dx);
        v.put("b", b);
        v.put("db", db);
        v.put("out", out);
        v.put("dout", dout);
    }

    static void f17(float[] z, float x, float[] y) {
        int i = globalIdX();
        z[i] = x * y[i];
    }

    @GpuKernel
    static void f17EachR(float[] z, float[] dz, float x, float[] y, float[] dy) {
        if (globalIdX() >= y.length) {
            return;
        }
        autodiff(REVERSE, TableF::f17, duplicated(z, dz), constant(x), duplicated(y, dy));
    }

    @Case("F17 R float")
    static void f17CaseR(Values v) {
        float[] z = v.floats("z");
        float[] dz = v.floats("dz");
        float x = (float) v.number("x");
        float[] y = v.floats("y");
        float[] dy = v.floats("dy");
        Gpu.launch(Grid.covering(y.length, BLOCK), () -> f17EachR(z, dz, x, y, dy));
        v.put("z", z);
        v.put("dz", dz);
        v.put("y", y);
        v.put("dy", dy);
    }

    static void f19(float[] dst, float[] src) {
        int i = globalIdX();
        dst[i] += src[i] * src[i] - 3 * src[i];
    }

    @GpuKernel
    static void f19EachR(float[] dst, float[] ddst, float[] src, float[] dsrc) {
        if (globalIdX() >= src.length) {
            return;
        }
        autodiff(REVERSE, TableF::f19, duplicated(dst, ddst), duplicated(src, dsrc));
    }

    @Case("F19 R float")
    static void f19CaseR(Values v) {
        float[] dst = v.floats("dst");
        float[] ddst = v.floats("ddst");
        float[] src = v.floats("src");
        float[] dsrc = v.floats("dsrc");
        Gpu.launch(Grid.covering(src.length, BLOCK), () -> f19EachR(dst, ddst, src, dsrc));
        v.put("dst", dst);
        v.put("ddst", ddst);
        v.put("src", src);
        v.put("dsrc", dsrc);
    }

    static void f21(float[] y, float[] x, float[] c) {
        int i = globalIdX();
        y[i] = x[0] * c[i];
    }

    @GpuKernel
    static void f21EachR(float[] y, float[] dy, float[] x, float[] dx, float[] c, float[] dc) {
        if (globalIdX() >= c.length) {
            return;
        }
        autodiff(REVERSE, TableF::f21, duplicated(y, dy), duplicated(x, dx), duplicated(c, dc));
    }

    @Case("F21 R float")
    static void f21CaseR(Values v) {
        float[] y = v.floats("y");
        float[] dy = v.floats("dy");
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        float[] c = v.floats("c");
        float[] dc = v.floats("dc");
        Gpu.launch(Grid.covering(c.length, BLOCK), () -> f21EachR(y, dy, x, dx, c, dc));
        v.put("y", y);
        v.put("dy", dy);
        v.put("x", x);
        v.put("dx", dx);
        v.put("c", c);
        v.put("dc", dc);
    }

    static void f25(float[] out, int[] bin, float[] w) {
        int i = globalIdX();
        atomicAdd(out, bin[i], w[i] * w[i]);
    }

    @GpuKernel
    static void f25EachR(float[] out, float[] dout, int[] bin, float[] w, float[] dw) {
        if (globalIdX() >= w.length) {
            return;
        }
        autodiff(REVERSE, TableF::f25, duplicated(out, dout), constant(bin), duplicated(w, dw));
    }

    @Case("F25 R float")
    static void f25CaseR(Values v) {
        float[] out = v.floats("out");
        float[] dout = v.floats("dout");
        int[] bin = v.ints("bin");
        float[] w = v.floats("w");
        float[] dw = v.floats("dw");
        Gpu.launch(Grid.covering(w.length, BLOCK), () -> f25EachR(out, dout, bin, w, dw));
        v.put("out", out);
        v.put("dout", dout);
        v.put("w", w);
        v.put("dw", dw);
    }

    static void f27(float[] x, float[] y, float[] out) {
        int i = globalIdX();
        atomicAdd(out, 0, x[i] * y[i]);
    }

    @GpuKernel
    static void f27EachR(float[] x, float[] dx, float[] y, float[] dy, float[] out, float[] dout) {
        if (globalIdX() >= x.length) {
            return;
        }
        autodiff(REVERSE, TableF::f27, duplicated(x, dx), duplicated(y, dy), duplicated(out, dout));
    }

    @Case("F27 R float")
    static void f27CaseR(Values v) {
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        float[] y = v.floats("y");
        float[] dy = v.floats("dy");
        float[] out = v.floats("out");
        float[] dout = v.floats("dout");
        Gpu.launch(Grid.covering(x.length, BLOCK), () -> f27EachR(x, dx, y, dy, out, dout));
        v.put("x", x);
        v.put("dx", dx);
        v.put("y", y);
        v.put("dy", dy);
        v.put("out", out);
        v.put("dout", dout);
    }

    static void f31(double[] y, double[] x, double c, double lim) {
        int i = globalIdX();
        double v = x[i];
        while (Math.abs(v) < lim) {
            v = v * v + c;
        }
        y[i] = v;
    }

    @GpuKernel
    static void f31EachR(double[] y, double[] dy, double[] x, double[] dx, double c, double lim) {
        if (globalIdX() >= x.length) {
            return;
        }
        autodiff(REVERSE, TableF::f31, duplicated(y, dy), duplicated(x, dx), constant(c), constant(lim));
    }

    @Case("F31 R")
    static void f31CaseR(Values v) {
        double[] y = v.doubles("y");
        double[] dy = v.doubles("dy");
        double[] x = v.doubles("x");
        double[] dx = v.doubles("dx");
        double c = v.number("c");
        double lim = v.number("lim");
        Gpu.launch(Grid.covering(x.length, BLOCK), () -> f31EachR(y, dy, x, dx, c, lim));
        v.put("y", y);
        v.put("dy", dy);
        v.put("x", x);
        v.put("dx", dx);
    }

    static void f32(float[] y, float[] x) {
        int i = globalIdX();
        y[i] = x[i] > 0 ? x[i] * x[i] : -3 * x[i];
    }

    @GpuKernel
    static void f32EachR(float[] y, float[] dy, float[] x, float[] dx) {
        if (globalIdX() >= x.length) {
            return;
        }
        autodiff(REVERSE, TableF::f32, duplicated(y, dy), duplicated(x, dx));
    }

    @Case("F32 R float")
    static void f32CaseR(Values v) {
        float[] y = v.floats("y");
        float[] dy = v.floats("dy");
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        Gpu.launch(Grid.covering(x.length, BLOCK), () -> f32EachR(y, dy, x, dx));
        v.put("y", y);
        v.put("dy", dy);
        v.put("x", x);
        v.put("dx", dx);
    }

    @GpuKernel
    static void f32EachF(float[] y, float[] dy, float[] x, float[] dx) {
        if (globalIdX() >= x.length) {
            return;
        }
        autodiff(FORWARD, TableF::f32, duplicated(y, dy), duplicated(x, dx));
    }

    @Case("F32 F float")
    static void f32CaseF(Values v) {
        float[] y = v.floats("y");
        float[] dy = v.floats("dy");
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        Gpu.launch(Grid.covering(x.length, BLOCK), () -> f32EachF(y, dy, x, dx));
        v.put("y", y);
        v.put("dy", dy);
        v.put("x", x);
        v.put("dx", dx);
    }

    static void f35(float[] y, float[] x) {
        int i = globalIdX();
        y[i] = sq(x[i]);
    }

    @GpuKernel
    static void f35EachR(float[] y, float[] dy, float[] x, float[] dx) {
        if (globalIdX() >= x.length) {
            return;
        }
        autodiff(REVERSE, TableF::f35, duplicated(y, dy), duplicated(x, dx));
    }

    @Case("F35 R float")
    static void f35CaseR(Values v) {
        float[] y = v.floats("y");
        float[] dy = v.floats("dy");
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        Gpu.launch(Grid.covering(x.length, BLOCK), () -> f35EachR(y, dy, x, dx));
        v.put("y", y);
        v.put("dy", dy);
        v.put("x", x);
        v.put("dx", dx);
    }

    static float sq(float x) {
        return x * x;
    }

    static void f7(float[] A, float v) {
        int i = globalIdX();
        A[i] = v;
    }

    @GpuKernel
    static void f7Each(float[] A, float[] dA, float v, float dv) {
        if (globalIdX() >= A.length) {
            return;
        }
        autodiff(FORWARD, TableF::f7, duplicated(A, dA), duplicated(v, dv));
    }

    @Case("F7 F float")
    static void f7Case(Values v) {
        float[] A = v.floats("A");
        float[] dA = v.floats("dA");
        float x = (float) v.number("v");
        float dx = (float) v.number("dv");
        Gpu.launch(Grid.covering(A.length, BLOCK), () -> f7Each(A, dA, x, dx));
        v.put("A", A);
        v.put("dA", dA);
    }

    private static final int COMPILED_IN = 42;

    static void f15(float[] A, int constant) {}

    @GpuKernel
    static void f15Each(float[] A, float[] dA) {
        if (globalIdX() >= A.length) {
            return;
        }
        autodiff(
                REVERSE,
                a -> {
                    f15(a, COMPILED_IN);
                },
                duplicated(A, dA));
    }

    @Case("F15 R float")
    static void f15Case(Values v) {
        float[] A = v.floats("A");
        float[] dA = v.floats("dA");
        Gpu.launch(Grid.covering(A.length, BLOCK), () -> f15Each(A, dA));
        v.put("A", A);
        v.put("dA", dA);
    }

    static float cube(float x) {
        return x * x * x;
    }

    static void f33(float[] g, float[] x) {
        int i = globalIdX();
        var a = active(x[i]);
        autodiff(REVERSE, TableF::cube, a);
        g[i] = a.grad();
    }

    @GpuKernel
    static void f33Each(float[] g, float[] dg, float[] x, float[] dx) {
        if (globalIdX() >= x.length) {
            return;
        }
        autodiff(FORWARD, TableF::f33, duplicated(g, dg), duplicated(x, dx));
    }

    @Case("F33 FoR float")
    static void f33Case(Values v) {
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        float[] g = v.floats("g");
        float[] dg = v.floats("dg");
        Gpu.launch(Grid.covering(x.length, BLOCK), () -> f33Each(g, dg, x, dx));
        v.put("g", g);
        v.put("dg", dg);
    }

    static double f34(double x, double y) {
        return Math.sin(x * y);
    }

    static double f34First(double x, double y) {
        var a = active(x);
        autodiff(REVERSE, TableF::f34, a, constant(y));
        return a.grad();
    }

    static double f34Second(double x, double y) {
        var b = active(y);
        autodiff(REVERSE, TableF::f34, constant(x), b);
        return b.grad();
    }

    @GpuKernel
    static void f34Each(double[] x, double[] v, double[] value, double[] grad, double[] hv) {
        int i = globalIdX();
        value[i] = f34(x[0], x[1]);
        grad[2 * i] = f34First(x[0], x[1]);
        grad[2 * i + 1] = f34Second(x[0], x[1]);
        hv[2 * i] = autodiff(FORWARD, TableF::f34First, duplicated(x[0], v[0]), duplicated(x[1], v[1]))
                .tangent();
        hv[2 * i + 1] = autodiff(FORWARD, TableF::f34Second, duplicated(x[0], v[0]), duplicated(x[1], v[1]))
                .tangent();
    }

    @Case("F34 FoR")
    static void f34Case(Values v) {
        int threads = v.integer("T");
        double[] x = v.doubles("x");
        double[] direction = v.doubles("v");
        double[] value = new double[threads];
        double[] grad = new double[2 * threads];
        double[] hv = new double[2 * threads];
        Gpu.launch(Grid.of(1, threads), () -> f34Each(x, direction, value, grad, hv));
        v.putEach("value", value, 1);
        v.putEach("grad", grad, 2);
        v.putEach("hv", hv, 2);
    }
}
