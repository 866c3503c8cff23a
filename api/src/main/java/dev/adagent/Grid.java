package dev.adagent;

/**
 * The threads of a launch: a grid of blocks of threads, in CUDA's terms. Blocks of a grid are counted by {@code gridX × gridY ×
 * gridZ}, threads of a block by {@code blockX × blockY × blockZ}.
 *
 * @param gridX blocks along x, 1 … 2³¹−1
 * @param gridY blocks along y, 1 … 65535
 * @param gridZ blocks along z, 1 … 65535
 * @param blockX threads along x
 * @param blockY threads along y
 * @param blockZ threads along z, at most 64; {@code blockX × blockY × blockZ} is at most 1024
 */
public record Grid(int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ) {
    /** @throws IllegalArgumentException if a number is out of its range */
    public Grid {
        check(
                gridX >= 1 && gridY >= 1 && gridZ >= 1,
                "a grid has at least one block along each axis",
                gridX,
                gridY,
                gridZ);
        check(gridY <= 65535 && gridZ <= 65535, "a grid has at most 65535 blocks along y and z", gridX, gridY, gridZ);
        check(
                blockX >= 1 && blockY >= 1 && blockZ >= 1,
                "a block has at least one thread along each axis",
                blockX,
                blockY,
                blockZ);
        check(
                blockX <= 1024 && blockY <= 1024 && blockZ <= 64 && blockX * blockY * blockZ <= 1024,
                "a block has at most 1024 threads, and 64 along z",
                blockX,
                blockY,
                blockZ);
    }

    /** {@code grid} blocks of {@code block} threads along x. */
    public static Grid of(int grid, int block) {
        return new Grid(grid, 1, 1, block, 1, 1);
    }

    /**
     * The fewest blocks of {@code block} threads along x that have {@code n} threads; one block for 0. The last block may reach
     * past {@code n}: kernels begin with {@code if (globalIdX() >= n) return;}.
     *
     * @throws IllegalArgumentException if {@code n} is negative
     */
    public static Grid covering(int n, int block) {
        if (n < 0 || block < 1) {
            throw new IllegalArgumentException("no grid covers " + n + " threads with blocks of " + block);
        }
        return of(Math.max(1, (int) (((long) n + block - 1) / block)), block);
    }

    /** The number of threads in the grid. */
    public long threads() {
        return Math.multiplyExact((long) gridX * blockX * blockY * blockZ, Math.multiplyExact((long) gridY, gridZ));
    }

    int[] toArray() {
        return new int[] {gridX, gridY, gridZ, blockX, blockY, blockZ};
    }

    private static void check(boolean ok, String rule, int x, int y, int z) {
        if (!ok) {
            throw new IllegalArgumentException(rule + ": " + x + " × " + y + " × " + z);
        }
    }
}
