package dev.adagent.cuda;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.*;

/** Functions that the threads of a block run together, and kernels that differentiate them. */
final class BlockGradients {
    private BlockGradients() {}

    /** A tile in shared memory, read by another thread than wrote it. */
    static void mirrored(double[] x, double[] y) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        s[t] = x[t];
        syncThreads();
        y[t] = s[blockDimX() - 1 - t] * x[t];
    }

    static void mirroredReverse(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(REVERSE, BlockGradients::mirrored, duplicated(x, dx), duplicated(y, dy));
    }

    static void mirroredForward(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(FORWARD, BlockGradients::mirrored, duplicated(x, dx), duplicated(y, dy));
    }

    /** Sum of squares by halving: a barrier in a loop, elements of shared memory overwritten. */
    static void squares(double[] x, double[] out) {
        double[] s = sharedDouble(256);
        int t = threadIdxX();
        s[t] = x[t] * x[t];
        for (int h = blockDimX() / 2; h > 0; h /= 2) {
            syncThreads();
            if (t < h) {
                s[t] += s[t + h];
            }
        }
        if (t == 0) {
            atomicAdd(out, 0, s[0]);
        }
    }

    static void squaresReverse(double[] x, double[] dx, double[] out, double[] dout) {
        autodiff(REVERSE, BlockGradients::squares, duplicated(x, dx), duplicated(out, dout));
    }

    static void squaresForward(double[] x, double[] dx, double[] out, double[] dout) {
        autodiff(FORWARD, BlockGradients::squares, duplicated(x, dx), duplicated(out, dout));
    }

    /** Twice in a row: the second finds its shadows zeroed. */
    static void squaresTwice(double[] x, double[] dx, double[] out, double[] dout) {
        autodiff(REVERSE, BlockGradients::squares, duplicated(x, dx), duplicated(out, dout));
        syncThreads();
        autodiff(REVERSE, BlockGradients::squares, duplicated(x, dx), duplicated(out, dout));
    }

    /** Values that wander through shared memory and are multiplied on the way: each round needs what the one before overwrote. */
    static void wander(double[] x, double[] loss, int rounds) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        s[t] = 1;
        syncThreads();
        for (int r = 0; r < rounds; r++) {
            double v = s[(t + 1) % blockDimX()];
            syncThreads();
            s[t] = x[t] * v;
            syncThreads();
        }
        atomicAdd(loss, 0, s[t]);
    }

    static void wanderReverse(double[] x, double[] dx, double[] loss, double[] dloss, int rounds) {
        autodiff(REVERSE, BlockGradients::wander, duplicated(x, dx), duplicated(loss, dloss), constant(rounds));
    }

    static void wanderForward(double[] x, double[] dx, double[] loss, double[] dloss, int rounds) {
        autodiff(FORWARD, BlockGradients::wander, duplicated(x, dx), duplicated(loss, dloss), constant(rounds));
    }

    /**
     * A block's state in shared memory, mixed until it has run down: how many rounds that takes, only the data says, and all threads read it
     * from one element. Neighbours read each element, so its shadow is added to by several threads.
     */
    static void relax(double[] x, double[] loss) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        int n = blockDimX();
        s[t] = x[t];
        syncThreads();
        while (s[0] > 0.1) {
            double v = 0.25 * s[t] * s[t] + 0.125 * (s[(t + 1) % n] + s[(t + n - 1) % n]);
            syncThreads();
            s[t] = v;
            syncThreads();
        }
        atomicAdd(loss, 0, s[t] * s[0]);
    }

    static void relaxReverse(double[] x, double[] dx, double[] loss, double[] dloss) {
        autodiff(REVERSE, BlockGradients::relax, duplicated(x, dx), duplicated(loss, dloss));
    }

    static void relaxForward(double[] x, double[] dx, double[] loss, double[] dloss) {
        autodiff(FORWARD, BlockGradients::relax, duplicated(x, dx), duplicated(loss, dloss));
    }

    /** Between two barriers each thread reads its own element; between the next two its neighbour's. */
    static void tiles(double[] x, double[] y) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        s[t] = x[globalIdX()];
        syncThreads();
        double v = s[t] * s[t];
        syncThreads();
        y[globalIdX()] = v * s[(t + 1) % blockDimX()];
    }

    static void tilesReverse(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(REVERSE, BlockGradients::tiles, duplicated(x, dx), duplicated(y, dy));
    }

    /** C = A·B by tiles of 2×2. */
    static void matmul(float[] a, float[] b, float[] c, int n) {
        float[] tileA = sharedFloat(4);
        float[] tileB = sharedFloat(4);
        int tx = threadIdxX();
        int ty = threadIdxY();
        int row = globalIdY();
        int col = globalIdX();
        float acc = 0;
        for (int q = 0; q < n / 2; q++) {
            tileA[2 * ty + tx] = a[row * n + 2 * q + tx];
            tileB[2 * ty + tx] = b[(2 * q + ty) * n + col];
            syncThreads();
            acc += tileA[2 * ty] * tileB[tx] + tileA[2 * ty + 1] * tileB[2 + tx];
            syncThreads();
        }
        c[row * n + col] = acc;
    }

    static void matmulReverse(float[] a, float[] da, float[] b, float[] db, float[] c, float[] dc, int n) {
        autodiff(REVERSE, BlockGradients::matmul, duplicated(a, da), duplicated(b, db), duplicated(c, dc), constant(n));
    }

    /** Softmax of a block: the maximum and the sum through shared memory. */
    static void softmax(double[] x, double[] p) {
        double[] s = sharedDouble(64);
        double[] e = sharedDouble(64);
        int t = threadIdxX();
        int n = blockDimX();
        s[t] = x[t];
        syncThreads();
        double max = s[0];
        for (int k = 1; k < n; k++) {
            max = Math.max(max, s[k]);
        }
        e[t] = Math.exp(x[t] - max);
        syncThreads();
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += e[k];
        }
        p[t] = e[t] / sum;
    }

    static void softmaxReverse(double[] x, double[] dx, double[] p, double[] dp) {
        autodiff(REVERSE, BlockGradients::softmax, duplicated(x, dx), duplicated(p, dp));
    }

    /** Shuffles of every kind between products. */
    static void shuffled(double[] x, double[] y) {
        int i = globalIdX();
        double v = x[i] * x[i];
        double down = shflDownSync(FULL_MASK, v, 3);
        double up = shflUpSync(FULL_MASK, v * down, 2, 8);
        double other = shflXorSync(FULL_MASK, up, 5);
        double one = shflSync(FULL_MASK, v, (int) x[i] & 31);
        y[i] = other * one + v;
    }

    static void shuffledReverse(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(REVERSE, BlockGradients::shuffled, duplicated(x, dx), duplicated(y, dy));
    }

    static void shuffledForward(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(FORWARD, BlockGradients::shuffled, duplicated(x, dx), duplicated(y, dy));
    }

    /** Sum of cubes of each warp by shuffles in a loop. */
    static void warpSum(float[] x, float[] out) {
        int i = globalIdX();
        float v = x[i] * x[i] * x[i];
        for (int d = 16; d > 0; d /= 2) {
            v += shflDownSync(FULL_MASK, v, d);
        }
        if (laneId() == 0) {
            atomicAdd(out, 0, v);
        }
    }

    static void warpSumReverse(float[] x, float[] dx, float[] out, float[] dout) {
        autodiff(REVERSE, BlockGradients::warpSum, duplicated(x, dx), duplicated(out, dout));
    }

    /** Tangents of gradients: forward over reverse through shared memory. */
    static void hessianTimes(
            double[] x,
            double[] v,
            double[] dx,
            double[] hv,
            double[] out,
            double[] dout,
            double[] tout,
            double[] tdout) {
        autodiff(
                FORWARD,
                BlockGradients::squaresTimes,
                duplicated(x, v),
                duplicated(dx, hv),
                duplicated(out, tout),
                duplicated(dout, tdout));
    }

    static void squaresTimes(double[] x, double[] dx, double[] out, double[] dout) {
        autodiff(REVERSE, BlockGradients::cubes, duplicated(x, dx), duplicated(out, dout));
    }

    static void cubes(double[] x, double[] out) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        s[t] = x[t] * x[t] * x[t];
        syncThreads();
        atomicAdd(out, 0, s[t] * s[(t + 1) % blockDimX()]);
    }

    /** Threads that leave the differentiated function early meet nobody. */
    static void some(double[] x, double[] y, int n) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        if (t >= n) {
            return;
        }
        s[t] = x[t];
        syncThreads();
        y[t] = s[t] * s[n - 1 - t];
    }

    static void someReverse(double[] x, double[] dx, double[] y, double[] dy, int n) {
        if (threadIdxX() >= n) {
            return;
        }
        autodiff(REVERSE, BlockGradients::some, duplicated(x, dx), duplicated(y, dy), constant(n));
    }

    /** Each number over the block's largest, which is found by atomics in shared memory; 0 is the first to beat. */
    static void normalised(double[] x, double[] y) {
        double[] s = sharedDouble(1);
        int t = threadIdxX();
        if (t < x.length) {
            atomicMax(s, 0, x[t]);
        }
        syncThreads();
        if (t < x.length) {
            y[t] = x[t] / s[0];
        }
    }

    static void normalisedReverse(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(REVERSE, BlockGradients::normalised, duplicated(x, dx), duplicated(y, dy));
    }

    /** The smallest square of each row's numbers, every thread several of them; what lies in out is beaten or not. */
    static void smallest(float[] x, float[] out, int each) {
        int t = threadIdxX();
        for (int k = 0; k < each; k++) {
            int i = t * each + k;
            atomicMin(out, i % out.length, x[i] * x[i]);
        }
    }

    static void smallestReverse(float[] x, float[] dx, float[] out, float[] dout, int each) {
        autodiff(REVERSE, BlockGradients::smallest, duplicated(x, dx), duplicated(out, dout), constant(each));
    }

    /** The block's sum, by a method with barriers in a loop. */
    static double sum(double[] s, double v) {
        int t = threadIdxX();
        s[t] = v;
        for (int h = blockDimX() / 2; h > 0; h /= 2) {
            syncThreads();
            if (t < h) {
                s[t] += s[t + h];
            }
        }
        syncThreads();
        double all = s[0];
        syncThreads();
        return all;
    }

    /** That method three times: out = 3 · threads · Σ x. */
    static void methods(double[] x, double[] out) {
        double[] s = sharedDouble(64);
        double all = 0;
        for (int r = 0; r < 2; r++) {
            all += sum(s, x[threadIdxX()]);
        }
        all += sum(s, x[threadIdxX()]);
        atomicAdd(out, 0, all);
    }

    static void methodsReverse(double[] x, double[] dx, double[] out, double[] dout) {
        autodiff(REVERSE, BlockGradients::methods, duplicated(x, dx), duplicated(out, dout));
    }

    static void squaresBatch(double[] x, double[] dx0, double[] dx1, double[] out, double[] dout0, double[] dout1) {
        autodiff(REVERSE, BlockGradients::squares, duplicatedBatch(x, dx0, dx1), duplicatedBatch(out, dout0, dout1));
    }

    static void squaresForwardBatch(
            double[] x, double[] dx0, double[] dx1, double[] out, double[] dout0, double[] dout1) {
        autodiff(FORWARD, BlockGradients::squares, duplicatedBatch(x, dx0, dx1), duplicatedBatch(out, dout0, dout1));
    }

    /** Threads leave after different numbers of barriers, and who stays reads what they wrote. */
    static void leaving(double[] x, double[] y, int rounds) {
        double[] s = sharedDouble(16);
        int t = threadIdxX();
        double v = x[t] + 1.5;
        for (int r = 0; r < rounds; r++) {
            s[(r & 1) * 8 + t] = v;
            syncThreads();
            v += 0.3 * s[(r & 1) * 8 + ((t + 1) & 7)] * v;
            if (v > 6) {
                y[t] = v * r;
                return;
            }
        }
        y[t] = v * v;
    }

    static void leavingReverse(double[] x, double[] dx, double[] y, double[] dy, int rounds) {
        autodiff(REVERSE, BlockGradients::leaving, duplicated(x, dx), duplicated(y, dy), constant(rounds));
    }

    static void leavingForward(double[] x, double[] dx, double[] y, double[] dy, int rounds) {
        autodiff(FORWARD, BlockGradients::leaving, duplicated(x, dx), duplicated(y, dy), constant(rounds));
    }

    /** The number of rounds is the thread's own, as an argument. */
    static void ownRounds(double[] x, double[] y, int rounds) {
        double[] s = sharedDouble(64);
        int t = threadIdxX();
        double v = x[t];
        for (int r = 0; r < rounds; r++) {
            s[r * 8 + t] = v * v;
            syncThreads();
            v += s[r * 8 + ((t + 1) & 7)];
        }
        y[t] = v;
    }

    static void ownRoundsReverse(double[] x, double[] dx, double[] y, double[] dy, int[] rounds) {
        int own = rounds[threadIdxX()];
        autodiff(REVERSE, BlockGradients::ownRounds, duplicated(x, dx), duplicated(y, dy), constant(own));
    }

    static void ownRoundsForward(double[] x, double[] dx, double[] y, double[] dy, int[] rounds) {
        int own = rounds[threadIdxX()];
        autodiff(FORWARD, BlockGradients::ownRounds, duplicated(x, dx), duplicated(y, dy), constant(own));
    }

    /** Some leave between two barriers. */
    static void between(double[] x, double[] y) {
        double[] s = sharedDouble(8);
        int t = threadIdxX();
        s[t] = x[t] * x[t];
        syncThreads();
        if (x[t] > 0.3) {
            y[t] = s[(t + 1) & 7];
            return;
        }
        double u = s[(t + 2) & 7];
        syncThreads();
        y[t] = u * s[(t + 3) & 7];
    }

    static void betweenReverse(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(REVERSE, BlockGradients::between, duplicated(x, dx), duplicated(y, dy));
    }

    static void betweenForward(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(FORWARD, BlockGradients::between, duplicated(x, dx), duplicated(y, dy));
    }

    /** Wrong: threads come to different calls. */
    static void apart(double[] x, double[] y) {
        int t = threadIdxX();
        double v = x[t];
        if (v > 0.5) {
            syncThreads();
            y[t] = v * v;
        } else {
            syncThreads();
            y[t] = -v;
        }
        syncThreads();
        y[t] *= y[t];
    }

    static void apartReverse(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(REVERSE, BlockGradients::apart, duplicated(x, dx), duplicated(y, dy));
    }
}
