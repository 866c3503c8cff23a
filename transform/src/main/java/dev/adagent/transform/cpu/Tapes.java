package dev.adagent.transform.cpu;

import java.util.ArrayDeque;

/** Tapes of reverse passes: arrays that each worker keeps and reuses. Their content is whatever the last user left. */
final class Tapes {
    private static final int FIRST = 1024;
    private static final int KEPT = 8;
    private static final int LARGEST_KEPT = 1 << 22;

    private static final ThreadLocal<Tapes> MINE = ThreadLocal.withInitial(Tapes::new);

    private final ArrayDeque<int[]> ints = new ArrayDeque<>();
    private final ArrayDeque<long[]> longs = new ArrayDeque<>();
    private final ArrayDeque<float[]> floats = new ArrayDeque<>();
    private final ArrayDeque<double[]> doubles = new ArrayDeque<>();

    private Tapes() {}

    static int[] openI() {
        int[] a = MINE.get().ints.poll();
        return a == null ? new int[FIRST] : a;
    }

    static long[] openJ() {
        long[] a = MINE.get().longs.poll();
        return a == null ? new long[FIRST] : a;
    }

    static float[] openF() {
        float[] a = MINE.get().floats.poll();
        return a == null ? new float[FIRST] : a;
    }

    static double[] openD() {
        double[] a = MINE.get().doubles.poll();
        return a == null ? new double[FIRST] : a;
    }

    static void close(int[] a) {
        keep(MINE.get().ints, a, a.length);
    }

    static void close(long[] a) {
        keep(MINE.get().longs, a, a.length);
    }

    static void close(float[] a) {
        keep(MINE.get().floats, a, a.length);
    }

    static void close(double[] a) {
        keep(MINE.get().doubles, a, a.length);
    }

    private static <T> void keep(ArrayDeque<T> pool, T tape, int length) {
        if (pool.size() < KEPT && length <= LARGEST_KEPT) {
            pool.push(tape);
        }
    }
}
