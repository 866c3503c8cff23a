package dev.adagent.cuda;

import static dev.adagent.Kernel.*;

/** Kernels with races and kernels without, in pairs. */
final class RacyKernels {
    private RacyKernels() {}

    /** A reduction that lacks the barrier between its rounds. */
    static void noBarrierInLoop(double[] x, double[] out) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        s[t] = x[t];
        syncThreads();
        for (int h = blockDimX() / 2; h > 0; h /= 2) {
            if (t < h) {
                s[t] += s[t + h]; // RACE
            }
        }
        if (t == 0) {
            out[0] = s[0];
        }
    }

    static void barrierInLoop(double[] x, double[] out) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        s[t] = x[t];
        for (int h = blockDimX() / 2; h > 0; h /= 2) {
            syncThreads();
            if (t < h) {
                s[t] += s[t + h];
            }
        }
        if (t == 0) {
            out[0] = s[0];
        }
    }

    /** A tile that is filled again while others still read it. */
    static void tileTooEarly(double[] x, double[] out) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        double sum = 0;
        for (int k = 0; k < 2; k++) {
            s[t] = x[t] * k; // WRITE
            syncThreads();
            sum += s[(t + 1) % blockDimX()]; // READ
        }
        out[t] = sum;
    }

    /** Every block writes the same element. */
    static void acrossBlocks(double[] x, double[] out) {
        if (threadIdxX() == 0) {
            out[1] = x[blockIdxX()]; // RACE
        }
    }

    static void acrossBlocksByAtomics(double[] x, double[] out) {
        atomicAdd(out, 1, x[blockIdxX()]);
    }

    /** Reads plainly what others update atomically. */
    static void readOfAnAtomic(double[] x, double[] out) {
        atomicAdd(out, 0, x[threadIdxX()]); // ATOMIC
        x[threadIdxX()] = out[0]; // READ
    }

    /** Warp-synchronous code as it was once written, without syncWarp. */
    static void warpWithoutSync(double[] x, double[] out) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        s[t] = x[t];
        s[t] += s[t ^ 1]; // RACE
        out[t] = s[t];
    }

    static void warpWithSync(double[] x, double[] out) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        s[t] = x[t];
        syncWarp();
        double v = s[t ^ 1];
        syncWarp();
        s[t] += v;
        out[t] = s[t];
    }

    /** The last block to come adds up what all have left; the fence makes it visible. */
    static void lastBlock(double[] part, double[] out, int[] count, boolean fence) {
        int[] last = sharedInt(1);
        if (threadIdxX() == 0) {
            part[blockIdxX()] = blockIdxX() + 1; // WRITE
            if (fence) {
                threadfence();
            }
            last[0] = atomicAdd(count, 0, 1);
        }
        syncThreads();
        if (last[0] == gridDimX() - 1 && threadIdxX() == 0) {
            double sum = 0;
            for (int b = 0; b < gridDimX(); b++) {
                sum += part[b]; // READ
            }
            out[0] = sum;
        }
    }

    static void barrierForSome(double[] x, double[] out) {
        int t = threadIdxX();
        if (t < 16) {
            x[t] = 1;
            syncThreads(); // BARRIER
        }
        out[t] = x[0];
    }

    static void barrierInALoopOfTheThread(double[] x, double[] out) {
        for (int k = threadIdxX(); k < x.length; k += 3) {
            x[k] = 1;
            syncThreads(); // BARRIER
        }
        out[threadIdxX()] = x[0];
    }

    static void leavesEarly(double[] x, double[] out) {
        int t = threadIdxX();
        if (t >= 20) {
            x[t] = 2;
            return;
        }
        x[t] = 1;
        syncThreads();
        out[t] = x[19 - t];
    }

    static void barrierForHalf(double[] x, double[] out) {
        if (x[threadIdxX()] > 0) {
            syncThreads(); // HERE
            out[0] = 1;
        } else {
            syncThreads(); // THERE
        }
    }
}
