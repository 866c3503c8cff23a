package dev.adagent;

/**
 * What a kernel asks of its device, with CUDA's names. The bodies here are those of a grid of one thread: they run when a kernel
 * is called as an ordinary method.
 *
 * <p>In a {@link Gpu#launch} whose kernel's class did not opt in, they throw {@link AgentMissingException}, which names the line
 * to add.
 */
public final class Kernel extends WarpFunctions {
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

    /** Number of this thread in its block, x fastest, then y, then z. */
    private static int threadInBlock() {
        return (threadIdxZ() * blockDimY() + threadIdxY()) * blockDimX() + threadIdxX();
    }

    /** Number of this thread in its warp, from 0 to 31. */
    public static int laneId() {
        return threadInBlock() & 31;
    }

    /** Waits for all threads of the block that have not ended; what they wrote before is seen by all after. */
    public static void syncThreads() {
        Launch.refuseWhenArmed();
    }

    /** What this thread wrote before is seen by the other threads of its block before what it writes after. */
    public static void threadfenceBlock() {
        Launch.refuseWhenArmed();
    }

    /** What this thread wrote before is seen by all threads of the launch before what it writes after. */
    public static void threadfence() {
        Launch.refuseWhenArmed();
    }

    /** What this thread wrote before is seen by all threads, those of other devices too, before what it writes after. */
    public static void threadfenceSystem() {
        Launch.refuseWhenArmed();
    }

    /**
     * Prints as {@link java.io.PrintStream#printf(String, Object...) System.out.printf} does, from a kernel. A thread of a launch
     * records what it prints; when the launch has ended, also if a thread of it threw, the host formats that and prints it to
     * {@code System.out}, ordered by the thread's number in the grid (block by block, in a block x fastest), and what one thread prints as it
     * printed it.
     *
     * <p>The format is a constant of the compiled code, and is checked against the arguments' types when the kernel is compiled: where
     * the JVM would throw an {@link java.util.IllegalFormatException} whatever the values are, the kernel is refused, with the line. Arguments
     * are numbers, booleans and chars, constant texts and concatenations of these, enum constants that the code names, {@code null}. {@code %c} takes
     * chars: of other integers the JVM refuses some.
     *
     * <p>What the threads of a launch print takes at most {@code adagent.printf.memory} MiB, 1 unless that system property says
     * otherwise: 16 bytes a call and 8 an argument. What does not fit is not printed, and one warning says how many calls that are. Which they are differs from run
     * to run.
     *
     * <p>In a function that is differentiated, what it prints is printed once, by the primal computation; the derivative does not see it.
     *
     * @param format as {@link java.util.Formatter} takes it
     * @param args what the format's specifiers show
     */
    public static void printf(String format, Object... args) {
        Launch.refuseWhenArmed();
        System.out.printf(format, args);
    }

    /**
     * An array that the threads of a block share, as CUDA's {@code __shared__}: every thread of the block that comes to this call gets
     * the same array, however often and by whatever way it comes there. It is zeroed before the block begins, on every device. All
     * shared arrays of a kernel take at most 48 KiB.
     *
     * @param length number of elements; a constant once the kernel is compiled
     */
    public static double[] sharedDouble(int length) {
        Launch.refuseWhenArmed();
        return new double[length];
    }

    /**
     * As {@link #sharedDouble}, of elements of type {@code float}.
     *
     * @param length number of elements; a constant once the kernel is compiled
     */
    public static float[] sharedFloat(int length) {
        Launch.refuseWhenArmed();
        return new float[length];
    }

    /**
     * As {@link #sharedDouble}, of elements of type {@code long}.
     *
     * @param length number of elements; a constant once the kernel is compiled
     */
    public static long[] sharedLong(int length) {
        Launch.refuseWhenArmed();
        return new long[length];
    }

    /**
     * As {@link #sharedDouble}, of elements of type {@code int}.
     *
     * @param length number of elements; a constant once the kernel is compiled
     */
    public static int[] sharedInt(int length) {
        Launch.refuseWhenArmed();
        return new int[length];
    }

    /**
     * As {@link #sharedDouble}, of elements of type {@code short}.
     *
     * @param length number of elements; a constant once the kernel is compiled
     */
    public static short[] sharedShort(int length) {
        Launch.refuseWhenArmed();
        return new short[length];
    }

    /**
     * As {@link #sharedDouble}, of elements of type {@code char}.
     *
     * @param length number of elements; a constant once the kernel is compiled
     */
    public static char[] sharedChar(int length) {
        Launch.refuseWhenArmed();
        return new char[length];
    }

    /**
     * As {@link #sharedDouble}, of elements of type {@code byte}.
     *
     * @param length number of elements; a constant once the kernel is compiled
     */
    public static byte[] sharedByte(int length) {
        Launch.refuseWhenArmed();
        return new byte[length];
    }

    /**
     * As {@link #sharedDouble}, of elements of type {@code boolean}.
     *
     * @param length number of elements; a constant once the kernel is compiled
     */
    public static boolean[] sharedBoolean(int length) {
        Launch.refuseWhenArmed();
        return new boolean[length];
    }
}
