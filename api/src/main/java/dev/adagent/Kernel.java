package dev.adagent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a kernel asks of its device, with CUDA's names. The bodies here are those of a grid of one thread: they run when a kernel
 * is called as an ordinary method.
 *
 * <p>In a {@link Gpu#launch} whose kernel's class did not opt in, they throw {@link AgentMissingException}, which names the line
 * to add.
 */
public final class Kernel {
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle FLOATS = MethodHandles.arrayElementVarHandle(float[].class);
    private static final VarHandle DOUBLES = MethodHandles.arrayElementVarHandle(double[].class);

    private Kernel() {}

    /** Index of this thread in its block along x, from 0. */
    public static int threadIdxX() {
        Launch.refuseWhenArmed();
        return 0;
    }

    /** Index of this thread in its block along y, from 0. */
    public static int threadIdxY() {
        Launch.refuseWhenArmed();
        return 0;
    }

    /** Index of this thread in its block along z, from 0. */
    public static int threadIdxZ() {
        Launch.refuseWhenArmed();
        return 0;
    }

    /** Index of this thread's block in the grid along x, from 0. */
    public static int blockIdxX() {
        Launch.refuseWhenArmed();
        return 0;
    }

    /** Index of this thread's block in the grid along y, from 0. */
    public static int blockIdxY() {
        Launch.refuseWhenArmed();
        return 0;
    }

    /** Index of this thread's block in the grid along z, from 0. */
    public static int blockIdxZ() {
        Launch.refuseWhenArmed();
        return 0;
    }

    /** Number of threads in a block along x. */
    public static int blockDimX() {
        return 1;
    }

    /** Number of threads in a block along y. */
    public static int blockDimY() {
        return 1;
    }

    /** Number of threads in a block along z. */
    public static int blockDimZ() {
        return 1;
    }

    /** Number of blocks in the grid along x. */
    public static int gridDimX() {
        return 1;
    }

    /** Number of blocks in the grid along y. */
    public static int gridDimY() {
        return 1;
    }

    /** Number of blocks in the grid along z. */
    public static int gridDimZ() {
        return 1;
    }

    /** Index of this thread in the whole grid along x: {@code blockIdx * blockDim + threadIdx}, which wraps past 2³¹−1. */
    public static int globalIdX() {
        return blockIdxX() * blockDimX() + threadIdxX();
    }

    /** Index of this thread in the whole grid along y: {@code blockIdx * blockDim + threadIdx}, which wraps past 2³¹−1. */
    public static int globalIdY() {
        return blockIdxY() * blockDimY() + threadIdxY();
    }

    /** Index of this thread in the whole grid along z: {@code blockIdx * blockDim + threadIdx}, which wraps past 2³¹−1. */
    public static int globalIdZ() {
        return blockIdxZ() * blockDimZ() + threadIdxZ();
    }

    /** Waits for all threads of the block that have not ended. */
    public static void syncThreads() {
        Launch.refuseWhenArmed();
    }

    /**
     * Adds to an element of an array, in one step for all threads.
     *
     * @return the element's value before
     */
    public static double atomicAdd(double[] array, int index, double value) {
        Launch.refuseWhenArmed();
        return (double) DOUBLES.getAndAdd(array, index, value);
    }

    /**
     * Adds to an element of an array, in one step for all threads.
     *
     * @return the element's value before
     */
    public static float atomicAdd(float[] array, int index, float value) {
        Launch.refuseWhenArmed();
        return (float) FLOATS.getAndAdd(array, index, value);
    }

    /**
     * Adds to an element of an array, in one step for all threads.
     *
     * @return the element's value before
     */
    public static int atomicAdd(int[] array, int index, int value) {
        Launch.refuseWhenArmed();
        return (int) INTS.getAndAdd(array, index, value);
    }

    /**
     * Adds to an element of an array, in one step for all threads.
     *
     * @return the element's value before
     */
    public static long atomicAdd(long[] array, int index, long value) {
        Launch.refuseWhenArmed();
        return (long) LONGS.getAndAdd(array, index, value);
    }
}
