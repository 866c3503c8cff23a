package dev.adagent.transform.emit;

import java.util.ArrayDeque;

/**
 * Tapes of reverse passes: arrays that each thread keeps and reuses, since a fresh one would be zeroed, and grown from little, each time.
 * Their content is whatever the last user left. Emitted code calls these methods.
 */
public final class Tapes {
    private static final int FIRST = 1024;
    private static final int KEPT = 8;
    private static final int LARGEST_KEPT = 1 << 22;

    private static final ThreadLocal<Tapes> MINE = ThreadLocal.withInitial(Tapes::new);

    private final ArrayDeque<int[]> ints = new ArrayDeque<>();
    private final ArrayDeque<long[]> longs = new ArrayDeque<>();
    private final ArrayDeque<float[]> floats = new ArrayDeque<>();
    private final ArrayDeque<double[]> doubles = new ArrayDeque<>();

    private Tapes() {}

    public static int[] openI() {
        int[] a = MINE.get().ints.poll();
        return a == null ? new int[FIRST] : a;
    }

    public static long[] openJ() {
        long[] a = MINE.get().longs.poll();
        return a == null ? new long[FIRST] : a;
    }

    public static float[] openF() {
        float[] a = MINE.get().floats.poll();
        return a == null ? new float[FIRST] : a;
    }

    public static double[] openD() {
        double[] a = MINE.get().doubles.poll();
        return a == null ? new double[FIRST] : a;
    }

    public static void close(int[] a) {
        keep(MINE.get().ints, a, a.length);
    }

    public static void close(long[] a) {
        keep(MINE.get().longs, a, a.length);
    }

    public static void close(float[] a) {
        keep(MINE.get().floats, a, a.length);
    }

    public static void close(double[] a) {
        keep(MINE.get().doubles, a, a.length);
    }

    private static <T> void keep(ArrayDeque<T> pool, T tape, int length) {
        if (pool.size() < KEPT && length <= LARGEST_KEPT) {
            pool.push(tape);
        }
    }
}
