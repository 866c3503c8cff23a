package dev.adagent.bench.gpu;

import java.util.Random;

/**
 * One row of the table.
 *
 * @param kernel name of the kernel, in Java and in CUDA C++
 * @param grid gridX, gridY, gridZ, blockX, blockY, blockZ
 * @param args arguments in Java's order; CUDA C++ gets arrays as pointers and, last, the length of the array {@code output}
 * @param output index of the array that is compared
 * @param tolerance relative difference allowed between the two; 0 where STRICT arithmetic must agree with {@code -fmad=false} bit for bit
 */
record Benchmark(String kernel, int[] grid, Object[] args, int output, double tolerance) {

    /** Names of all rows' kernels. */
    static final java.util.List<String> KERNELS =
            java.util.List.of("saxpy", "stencil", "nbody", "blackScholesFloat", "blackScholesDouble", "mandelbrot");

    /** As {@link #tolerance}, where both may fuse products and sums, each in its own places. */
    double looseTolerance() {
        return kernel.equals("mandelbrot") ? 1 : Math.max(tolerance, 1e-6);
    }

    /** All rows; the data are the same in every run. */
    static java.util.List<Benchmark> all() {
        return java.util.List.of(saxpy(), stencil(), nbody(), blackScholesFloat(), blackScholesDouble(), mandelbrot());
    }

    private static Benchmark saxpy() {
        int n = 1 << 26;
        return new Benchmark(
                "saxpy", line(n, 256), new Object[] {1.5f, floats(n, 1, -1, 1), floats(n, 2, -1, 1)}, 2, 0);
    }

    private static Benchmark stencil() {
        int side = 8192;
        return new Benchmark(
                "stencil",
                new int[] {side / 32, side / 8, 1, 32, 8, 1},
                new Object[] {floats(side * side, 3, -1, 1), new float[side * side], side, side},
                1,
                0);
    }

    private static Benchmark nbody() {
        int n = 16_384;
        return new Benchmark(
                "nbody", line(n, 256), new Object[] {floats(4 * n, 4, -1, 1), new float[3 * n], 1e-3f}, 1, 1e-3);
    }

    private static Benchmark blackScholesFloat() {
        int n = 1 << 24;
        return new Benchmark(
                "blackScholesFloat",
                line(n, 256),
                new Object[] {
                    floats(n, 5, 5, 30),
                    floats(n, 6, 1, 100),
                    floats(n, 7, 0.25, 10),
                    new float[n],
                    new float[n],
                    0.02f,
                    0.3f
                },
                3,
                2e-3);
    }

    private static Benchmark blackScholesDouble() {
        int n = 1 << 24;
        return new Benchmark(
                "blackScholesDouble",
                line(n, 256),
                new Object[] {
                    doubles(n, 5, 5, 30),
                    doubles(n, 6, 1, 100),
                    doubles(n, 7, 0.25, 10),
                    new double[n],
                    new double[n],
                    0.02,
                    0.3
                },
                3,
                1e-9);
    }

    private static Benchmark mandelbrot() {
        int width = 2048;
        int height = 2048;
        return new Benchmark(
                "mandelbrot",
                new int[] {width / 16, height / 16, 1, 16, 16, 1},
                new Object[] {new int[width * height], width, -2.25, 1.5, 3.0 / width, 1000},
                0,
                0);
    }

    private static int[] line(int threads, int block) {
        return new int[] {(threads + block - 1) / block, 1, 1, block, 1, 1};
    }

    private static float[] floats(int n, long seed, double low, double high) {
        Random random = new Random(seed);
        float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            out[i] = (float) (low + (high - low) * random.nextFloat());
        }
        return out;
    }

    private static double[] doubles(int n, long seed, double low, double high) {
        Random random = new Random(seed);
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = low + (high - low) * random.nextFloat();
        }
        return out;
    }
}
