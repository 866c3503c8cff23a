package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.globalIdX;

import dev.adagent.Fn1;
import dev.adagent.GpuKernel;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Scratch;

/**
 * Batches of derivatives in kernels. There the width is a constant of the code, and so each kernel has the code of several widths, of
 * which the file's is run.
 */
final class BatchedKernels {
    private BatchedKernels() {}

    private static void b37(
            int width,
            double[] a1,
            double[] a2,
            int rows,
            int cols,
            double[][] dret,
            double[][] da1,
            double[][] da2,
            double[][] out,
            double[][][] dout) {
        int i = globalIdX();
        var b1 = activeBatch(a1[i], width);
        var b2 = activeBatch(a2[i], width);
        autodiff(
                REVERSE,
                Batched::b37,
                seeds(dret[i]),
                b1,
                b2,
                constant(rows),
                constant(cols),
                duplicatedBatch(out[i], dout[i]));
        for (int k = 0; k < width; k++) {
            da1[i][k] = b1.grad(k);
            da2[i][k] = b2.grad(k);
        }
    }

    @Case(value = "B37 RB", kernelOnly = true)
    @GpuKernel
    static void b37Batch(
            double[] a1,
            double[] a2,
            int rows,
            int cols,
            int width,
            double[][] dret,
            double[][] da1,
            double[][] da2,
            double[] value,
            @Scratch({"rows", "cols"}) double[][] out,
            @Scratch({"rows", "cols"}) double[][][] dout) {
        switch (width) {
            case 1 -> b37(1, a1, a2, rows, cols, dret, da1, da2, out, dout);
            case 2 -> b37(2, a1, a2, rows, cols, dret, da1, da2, out, dout);
            case 3 -> b37(3, a1, a2, rows, cols, dret, da1, da2, out, dout);
            case 4 -> b37(4, a1, a2, rows, cols, dret, da1, da2, out, dout);
            case 5 -> b37(5, a1, a2, rows, cols, dret, da1, da2, out, dout);
            case 6 -> b37(6, a1, a2, rows, cols, dret, da1, da2, out, dout);
            case 7 -> b37(7, a1, a2, rows, cols, dret, da1, da2, out, dout);
            case 8 -> b37(8, a1, a2, rows, cols, dret, da1, da2, out, dout);
            default -> throw new IllegalArgumentException("a width above 8");
        }
        int i = globalIdX();
        value[i] = Batched.b37(a1[i], a2[i], rows, cols, out[i]);
    }

    private static void c27(int width, double[] v, double[][] out, double[][][] dout, double[][] dv) {
        int i = globalIdX();
        var x = activeBatch(v[i], width);
        autodiff(REVERSE, Batched::c27, x, duplicatedBatch(out[i], dout[i]));
        for (int k = 0; k < width; k++) {
            dv[i][k] = x.grad(k);
        }
    }

    @Case(value = "C27 RB", kernelOnly = true)
    @GpuKernel
    static void c27Batch(double[] v, int width, double[][] out, double[][][] dout, double[][] dv) {
        switch (width) {
            case 1 -> c27(1, v, out, dout, dv);
            case 2 -> c27(2, v, out, dout, dv);
            case 3 -> c27(3, v, out, dout, dv);
            case 4 -> c27(4, v, out, dout, dv);
            case 5 -> c27(5, v, out, dout, dv);
            case 6 -> c27(6, v, out, dout, dv);
            case 7 -> c27(7, v, out, dout, dv);
            case 8 -> c27(8, v, out, dout, dv);
            default -> throw new IllegalArgumentException("a width above 8");
        }
    }

    private static void forward(int width, Fn1<Double, Double> f, double[] x, double[][] dx, double[][] dret) {
        int i = globalIdX();
        double[] tangents = new double[width];
        for (int k = 0; k < width; k++) {
            tangents[k] = dx[i][k];
        }
        var r = autodiff(FORWARD, f, duplicatedBatch(x[i], tangents));
        for (int k = 0; k < width; k++) {
            dret[i][k] = r.tangent(k);
        }
    }

    private static void forward(Fn1<Double, Double> f, double[] x, int width, double[][] dx, double[][] dret) {
        switch (width) {
            case 1 -> forward(1, f, x, dx, dret);
            case 2 -> forward(2, f, x, dx, dret);
            case 3 -> forward(3, f, x, dx, dret);
            case 4 -> forward(4, f, x, dx, dret);
            case 5 -> forward(5, f, x, dx, dret);
            case 6 -> forward(6, f, x, dx, dret);
            case 7 -> forward(7, f, x, dx, dret);
            case 8 -> forward(8, f, x, dx, dret);
            default -> throw new IllegalArgumentException("a width above 8");
        }
    }

    @Case(value = "D3a FB", kernelOnly = true)
    @GpuKernel
    static void d3aBatch(double[] x, int width, double[][] dx, double[][] dret, double[] value) {
        forward(TableD::sq, x, width, dx, dret);
        value[globalIdX()] = TableD.sq(x[globalIdX()]);
    }

    @Case(value = "D3b FB", kernelOnly = true)
    @GpuKernel
    static void d3bBatch(double[] x, int width, double[][] dx, double[][] dret, double[] value) {
        forward(Batched::d3b, x, width, dx, dret);
        value[globalIdX()] = Batched.d3b(x[globalIdX()]);
    }

    private static void d7(int width, double[] x, double[][] out, double[][][] dout, double[][] dx) {
        int i = globalIdX();
        var a = activeBatch(x[i], width);
        autodiff(REVERSE, Batched::d7, a, duplicatedBatch(out[i], dout[i]));
        for (int k = 0; k < width; k++) {
            dx[i][k] = a.grad(k);
        }
    }

    @Case(value = "D7 RB", kernelOnly = true)
    @GpuKernel
    static void d7Batch(double[] x, int width, double[][] out, double[][][] dout, double[][] dx) {
        switch (width) {
            case 1 -> d7(1, x, out, dout, dx);
            case 2 -> d7(2, x, out, dout, dx);
            case 3 -> d7(3, x, out, dout, dx);
            case 4 -> d7(4, x, out, dout, dx);
            case 5 -> d7(5, x, out, dout, dx);
            case 6 -> d7(6, x, out, dout, dx);
            case 7 -> d7(7, x, out, dout, dx);
            case 8 -> d7(8, x, out, dout, dx);
            default -> throw new IllegalArgumentException("a width above 8");
        }
    }
}
