package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.*;

import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Values;

/** Table F: kernels whose threads share memory and wait for each other; every thread differentiates. */
final class TableFBlocks {
    /** Most threads of a block, but for F23. */
    private static final int MOST = 64;

    private TableFBlocks() {}

    static void f18(float[] a, float[] b, float[] c) {
        float[] tile = sharedFloat(MOST);
        int t = threadIdxX();
        tile[t] = a[t];
        syncThreads();
        c[t] = b[t] * tile[t];
    }

    @GpuKernel
    static void f18Each(float[] a, float[] da, float[] b, float[] db, float[] c, float[] dc) {
        autodiff(REVERSE, TableFBlocks::f18, duplicated(a, da), duplicated(b, db), duplicated(c, dc));
    }

    @Case("F18 R float")
    static void f18Case(Values v) {
        float[] a = v.floats("a");
        float[] da = v.floats("da");
        float[] b = v.floats("b");
        float[] db = v.floats("db");
        float[] c = v.floats("c");
        float[] dc = v.floats("dc");
        Gpu.launch(Grid.of(1, a.length), () -> f18Each(a, da, b, db, c, dc));
        v.put("a", a);
        v.put("da", da);
        v.put("b", b);
        v.put("db", db);
        v.put("c", c);
        v.put("dc", dc);
    }

    static void f22(float[] y, float[] x) {
        float[] s = sharedFloat(MOST);
        int t = threadIdxX();
        s[t] = x[t];
        syncThreads();
        y[t] = s[x.length - 1 - t] * x[t];
    }

    @GpuKernel
    static void f22Each(float[] y, float[] dy, float[] x, float[] dx) {
        autodiff(REVERSE, TableFBlocks::f22, duplicated(y, dy), duplicated(x, dx));
    }

    @Case("F22 R float")
    static void f22Case(Values v) {
        float[] y = v.floats("y");
        float[] dy = v.floats("dy");
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        Gpu.launch(Grid.of(1, x.length), () -> f22Each(y, dy, x, dx));
        v.put("y", y);
        v.put("dy", dy);
        v.put("x", x);
        v.put("dx", dx);
    }

    static void f23(float[] x, float[] out) {
        float[] s = sharedFloat(256);
        int t = threadIdxX();
        s[t] = x[t] * x[t];
        for (int h = x.length / 2; h > 0; h /= 2) {
            syncThreads();
            if (t < h) {
                s[t] += s[t + h];
            }
        }
        if (t == 0) {
            atomicAdd(out, 0, s[0]);
        }
    }

    @GpuKernel
    static void f23Each(float[] x, float[] dx, float[] out, float[] dout) {
        autodiff(REVERSE, TableFBlocks::f23, duplicated(x, dx), duplicated(out, dout));
    }

    @Case("F23 R float")
    static void f23Case(Values v) {
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        float[] out = v.floats("out");
        float[] dout = v.floats("dout");
        Gpu.launch(Grid.of(1, x.length), () -> f23Each(x, dx, out, dout));
        v.put("x", x);
        v.put("dx", dx);
        v.put("out", out);
        v.put("dout", dout);
    }

    static void f24(float[] y, float[] x) {
        float[] s = sharedFloat(MOST + 2);
        int t = threadIdxX();
        int n = x.length;
        s[t + 1] = x[t];
        if (t == 0) {
            s[0] = 0;
        }
        if (t == n - 1) {
            s[n + 1] = 0;
        }
        syncThreads();
        y[t] = .25f * s[t] + .5f * s[t + 1] + .25f * s[t + 2];
    }

    @GpuKernel
    static void f24Each(float[] y, float[] dy, float[] x, float[] dx) {
        autodiff(REVERSE, TableFBlocks::f24, duplicated(y, dy), duplicated(x, dx));
    }

    @Case("F24 R float")
    static void f24Case(Values v) {
        float[] y = v.floats("y");
        float[] dy = v.floats("dy");
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        Gpu.launch(Grid.of(1, x.length), () -> f24Each(y, dy, x, dx));
        v.put("y", y);
        v.put("dy", dy);
        v.put("x", x);
        v.put("dx", dx);
    }

    static void f28(float[] A, float[] B, float[] C, int n) {
        float[] sA = sharedFloat(4);
        float[] sB = sharedFloat(4);
        int tx = threadIdxX();
        int ty = threadIdxY();
        int col = 2 * blockIdxX() + tx;
        int row = 2 * blockIdxY() + ty;
        float acc = 0;
        for (int q = 0; q < n / 2; q++) {
            sA[2 * ty + tx] = A[row * n + 2 * q + tx];
            sB[2 * ty + tx] = B[(2 * q + ty) * n + col];
            syncThreads();
            acc += sA[2 * ty] * sB[tx] + sA[2 * ty + 1] * sB[2 + tx];
            syncThreads();
        }
        C[row * n + col] = acc;
    }

    @GpuKernel
    static void f28Each(float[] A, float[] dA, float[] B, float[] dB, float[] C, float[] dC, int n) {
        autodiff(REVERSE, TableFBlocks::f28, duplicated(A, dA), duplicated(B, dB), duplicated(C, dC), constant(n));
    }

    @Case("F28 R float")
    static void f28Case(Values v) {
        float[] A = v.floats("A");
        float[] dA = v.floats("dA");
        float[] B = v.floats("B");
        float[] dB = v.floats("dB");
        float[] C = v.floats("C");
        float[] dC = v.floats("dC");
        int n = v.integer("n");
        Gpu.launch(new Grid(n / 2, n / 2, 1, 2, 2, 1), () -> f28Each(A, dA, B, dB, C, dC, n));
        v.put("A", A);
        v.put("dA", dA);
        v.put("B", B);
        v.put("dB", dB);
        v.put("C", C);
        v.put("dC", dC);
    }

    static void f29(float[] x, float[] s) {
        float[] all = sharedFloat(MOST);
        int t = threadIdxX();
        int n = x.length;
        all[t] = x[t];
        syncThreads();
        float mx = all[0];
        for (int k = 1; k < n; k++) {
            mx = Math.max(mx, all[k]);
        }
        float e = (float) Math.exp(x[t] - mx);
        syncThreads();
        all[t] = e;
        syncThreads();
        float sum = 0;
        for (int k = 0; k < n; k++) {
            sum += all[k];
        }
        s[t] = e / sum;
    }

    @GpuKernel
    static void f29Each(float[] x, float[] dx, float[] s, float[] ds) {
        autodiff(REVERSE, TableFBlocks::f29, duplicated(x, dx), duplicated(s, ds));
    }

    @Case("F29 R float")
    static void f29Case(Values v) {
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        float[] s = v.floats("s");
        float[] ds = v.floats("ds");
        Gpu.launch(Grid.of(1, x.length), () -> f29Each(x, dx, s, ds));
        v.put("x", x);
        v.put("dx", dx);
        v.put("s", s);
        v.put("ds", ds);
    }

    static void f37(float[] x, float[] loss, int rounds) {
        float[] s = sharedFloat(MOST);
        int t = threadIdxX();
        int n = x.length;
        s[t] = 1;
        syncThreads();
        for (int r = 0; r < rounds; r++) {
            float v = s[(t + 1) % n];
            syncThreads();
            s[t] = x[t] * v;
            syncThreads();
        }
        atomicAdd(loss, 0, s[t]);
    }

    @GpuKernel
    static void f37Each(float[] x, float[] dx, float[] loss, float[] dloss, int rounds) {
        autodiff(REVERSE, TableFBlocks::f37, duplicated(x, dx), duplicated(loss, dloss), constant(rounds));
    }

    @Case("F37 R float")
    static void f37Case(Values v) {
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        float[] loss = v.floats("loss");
        float[] dloss = v.floats("dloss");
        int rounds = v.integer("rounds");
        Gpu.launch(Grid.of(1, x.length), () -> f37Each(x, dx, loss, dloss, rounds));
        v.put("x", x);
        v.put("dx", dx);
        v.put("loss", loss);
        v.put("dloss", dloss);
    }
}
