package org.example.app;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.*;
import static org.example.spirv.Spirv.mix;
import static org.example.spirv.Spirv.rsqrt;

import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import org.example.spirv.Spirv;

/** The force of a screened charge as the slope of its potential, and a blend of two signals, in kernels that use SPIR-V's operations. */
public final class Field {
    private Field() {}

    static double potential(double x, double y, double screening) {
        double square = x * x + y * y + 0.25;
        return Math.exp(-screening * square) * rsqrt(square);
    }

    @GpuKernel
    static void force(double[] x, double[] y, double[] fx, double[] fy) {
        int i = Spirv.globalIdX();
        if (i >= x.length) {
            return;
        }
        var dx = active(x[i]);
        var dy = active(y[i]);
        autodiff(REVERSE, Field::potential, dx, dy, constant(0.5));
        fx[i] = -dx.grad();
        fy[i] = -dy.grad();
    }

    static double weighted(double[] charges, int i) {
        return Math.max(charges[i], 1) * charges[i % 2];
    }

    /** Of every charge the sum over all threads of what their terms change by it. */
    @GpuKernel
    static void sensitivity(double[] charges, double[] slopes) {
        int i = Spirv.globalIdX();
        if (i < charges.length) {
            autodiff(REVERSE, Field::weighted, duplicated(charges, slopes), constant(i));
        }
    }

    /** The sum of every block, in a shared array, and the slope of a term with a private one. */
    @GpuKernel
    static void blockSums(double[] x, double[] sums, double[] slopes) {
        double[] shared = sharedDouble(4);
        int t = threadIdxX();
        int i = Spirv.globalIdX();
        shared[t] = i < x.length ? x[i] : 0;
        syncThreads();
        if (t == 0) {
            double sum = 0;
            for (int k = 0; k < blockDimX(); k++) {
                sum += shared[k];
            }
            sums[blockIdxX()] = sum;
        }
        if (i < x.length) {
            var dx = active(x[i]);
            autodiff(REVERSE, Field::powers, dx);
            slopes[i] = dx.grad();
        }
    }

    static double powers(double x) {
        double[] p = new double[4];
        p[0] = x;
        for (int k = 1; k < 4; k++) {
            p[k] = p[k - 1] * x;
        }
        return p[3] + p[1];
    }

    @GpuKernel
    static void blend(float[] a, float[] b, float t) {
        int i = Spirv.globalIdX();
        if (i < a.length) {
            a[i] = mix(a[i], b[i], t);
        }
    }

    /** Prints forces and blended values. */
    public static void main(String[] args) {
        double[] x = {0.1, 0.5, -0.9, 1.7, 3.3};
        double[] y = {1, -0.25, 0.5, 2, 0};
        double[] fx = new double[x.length];
        double[] fy = new double[x.length];
        Gpu.launch(Grid.covering(x.length, 2), () -> force(x, y, fx, fy));
        for (int i = 0; i < x.length; i++) {
            System.out.println("force " + fx[i] + " " + fy[i]);
        }
        double[] slopes = new double[x.length];
        Gpu.launch(Grid.covering(x.length, 2), () -> sensitivity(y, slopes));
        System.out.println("slopes " + java.util.Arrays.toString(slopes));
        double[] sums = new double[3];
        double[] powers = new double[x.length];
        Gpu.launch(Grid.covering(x.length, 2), () -> blockSums(x, sums, powers));
        System.out.println("sums " + java.util.Arrays.toString(sums));
        System.out.println("powers " + java.util.Arrays.toString(powers));
        float[] a = {0, 1, 2};
        Gpu.launch(Grid.covering(a.length, 2), () -> blend(a, new float[] {4, 4, 4}, 0.25f));
        System.out.println("blended " + java.util.Arrays.toString(a));
        System.out.println("device " + Gpu.device());
    }
}
