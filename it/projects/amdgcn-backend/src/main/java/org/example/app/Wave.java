package org.example.app;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.*;
import static org.example.amdgcn.Amdgcn.*;

import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;

/** A sawtooth that fades, its slope by the rate, and its values limited, in kernels that use AMD's operations. */
public final class Wave {
    private Wave() {}

    static double wave(double rate, double x) {
        double f = fract(rate * x);
        return Math.exp(-rate) * f * f;
    }

    @GpuKernel
    static void slopes(double[] x, double[] slope) {
        int i = blockIdxX() * blockDimX() + workitemIdX();
        if (i >= x.length) {
            return;
        }
        var rate = active(1.5);
        autodiff(REVERSE, Wave::wave, rate, constant(x[i]));
        slope[i] = rate.grad();
    }

    @GpuKernel
    static void limit(float[] x, float low, float high) {
        int i = blockIdxX() * blockDimX() + workitemIdX();
        if (i < x.length) {
            x[i] = med3(x[i], low, high);
        }
    }

    /** Prints slopes and limited values. */
    public static void main(String[] args) {
        double[] x = {0.1, 0.5, 0.9, 1.7, 3.3};
        double[] slope = new double[x.length];
        Gpu.launch(Grid.covering(x.length, 2), () -> slopes(x, slope));
        for (double s : slope) {
            System.out.println("slope " + s);
        }
        float[] y = {-3, 0.25f, 8};
        Gpu.launch(Grid.covering(y.length, 2), () -> limit(y, 0, 1));
        System.out.println("limited " + java.util.Arrays.toString(y));
        System.out.println("device " + Gpu.device());
    }
}
