package dev.adagent.cuda;

import static dev.adagent.Kernel.*;

/** Kernels whose threads work together: shared memory, barriers, atomics, warps. Each runs on the CPU device, on LLVM and on a GPU. */
final class BlockKernels {
    private BlockKernels() {}

    /** Sum of x, by halving in each block. */
    static void reduce(double[] x, double[] out) {
        double[] s = sharedDouble(256);
        int t = threadIdxX();
        int i = globalIdX();
        s[t] = i < x.length ? x[i] : 0;
        for (int h = blockDimX() / 2; h > 0; h /= 2) {
            syncThreads();
            if (t < h) {
                s[t] += s[t + h];
            }
        }
        if (t == 0) {
            out[blockIdxX()] = s[0];
        }
    }

    /** C = A·B by tiles of 8×8; n is a multiple of 8. */
    static void matmul(float[] a, float[] b, float[] c, int n) {
        float[] tileA = sharedFloat(64);
        float[] tileB = sharedFloat(64);
        int tx = threadIdxX();
        int ty = threadIdxY();
        int row = globalIdY();
        int col = globalIdX();
        float sum = 0;
        for (int q = 0; q < n; q += 8) {
            tileA[ty * 8 + tx] = a[row * n + q + tx];
            tileB[ty * 8 + tx] = b[(q + ty) * n + col];
            syncThreads();
            for (int k = 0; k < 8; k++) {
                sum += tileA[ty * 8 + k] * tileB[k * 8 + tx];
            }
            syncThreads();
        }
        c[row * n + col] = sum;
    }

    /** Weighted mean of neighbours, with a halo of one; blocks of 64, zero outside. */
    static void stencil(double[] x, double[] y) {
        double[] s = sharedDouble(66);
        int t = threadIdxX();
        int i = globalIdX();
        s[t + 1] = i < x.length ? x[i] : 0;
        if (t == 0 && i > 0) {
            s[0] = x[i - 1];
        }
        if (t == blockDimX() - 1 && i + 1 < x.length) {
            s[t + 2] = x[i + 1];
        }
        syncThreads();
        if (i < x.length) {
            y[i] = 0.25 * s[t] + 0.5 * s[t + 1] + 0.25 * s[t + 2];
        }
    }

    /** Histogram of bytes: one for each block in shared memory, then added up. */
    static void histogram(byte[] data, int[] bins) {
        int[] mine = sharedInt(256);
        for (int k = threadIdxX(); k < 256; k += blockDimX()) {
            mine[k] = 0;
        }
        syncThreads();
        for (int i = globalIdX(); i < data.length; i += gridDimX() * blockDimX()) {
            atomicAdd(mine, data[i] & 255, 1);
        }
        syncThreads();
        for (int k = threadIdxX(); k < 256; k += blockDimX()) {
            atomicAdd(bins, k, mine[k]);
        }
    }

    /** Sum of each warp by shuffles, then of all warps by an atomic addition. */
    static void warpReduce(long[] x, long[] out) {
        int i = globalIdX();
        long v = i < x.length ? x[i] : 0;
        for (int d = warpSize() / 2; d > 0; d /= 2) {
            v += shflDownSync(FULL_MASK, v, d);
        }
        if (laneId() == 0) {
            atomicAdd(out, 0, v);
        }
    }

    /** Inclusive prefix sums of each block: by shuffles in a warp, then over the warps in shared memory. */
    static void scan(int[] x, int[] y) {
        int[] totals = sharedInt(32);
        int i = globalIdX();
        int lane = laneId();
        int warp = threadIdxX() / 32;
        int v = x[i];
        for (int d = 1; d < 32; d *= 2) {
            int below = shflUpSync(FULL_MASK, v, d);
            if (lane >= d) {
                v += below;
            }
        }
        if (lane == 31) {
            totals[warp] = v;
        }
        syncThreads();
        for (int w = 0; w < warp; w++) {
            v += totals[w];
        }
        y[i] = v;
    }

    /** Every shuffle in every type, in groups of 8 lanes. */
    static void shuffles(int[] a, long[] b, float[] c, double[] d) {
        int i = globalIdX();
        a[i] = shflXorSync(FULL_MASK, a[i], 5, 8) + 1000 * shflSync(FULL_MASK, a[i], 2, 8);
        b[i] = shflDownSync(FULL_MASK, b[i], 3, 8) - 7 * shflUpSync(FULL_MASK, b[i], 2, 8);
        c[i] = shflXorSync(FULL_MASK, c[i], 1) + shflSync(FULL_MASK, c[i], laneId() + 9);
        d[i] = shflDownSync(FULL_MASK, d[i], 1) / shflUpSync(FULL_MASK, d[i], 16);
    }

    /** Votes, of all lanes and of halves of a warp that take different ways. */
    static void votes(int[] x, int[] ballot, boolean[] any, boolean[] all) {
        int i = globalIdX();
        ballot[i] = ballotSync(FULL_MASK, x[i] % 3 == 0);
        boolean a;
        if (laneId() < 16) {
            a = anySync(0xffff, x[i] > 90);
        } else {
            a = anySync(0xffff0000, x[i] > 30);
        }
        any[i] = a;
        all[i] = allSync(FULL_MASK, x[i] >= 0 == (x[i] < 1000));
        syncWarp();
    }

    /** Every atomic operation on global and shared elements of type int and long. */
    static void integerAtomics(int[] x, int[] n, long[] l) {
        int[] s = sharedInt(8);
        long[] m = sharedLong(8);
        int t = threadIdxX();
        int v = x[globalIdX()];
        if (t == 0) {
            s[3] = -1;
            m[3] = -1;
            s[1] = Integer.MAX_VALUE;
            m[1] = Long.MAX_VALUE;
        }
        syncThreads();
        atomicAdd(s, 0, v);
        atomicMin(s, 1, v);
        atomicMax(s, 2, v);
        atomicAnd(s, 3, v | 0xf0f0);
        atomicOr(s, 4, v);
        atomicXor(s, 5, v);
        atomicAdd(m, 0, (long) v << 20);
        atomicMin(m, 1, (long) v << 20);
        atomicMax(m, 2, (long) v << 20);
        atomicAnd(m, 3, (long) v << 20 | 0xff00ff);
        atomicOr(m, 4, (long) v << 20);
        atomicXor(m, 5, (long) v << 20);
        if (t == 17) {
            atomicExch(s, 6, v);
            atomicExch(m, 6, (long) v);
        }
        int old = atomicCAS(s, 7, 0, t + 1);
        atomicCAS(m, 7, 0L, old == 0 ? 5L : 0L);
        syncThreads();
        if (t < 8) {
            atomicAdd(n, t, t == 7 ? (s[7] > 0 ? 1 : 0) : s[t]);
            atomicMax(l, t, m[t]);
        }
    }

    /** Minimum, maximum, sum, exchange and compare-and-swap of floating-point elements. */
    static void floatAtomics(double[] x, double[] d, float[] f) {
        double[] s = sharedDouble(2);
        float[] g = sharedFloat(2);
        int t = threadIdxX();
        int i = globalIdX();
        if (t == 0) {
            s[0] = 1e300;
            s[1] = -1e300;
            g[0] = 1e30f;
            g[1] = -1e30f;
        }
        syncThreads();
        atomicMin(s, 0, x[i]);
        atomicMax(s, 1, x[i]);
        atomicMin(g, 0, (float) x[i]);
        atomicMax(g, 1, (float) x[i]);
        syncThreads();
        if (t == 0) {
            atomicMin(d, 0, s[0]);
            atomicMax(d, 1, s[1]);
            atomicMin(f, 0, g[0]);
            atomicMax(f, 1, g[1]);
        }
        atomicAdd(d, 2, 0.5);
        atomicAdd(f, 2, 0.5f);
        if (i == 5) {
            atomicExch(d, 3, x[i]);
            atomicExch(f, 3, (float) x[i]);
        }
        if (atomicCAS(d, 4, 0.0, 1.0) == 0.0) {
            atomicCAS(f, 4, -0f, 7f);
            atomicCAS(f, 5, 0f, 9f);
        }
    }

    /** Shared arrays are zeroed before every block, and hold what their element type holds. */
    static void zeroed(int[] out) {
        boolean[] z = sharedBoolean(3);
        byte[] b = sharedByte(5);
        short[] s = sharedShort(7);
        char[] c = sharedChar(9);
        int t = threadIdxX();
        int before = (z[t % 3] ? 1 : 0) + b[t % 5] + s[t % 7] + c[t % 9];
        syncThreads();
        if (t == 0) {
            z[1] = true;
            b[1] = (byte) 200;
            s[1] = (short) 40_000;
            c[1] = (char) -1;
        }
        syncThreads();
        out[globalIdX()] = 1_000_000 * before + (z[1] ? 1 : 0) + b[1] + s[1] + c[1];
    }

    /** The array belongs to the call: every way to it gives the same one. */
    private static int[] tile() {
        return sharedInt(64);
    }

    static void oneArrayForACall(int[] x) {
        int t = threadIdxX();
        tile()[t] = x[globalIdX()];
        syncThreads();
        x[globalIdX()] = tile()[(t + 1) % blockDimX()];
    }

    /** A private array beside a shared one, both alive across barriers. */
    static void privateBesideShared(double[] x) {
        double[] s = sharedDouble(64);
        double[] mine = new double[5];
        int t = threadIdxX();
        for (int k = 0; k < 5; k++) {
            s[t] = x[t] + k;
            syncThreads();
            mine[k] += s[(t + k) % blockDimX()];
            syncThreads();
        }
        double sum = 0;
        for (int k = 0; k < 5; k++) {
            sum = 10 * sum + mine[k];
        }
        x[t] = sum;
    }

    /** Threads past the end leave before the barrier. */
    static void leaveEarly(int[] x) {
        int[] s = sharedInt(64);
        int i = globalIdX();
        if (i >= x.length) {
            return;
        }
        s[threadIdxX()] = x[i];
        syncThreads();
        x[i] = s[0] + s[(threadIdxX() + 63) % 64];
    }

    static void outsideShared(int[] x) {
        int[] s = sharedInt(40);
        s[threadIdxX()] = 1;
        syncThreads();
        x[globalIdX()] = s[threadIdxX()];
    }

    /** Where each thread is in grids of three dimensions. */
    static void places(int[] out) {
        int width = gridDimX() * blockDimX();
        int height = gridDimY() * blockDimY();
        int at = (globalIdZ() * height + globalIdY()) * width + globalIdX();
        int[] s = sharedInt(1);
        atomicAdd(s, 0, 1);
        syncThreads();
        out[at] = 10_000 * s[0] + 100 * laneId() + threadIdxZ();
    }

    /** Which barrier a thread comes to is what memory says: it may be another for each. */
    static void whereMemorySays(int[] which, int[] out) {
        int[] s = sharedInt(128);
        int t = threadIdxX();
        s[t] = t;
        int next = (t + 1) % blockDimX();
        if (which[t] == 0) {
            syncThreads();
            out[globalIdX()] = s[next];
        } else {
            syncThreads();
            out[globalIdX()] = 1000 + s[next];
        }
    }
}
