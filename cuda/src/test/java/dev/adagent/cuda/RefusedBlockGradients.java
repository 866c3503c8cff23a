package dev.adagent.cuda;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.*;

/** Kernels that ask for derivatives of atomic operations that have none. */
final class RefusedBlockGradients {
    private RefusedBlockGradients() {}

    static void smallestForward(float[] x, float[] dx, float[] out, float[] dout) {
        autodiff(FORWARD, BlockGradients::smallest, duplicated(x, dx), duplicated(out, dout), constant(1));
    }

    /** The maximum so far is read, and compared with again: the winners of earlier rounds are not known at the end. */
    static void runningMaximum(double[] x, double[] out) {
        double[] s = sharedDouble(1);
        int t = threadIdxX();
        for (int r = 0; r < 3; r++) {
            atomicMax(s, 0, x[r * blockDimX() + t]);
            syncThreads();
            atomicAdd(out, 0, s[0]);
            syncThreads();
        }
    }

    static void runningMaximumReverse(double[] x, double[] dx, double[] out, double[] dout) {
        autodiff(REVERSE, RefusedBlockGradients::runningMaximum, duplicated(x, dx), duplicated(out, dout));
    }

    static void resetMaximum(double[] x, double[] out) {
        int t = threadIdxX();
        atomicMax(out, 0, x[t]);
        syncThreads();
        out[0] = 0;
    }

    static void resetMaximumReverse(double[] x, double[] dx, double[] out, double[] dout) {
        autodiff(REVERSE, RefusedBlockGradients::resetMaximum, duplicated(x, dx), duplicated(out, dout));
    }

    static void exchange(double[] x, double[] out) {
        atomicExch(out, 0, x[threadIdxX()]);
    }

    static void exchangeReverse(double[] x, double[] dx, double[] out, double[] dout) {
        autodiff(REVERSE, RefusedBlockGradients::exchange, duplicated(x, dx), duplicated(out, dout));
    }
}
