package dev.adagent.bench.gpu;

import static dev.adagent.Kernel.blockDimX;
import static dev.adagent.Kernel.blockDimY;
import static dev.adagent.Kernel.blockIdxX;
import static dev.adagent.Kernel.blockIdxY;
import static dev.adagent.Kernel.globalIdX;
import static dev.adagent.Kernel.gridDimX;
import static dev.adagent.Kernel.laneId;
import static dev.adagent.Kernel.sharedFloat;
import static dev.adagent.Kernel.shflDownSync;
import static dev.adagent.Kernel.syncThreads;
import static dev.adagent.Kernel.threadIdxX;
import static dev.adagent.Kernel.threadIdxY;

import dev.adagent.GpuKernel;
import dev.adagent.Kernel;

/** The kernels in Java, as an app would write them. Their CUDA C++ is in {@code kernels.cu}, under the same names. */
@SuppressWarnings("unused") // found by name
final class Kernels {
    /** Side of a tile of {@link #matmul}, and of its blocks. */
    static final int TILE = 32;
    /** Bodies in a tile of {@link #nbodyTiled}, and threads of its blocks. */
    static final int BODIES = 128;

    private Kernels() {}

    @GpuKernel
    static void saxpy(float a, float[] x, float[] y) {
        int i = globalIdX();
        if (i < y.length) {
            y[i] = a * x[i] + y[i];
        }
    }

    /** One Jacobi step on a {@code width} × {@code height} grid, its border left alone. */
    @GpuKernel
    static void stencil(float[] in, float[] out, int width, int height) {
        int x = blockIdxX() * blockDimX() + threadIdxX();
        int y = blockIdxY() * blockDimY() + threadIdxY();
        if (x > 0 && y > 0 && x < width - 1 && y < height - 1) {
            int i = y * width + x;
            out[i] = 0.2f * (in[i] + in[i - 1] + in[i + 1] + in[i - width] + in[i + width]);
        }
    }

    /** Accelerations of bodies {@code (x, y, z, mass)} by all bodies, with softening (Nyland, Harris and Prins, GPU Gems 3, ch. 31). */
    @GpuKernel
    static void nbody(float[] bodies, float[] accelerations, float softening) {
        int i = globalIdX();
        int n = bodies.length / 4;
        if (i >= n) {
            return;
        }
        float px = bodies[4 * i];
        float py = bodies[4 * i + 1];
        float pz = bodies[4 * i + 2];
        float ax = 0;
        float ay = 0;
        float az = 0;
        for (int j = 0; j < n; j++) {
            float dx = bodies[4 * j] - px;
            float dy = bodies[4 * j + 1] - py;
            float dz = bodies[4 * j + 2] - pz;
            float r2 = dx * dx + dy * dy + dz * dz + softening;
            float r = 1 / (float) Math.sqrt(r2);
            float s = bodies[4 * j + 3] * (r * r * r);
            ax += dx * s;
            ay += dy * s;
            az += dz * s;
        }
        accelerations[3 * i] = ax;
        accelerations[3 * i + 1] = ay;
        accelerations[3 * i + 2] = az;
    }

    /** As {@link #nbody}, the bodies taken from shared memory, tile by tile. Their number is a multiple of {@link #BODIES}. */
    @GpuKernel
    static void nbodyTiled(float[] bodies, float[] accelerations, float softening) {
        tiled(bodies, accelerations, softening, BODIES);
    }

    /** With tiles and blocks twice as large. */
    @GpuKernel
    static void nbodyTiled2(float[] bodies, float[] accelerations, float softening) {
        tiled(bodies, accelerations, softening, 2 * BODIES);
    }

    private static void tiled(float[] bodies, float[] accelerations, float softening, int size) {
        float[] tile = sharedFloat(4 * size);
        int i = globalIdX();
        int t = threadIdxX();
        int n = bodies.length / 4;
        float px = bodies[4 * i];
        float py = bodies[4 * i + 1];
        float pz = bodies[4 * i + 2];
        float ax = 0;
        float ay = 0;
        float az = 0;
        for (int first = 0; first < n; first += size) {
            tile[4 * t] = bodies[4 * (first + t)];
            tile[4 * t + 1] = bodies[4 * (first + t) + 1];
            tile[4 * t + 2] = bodies[4 * (first + t) + 2];
            tile[4 * t + 3] = bodies[4 * (first + t) + 3];
            syncThreads();
            for (int j = 0; j < size; j++) {
                float dx = tile[4 * j] - px;
                float dy = tile[4 * j + 1] - py;
                float dz = tile[4 * j + 2] - pz;
                float r2 = dx * dx + dy * dy + dz * dz + softening;
                float r = 1 / (float) Math.sqrt(r2);
                float s = tile[4 * j + 3] * (r * r * r);
                ax += dx * s;
                ay += dy * s;
                az += dz * s;
            }
            syncThreads();
        }
        accelerations[3 * i] = ax;
        accelerations[3 * i + 1] = ay;
        accelerations[3 * i + 2] = az;
    }

    /** {@code c = a · b} of matrices of {@code n} rows and columns, a multiple of {@link #TILE}, by tiles in shared memory. */
    @GpuKernel
    static void matmul(float[] a, float[] b, float[] c, int n) {
        float[] left = sharedFloat(TILE * TILE);
        float[] right = sharedFloat(TILE * TILE);
        int x = threadIdxX();
        int y = threadIdxY();
        int row = blockIdxY() * TILE + y;
        int column = blockIdxX() * TILE + x;
        float sum = 0;
        for (int first = 0; first < n; first += TILE) {
            left[y * TILE + x] = a[row * n + first + x];
            right[y * TILE + x] = b[(first + y) * n + column];
            syncThreads();
            for (int k = 0; k < TILE; k++) {
                sum += left[y * TILE + k] * right[k * TILE + x];
            }
            syncThreads();
        }
        c[row * n + column] = sum;
    }

    /** Sum over the warp, in its lane 0. */
    private static float warpSum(float value) {
        float sum = value;
        for (int distance = 16; distance > 0; distance >>= 1) {
            sum += shflDownSync(Kernel.FULL_MASK, sum, distance);
        }
        return sum;
    }

    /** One sum for each block: threads stride over the grid, then warps shuffle, then the first warp adds what shared memory holds. */
    @GpuKernel
    static void blockSum(float[] in, float[] sums) {
        float[] warps = sharedFloat(32);
        int t = threadIdxX();
        float sum = 0;
        for (int i = globalIdX(); i < in.length; i += blockDimX() * gridDimX()) {
            sum += in[i];
        }
        sum = warpSum(sum);
        if (laneId() == 0) {
            warps[t >> 5] = sum;
        }
        syncThreads();
        sum = warpSum(t < blockDimX() / 32 ? warps[t] : 0);
        if (t == 0) {
            sums[blockIdxX()] = sum;
        }
    }

    /** Cumulative normal distribution (Abramowitz and Stegun, 26.2.17). */
    private static double normal(double d) {
        double k = 1 / (1 + 0.2316419 * Math.abs(d));
        double tail = 0.3989422804014327
                * Math.exp(-0.5 * d * d)
                * (k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429)))));
        return d > 0 ? 1 - tail : tail;
    }

    /** Prices of European options. */
    @GpuKernel
    static void blackScholesDouble(
            double[] price, double[] strike, double[] years, double[] call, double[] put, double rate, double vol) {
        int i = globalIdX();
        if (i >= price.length) {
            return;
        }
        double s = price[i];
        double x = strike[i];
        double t = years[i];
        double root = Math.sqrt(t);
        double d1 = (Math.log(s / x) + (rate + 0.5 * vol * vol) * t) / (vol * root);
        double d2 = d1 - vol * root;
        double n1 = normal(d1);
        double n2 = normal(d2);
        double discounted = x * Math.exp(-rate * t);
        call[i] = s * n1 - discounted * n2;
        put[i] = discounted * (1 - n2) - s * (1 - n1);
    }

    private static float normal(float d) {
        float k = 1 / (1 + 0.2316419f * Math.abs(d));
        float tail = 0.39894228f
                * (float) Math.exp(-0.5f * d * d)
                * (k
                        * (0.31938153f
                                + k * (-0.356563782f + k * (1.781477937f + k * (-1.821255978f + k * 1.330274429f)))));
        return d > 0 ? 1 - tail : tail;
    }

    /** Prices of European options. */
    @GpuKernel
    static void blackScholesFloat(
            float[] price, float[] strike, float[] years, float[] call, float[] put, float rate, float vol) {
        int i = globalIdX();
        if (i >= price.length) {
            return;
        }
        float s = price[i];
        float x = strike[i];
        float t = years[i];
        float root = (float) Math.sqrt(t);
        float d1 = ((float) Math.log(s / x) + (rate + 0.5f * vol * vol) * t) / (vol * root);
        float d2 = d1 - vol * root;
        float n1 = normal(d1);
        float n2 = normal(d2);
        float discounted = x * (float) Math.exp(-rate * t);
        call[i] = s * n1 - discounted * n2;
        put[i] = discounted * (1 - n2) - s * (1 - n1);
    }

    /** Steps until z² + c leaves the circle of radius 2, at most {@code limit}. */
    @GpuKernel
    static void mandelbrot(int[] steps, int width, double left, double top, double pixel, int limit) {
        int px = blockIdxX() * blockDimX() + threadIdxX();
        int py = blockIdxY() * blockDimY() + threadIdxY();
        if (px >= width || py * width + px >= steps.length) {
            return;
        }
        double cr = left + px * pixel;
        double ci = top - py * pixel;
        double zr = 0;
        double zi = 0;
        int n = 0;
        while (n < limit && zr * zr + zi * zi <= 4) {
            double t = zr * zr - zi * zi + cr;
            zi = 2 * zr * zi + ci;
            zr = t;
            n++;
        }
        steps[py * width + px] = n;
    }
}
