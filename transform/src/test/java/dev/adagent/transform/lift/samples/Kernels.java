package dev.adagent.transform.lift.samples;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.autodiffDeferred;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Kernel.atomicAdd;
import static dev.adagent.Kernel.globalIdX;
import static dev.adagent.Kernel.syncThreads;

import dev.adagent.Active;

/** Kernels with derivatives, thread indices, barriers and atomics. */
public final class Kernels {
    private Kernels() {}

    static double cube(double x, double k) {
        return x * x * x * k;
    }

    public static void slope(double[] x, double[] slope) {
        int i = globalIdX();
        Active a = active(x[i]);
        autodiff(REVERSE, Kernels::cube, a, constant(2.0));
        slope[i] = a.grad();
    }

    public static void deferredSlope(double[] x, double[] slope) {
        int i = globalIdX();
        Active a = active(x[i]);
        autodiffDeferred(REVERSE, Kernels::cube, a, constant(2.0));
        slope[i] = a.grad();
    }

    static double helper(double x) {
        Active a = active(x);
        autodiff(REVERSE, Math::sin, a);
        return a.grad();
    }

    public static void inCallee(double[] x, double[] slope) {
        slope[globalIdX()] = helper(x[globalIdX()]);
    }

    public static void sum(double[] x, double[] total, int n) {
        int i = globalIdX();
        syncThreads();
        if (i < n) {
            atomicAdd(total, 0, x[i]);
        }
    }
}
