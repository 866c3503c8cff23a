package dev.adagent.cuda;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Kernel.atomicAdd;
import static dev.adagent.Kernel.atomicCAS;
import static dev.adagent.Kernel.atomicMin;
import static dev.adagent.Kernel.blockDimX;
import static dev.adagent.Kernel.globalIdX;
import static dev.adagent.Kernel.gridDimX;
import static dev.adagent.Kernel.sharedDouble;
import static dev.adagent.Kernel.syncThreads;
import static dev.adagent.Kernel.threadIdxX;

/** Sums that many threads add to. Kernels take weights, their shadow, inputs and an index for each of these; a thread looks at one. */
@SuppressWarnings("unused") // found by name
final class SumKernels {
    private SumKernels() {}

    private static double all(double[] w, double[] x, int i) {
        double sum = 0;
        for (int j = 0; j < w.length; j++) {
            sum += w[j] * w[j] * x[i] + w[j] * x[(i + j) % x.length];
        }
        return sum;
    }

    /** Every thread adds to every weight's shadow. */
    static void forAll(double[] w, double[] dw, double[] x, int[] index) {
        int i = globalIdX();
        if (i < x.length) {
            autodiff(REVERSE, SumKernels::all, duplicated(w, dw), constant(x), constant(i));
        }
    }

    private static double one(double[] w, double[] x, int[] index, int i) {
        return w[index[i]] * x[i];
    }

    /** Memory says which. */
    static void scatter(double[] w, double[] dw, double[] x, int[] index) {
        int i = globalIdX();
        if (i < x.length) {
            autodiff(REVERSE, SumKernels::one, duplicated(w, dw), constant(x), constant(index), constant(i));
        }
    }

    /** Threads take several inputs each, as many as the grid has it. */
    static void overTheGrid(double[] w, double[] dw, double[] x, int[] index) {
        for (int i = globalIdX(); i < x.length; i += gridDimX() * blockDimX()) {
            autodiff(REVERSE, SumKernels::one, duplicated(w, dw), constant(x), constant(index), constant(i));
        }
    }

    private static float oneFloat(float[] w, double[] x, int[] index, int i) {
        return w[index[i]] * (float) x[i];
    }

    static void floats(float[] w, float[] dw, double[] x, int[] index) {
        int i = globalIdX();
        if (i < x.length) {
            autodiff(REVERSE, SumKernels::oneFloat, duplicated(w, dw), constant(x), constant(index), constant(i));
        }
    }

    /** The kernel's own atomic additions. */
    static void byHand(double[] w, double[] dw, double[] x, int[] index) {
        int i = globalIdX();
        if (i < x.length) {
            atomicAdd(dw, index[i], x[i]);
        }
    }

    private static double ofRow(double[][] w, double[] x, int[] index, int i) {
        double[] row = w[index[i] & 3];
        return row[index[i] >> 2] * x[i];
    }

    static void rows(double[][] w, double[][] dw, double[] x, int[] index) {
        int i = globalIdX();
        if (i < x.length) {
            autodiff(REVERSE, SumKernels::ofRow, duplicated(w, dw), constant(x), constant(index), constant(i));
        }
    }

    private static double ofOne(double[] a, double[] b, double[] x, int[] index, int i) {
        double[] chosen = x[i] > 0 ? a : b;
        return chosen[index[i]] * x[i] + a[0] * x[i];
    }

    static void chosen(double[] a, double[] da, double[] b, double[] db, double[] x, int[] index) {
        int i = globalIdX();
        if (i < x.length) {
            autodiff(
                    REVERSE,
                    SumKernels::ofOne,
                    duplicated(a, da),
                    duplicated(b, db),
                    constant(x),
                    constant(index),
                    constant(i));
        }
    }

    /** Each thread has an element of its own: no sum is needed. */
    static void own(double[] w, double[] dw, double[] x, int[] index) {
        int i = globalIdX();
        if (i < w.length) {
            autodiff(REVERSE, SumKernels::at, duplicated(w, dw), constant(x), constant(i));
        }
    }

    private static double at(double[] w, double[] x, int i) {
        return w[i] * x[i];
    }

    /** Weights that a block keeps in shared memory and writes to: the shadow there is added to, read and zeroed. */
    private static void shared(double[] w, double[] x, int[] index, double[] loss) {
        double[] s = sharedDouble(16);
        int t = threadIdxX();
        int i = globalIdX();
        if (t < 16) {
            s[t] = w[t];
        }
        syncThreads();
        double v = i < x.length ? s[index[i]] * x[i] : 0;
        syncThreads();
        if (t < 16) {
            s[t] = s[t] * s[t];
        }
        syncThreads();
        v += i < x.length ? s[15 - index[i]] * x[i] : 0;
        atomicAdd(loss, 0, v);
    }

    static void sharedWeights(double[] w, double[] dw, double[] x, int[] index, double[] loss, double[] dloss) {
        autodiff(REVERSE, SumKernels::shared, duplicated(w, dw), constant(x), constant(index), duplicated(loss, dloss));
    }

    static void usesTheOldValue(double[] w, double[] dw, double[] x, int[] index) {
        x[globalIdX()] = atomicAdd(dw, 0, 1.0);
    }

    static void exchanges(double[] w, double[] dw, double[] x, int[] index) {
        atomicCAS(dw, 0, 0.0, x[globalIdX()]);
    }

    static void addsToAMinimum(double[] w, double[] dw, double[] x, int[] index) {
        atomicMin(dw, 0, x[globalIdX()]);
        atomicAdd(dw, 0, 1.0);
    }

    private static void least(double[] x, double[] out) {
        atomicMin(out, 0, x[threadIdxX()]);
    }

    static void differentiatesAMinimum(double[] x, double[] dx, double[] out, double[] dout) {
        autodiff(REVERSE, SumKernels::least, duplicated(x, dx), duplicated(out, dout));
    }
}
