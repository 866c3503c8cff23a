package dev.adagent.cuda;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Kernel.atomicAdd;
import static dev.adagent.Kernel.blockDimX;
import static dev.adagent.Kernel.blockIdxX;
import static dev.adagent.Kernel.globalIdX;
import static dev.adagent.Kernel.globalIdY;
import static dev.adagent.Kernel.gridDimX;
import static dev.adagent.Kernel.syncThreads;
import static dev.adagent.Kernel.threadIdxX;

/**
 * Gradients that add to shadows by every kind of index. Each kernel takes {@code x, dx, n, k}: what it differentiates, its shadow, a bound of
 * its indices, and one number more. The first word of a name says how it may add.
 */
@SuppressWarnings("unused") // found by name
final class ShadowKernels {
    private ShadowKernels() {}

    private static double square(double[] x, int i) {
        return x[i] * x[i];
    }

    private static double two(double[] x, int i, int j) {
        return x[i] * x[j];
    }

    private static double row(double[] x, int from, int k) {
        double sum = 0;
        for (int j = 0; j < k; j++) {
            sum += x[from + j] * x[from + j];
        }
        return sum;
    }

    private static double all(double[] x, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x[i] * x[i];
        }
        return sum;
    }

    /** Walks up and down at once, and what one round adds to depends on the one before. */
    private static double upAndDown(double p, double[] x) {
        double v = p;
        for (int i = x.length - 1; i >= 0; i--) {
            v += x[i] * Math.cos((Math.cos(x[1]) / (Math.cos(x[3 - i]) * v)) + x[i]);
        }
        return v + x[0];
    }

    private static double storing(double p, double[] x, int n) {
        x[n & 3] = upAndDown(p, x);
        return 0;
    }

    private static void add(double[] x, double[] dx, int i) {
        autodiff(REVERSE, ShadowKernels::square, duplicated(x, dx), constant(i));
    }

    private static void add(double[] x, double[] dx, int i, int j) {
        autodiff(REVERSE, ShadowKernels::two, duplicated(x, dx), constant(i), constant(j));
    }

    private static void addRow(double[] x, double[] dx, int from, int k) {
        autodiff(REVERSE, ShadowKernels::row, duplicated(x, dx), constant(from), constant(k));
    }

    static void plainOfTheThread(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i < n) {
            add(x, dx, i);
        }
    }

    static void plainSpelledOut(double[] x, double[] dx, int n, int k) {
        int i = threadIdxX() + blockDimX() * blockIdxX();
        if (i < n) {
            add(x, dx, i);
        }
    }

    static void plainFromTheEnd(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i < n) {
            add(x, dx, n - 1 - i);
        }
    }

    static void plainShifted(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i + k < n) {
            add(x, dx, i + k);
        }
    }

    static void plainPairs(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (2 * i + 1 < n) {
            add(x, dx, 2 * i, 2 * i + 1);
        }
    }

    static void plainRows(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i * k < n) {
            addRow(x, dx, i * k, k);
        }
    }

    static void plainRowsOfFour(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (4 * i < n) {
            addRow(x, dx, 4 * i, 4);
        }
    }

    static void plainOverTheGrid(double[] x, double[] dx, int n, int k) {
        for (int i = globalIdX(); i < n; i += gridDimX() * blockDimX()) {
            add(x, dx, i);
        }
    }

    static void plainOfABlock(double[] x, double[] dx, int n, int k) {
        for (int i = threadIdxX(); i < n; i += blockDimX()) {
            add(x, dx, i);
        }
    }

    static void plainInTwoAxes(double[] x, double[] dx, int n, int k) {
        int column = globalIdX();
        int row = globalIdY();
        if (column < k && row < n / k) {
            add(x, dx, row * k + column);
        }
    }

    static void plainInTwoAxesOfTheGrid(double[] x, double[] dx, int n, int k) {
        int i = globalIdX() + globalIdY() * (gridDimX() * blockDimX());
        if (i < n) {
            add(x, dx, i);
        }
    }

    static void plainOverRows(double[] x, double[] dx, int n, int k) {
        int row = globalIdY();
        for (int c = globalIdX(); c < k; c += gridDimX() * blockDimX()) {
            if (row < n / k) {
                add(x, dx, row * k + c);
            }
        }
    }

    static void plainEveryFourth(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        int threads = gridDimX() * blockDimX();
        for (int j = 0; j < 4; j++) {
            if (i + j * threads < n) {
                add(x, dx, i + j * threads);
            }
        }
    }

    static void plainInABlock(double[] x, double[] dx, int n, int k) {
        if (threadIdxX() < n) {
            add(x, dx, threadIdxX());
        }
    }

    static void atomicNeighbours(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i + 1 < n) {
            add(x, dx, i, i + 1);
        }
    }

    static void atomicRemainder(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i < n) {
            add(x, dx, i % k);
        }
    }

    static void atomicQuotient(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i < n) {
            add(x, dx, i / 2);
        }
    }

    static void atomicFirst(double[] x, double[] dx, int n, int k) {
        add(x, dx, 0);
    }

    /** Threads that have ended do not add. */
    static void atomicAfterReturn(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i >= n) {
            return;
        }
        autodiff(REVERSE, ShadowKernels::scaled, duplicated(x, dx), constant(x), constant(i), constant(k));
    }

    /** Each thread's own factor of two elements that all add to. */
    private static double scaled(double[] w, double[] x, int i, int k) {
        return w[0] * x[i] + w[k] * x[i];
    }

    /** A loop that all threads that have not ended go round together. */
    static void atomicInALoop(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i >= n) {
            return;
        }
        for (int j = 0; j < k; j++) {
            autodiff(REVERSE, ShadowKernels::scaled, duplicated(x, dx), constant(x), constant(i), constant(j));
        }
    }

    /** Only some threads come; the others do something else before they end. */
    static void atomicInABranch(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i < n && (i & 1) == 0) {
            add(x, dx, k);
        }
        atomicAdd(dx, n - 1, 1.0);
    }

    /** Only some threads come; the others wait for them elsewhere. */
    static void atomicBeforeABarrier(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i < n && (i & 1) == 0) {
            add(x, dx, k);
        }
        syncThreads();
        atomicAdd(dx, n - 1, 1.0);
    }

    static void roundedUpAndDown(double[] x, double[] dx, int n, int k) {
        double[] y = {0.9755, -0.3621, 0.4554, 0.2881};
        double[] dy = {0.5, 0.25, 1, -0.75};
        autodiff(REVERSE, ShadowKernels::storing, constant(0.5), duplicated(y, dy), constant(k));
        for (int j = 0; j < 4; j++) {
            atomicAdd(dx, j, dy[j]);
        }
    }

    static void atomicForAll(double[] x, double[] dx, int n, int k) {
        autodiff(REVERSE, ShadowKernels::all, duplicated(x, dx), constant(n));
    }

    static void atomicRowsTooLong(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (4 * i + 1 < n) {
            addRow(x, dx, 4 * i, 5 < n - 4 * i ? 5 : n - 4 * i);
        }
    }

    static void atomicOverlappingRows(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i * k + k + 1 <= n) {
            addRow(x, dx, i * k, k + 1);
        }
    }

    static void atomicColumnWithoutABound(double[] x, double[] dx, int n, int k) {
        int i = globalIdY() * k + globalIdX();
        if (i < n) {
            add(x, dx, i);
        }
    }

    static void atomicHalfAStride(double[] x, double[] dx, int n, int k) {
        for (int i = globalIdX(); i < n; i += blockDimX()) {
            add(x, dx, i);
        }
    }

    /** The kernel itself adds to the shadow, at another index. */
    static void atomicWrittenElsewhere(double[] x, double[] dx, int n, int k) {
        int i = globalIdX();
        if (i < n) {
            atomicAdd(dx, n - 1 - i, 1.0);
            add(x, dx, i);
        }
    }

    /** Two shadows, for which one array may be passed. */
    static void pairOfShadows(double[] x, double[] dx, int n, int k, double[] dx2) {
        int i = globalIdX();
        if (i < n) {
            add(x, dx, i);
            add(x, dx2, n - 1 - i);
        }
    }

    private static double ofRow(double[][] x, int i, int j) {
        return x[i][j] * x[i][j];
    }

    private static double wholeRow(double[][] x, int i) {
        double sum = 0;
        for (int j = 0; j < x[i].length; j++) {
            sum += x[i][j] * x[i][j];
        }
        return sum;
    }

    private static void add(double[][] x, double[][] dx, int i, int j) {
        autodiff(REVERSE, ShadowKernels::ofRow, duplicated(x, dx), constant(i), constant(j));
    }

    /** Here {@code x} has four rows of four. */
    static void rowsOwnByRow(double[][] x, double[][] dx, int n, int k) {
        int i = globalIdX();
        if (i < k) {
            autodiff(REVERSE, ShadowKernels::wholeRow, duplicated(x, dx), constant(i));
        }
    }

    static void rowsOwnByBoth(double[][] x, double[][] dx, int n, int k) {
        int i = globalIdX();
        int j = globalIdY();
        if (i < k && j < k) {
            add(x, dx, i, j);
        }
    }

    static void rowsOwnByElement(double[][] x, double[][] dx, int n, int k) {
        int j = globalIdX();
        if (j < k) {
            for (int i = 0; i < k; i++) {
                add(x, dx, i, j);
            }
        }
    }

    static void rowsSharedByTwo(double[][] x, double[][] dx, int n, int k) {
        int i = globalIdX();
        if (i < n) {
            add(x, dx, i / k, 0);
        }
    }

    static void rowsSharedTransposed(double[][] x, double[][] dx, int n, int k) {
        int i = globalIdX();
        if (i < k) {
            add(x, dx, i, 1);
            add(x, dx, 1, k - 1 - i);
        }
    }

    /** The data says which row. */
    static void rowsSharedByData(double[][] x, double[][] dx, int n, int k) {
        int i = globalIdX();
        if (i < n) {
            add(x, dx, (int) x[i % k][0] & 3, i % k);
        }
    }
}
