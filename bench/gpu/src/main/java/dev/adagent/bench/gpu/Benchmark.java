package dev.adagent.bench.gpu;

import dev.adagent.transform.device.Kernel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * One row of the table.
 *
 * @param kernel name of the kernel, in Java and in CUDA C++
 * @param grid gridX, gridY, gridZ, blockX, blockY, blockZ
 * @param args arguments in Java's order; CUDA C++ gets arrays as pointers and, last, the length of the array {@code sized}
 * @param output index of the array that is compared
 * @param sized index of the array whose length CUDA C++ gets
 * @param tolerance relative difference allowed between the two; 0 where STRICT arithmetic must agree with {@code -fmad=false} bit for bit
 */
record Benchmark(String kernel, int[] grid, Object[] args, int output, int sized, double tolerance) {

    /** Every row by its kernel's name; the data, the same in every run, are made when asked for. */
    private static final Map<String, Supplier<Benchmark>> ROWS = rows();

    /** Names of all rows' kernels. */
    static final List<String> KERNELS = List.copyOf(ROWS.keySet());

    private static Map<String, Supplier<Benchmark>> rows() {
        Map<String, Supplier<Benchmark>> rows = new LinkedHashMap<>();
        rows.put("saxpy", Benchmark::saxpy);
        rows.put("stencil", Benchmark::stencil);
        rows.put("matmul", Benchmark::matmul);
        rows.put("nbody", () -> nbody("nbody", 256));
        rows.put("nbodyTiled", () -> nbody("nbodyTiled", Kernels.BODIES));
        rows.put("nbodyTiled2", () -> nbody("nbodyTiled2", 2 * Kernels.BODIES));
        rows.put("blackScholesFloat", Benchmark::blackScholesFloat);
        rows.put("blackScholesDouble", Benchmark::blackScholesDouble);
        rows.put("blockSum", Benchmark::blockSum);
        rows.put("mandelbrot", Benchmark::mandelbrot);
        return Collections.unmodifiableMap(rows);
    }

    static Benchmark of(String kernel) {
        return ROWS.get(kernel).get();
    }

    /** As {@link #tolerance}, where both may fuse products and sums or approximate, each in its own places. */
    double tolerance(Kernel.MathMode mode) {
        return switch (mode) {
            case STRICT -> tolerance;
            case CONTRACT -> kernel.equals("mandelbrot") ? 1 : Math.max(tolerance, 1e-6);
            case FAST -> kernel.equals("mandelbrot") ? 1 : Math.max(tolerance, 1e-4);
        };
    }

    private static Benchmark saxpy() {
        int n = 1 << 26;
        return new Benchmark(
                "saxpy", line(n, 256), new Object[] {1.5f, floats(n, 1, -1, 1), floats(n, 2, -1, 1)}, 2, 2, 0);
    }

    private static Benchmark stencil() {
        int side = 8192;
        return new Benchmark(
                "stencil",
                new int[] {side / 32, side / 8, 1, 32, 8, 1},
                new Object[] {floats(side * side, 3, -1, 1), new float[side * side], side, side},
                1,
                1,
                0);
    }

    private static Benchmark matmul() {
        int n = 2048;
        int tiles = n / Kernels.TILE;
        return new Benchmark(
                "matmul",
                new int[] {tiles, tiles, 1, Kernels.TILE, Kernels.TILE, 1},
                new Object[] {floats(n * n, 8, -1, 1), floats(n * n, 9, -1, 1), new float[n * n], n},
                2,
                2,
                0);
    }

    private static Benchmark nbody(String kernel, int block) {
        int n = 16_384;
        return new Benchmark(
                kernel, line(n, block), new Object[] {floats(4 * n, 4, -1, 1), new float[3 * n], 1e-3f}, 1, 1, 1e-3);
    }

    private static Benchmark blockSum() {
        int blocks = 132 * 8;
        return new Benchmark(
                "blockSum",
                new int[] {blocks, 1, 1, 256, 1, 1},
                new Object[] {floats(1 << 26, 10, 0, 1), new float[blocks]},
                1,
                0,
                0);
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
