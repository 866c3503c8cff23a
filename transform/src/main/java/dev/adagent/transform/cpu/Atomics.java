package dev.adagent.transform.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Read-modify-write operations on array elements that several workers share; each gives the old value. Minimum and maximum are those
 * of {@code Math}; compare-and-swap of floating-point elements compares bits.
 */
final class Atomics {
    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle FLOAT = MethodHandles.arrayElementVarHandle(float[].class);
    private static final VarHandle DOUBLE = MethodHandles.arrayElementVarHandle(double[].class);

    private Atomics() {}

    static int add(int[] a, int i, int v) {
        return (int) INT.getAndAdd(a, i, v);
    }

    static int addPlain(int[] a, int i, int v) {
        int old = a[i];
        a[i] = old + v;
        return old;
    }

    static int exchange(int[] a, int i, int v) {
        return (int) INT.getAndSet(a, i, v);
    }

    static int compareAndSwap(int[] a, int i, int expected, int v) {
        return (int) INT.compareAndExchange(a, i, expected, v);
    }

    static int min(int[] a, int i, int v) {
        int old;
        do {
            old = (int) INT.getVolatile(a, i);
        } while (!INT.weakCompareAndSet(a, i, old, Math.min(old, v)));
        return old;
    }

    static int max(int[] a, int i, int v) {
        int old;
        do {
            old = (int) INT.getVolatile(a, i);
        } while (!INT.weakCompareAndSet(a, i, old, Math.max(old, v)));
        return old;
    }

    static int and(int[] a, int i, int v) {
        return (int) INT.getAndBitwiseAnd(a, i, v);
    }

    static int or(int[] a, int i, int v) {
        return (int) INT.getAndBitwiseOr(a, i, v);
    }

    static int xor(int[] a, int i, int v) {
        return (int) INT.getAndBitwiseXor(a, i, v);
    }

    static long add(long[] a, int i, long v) {
        return (long) LONG.getAndAdd(a, i, v);
    }

    static long addPlain(long[] a, int i, long v) {
        long old = a[i];
        a[i] = old + v;
        return old;
    }

    static long exchange(long[] a, int i, long v) {
        return (long) LONG.getAndSet(a, i, v);
    }

    static long compareAndSwap(long[] a, int i, long expected, long v) {
        return (long) LONG.compareAndExchange(a, i, expected, v);
    }

    static long min(long[] a, int i, long v) {
        long old;
        do {
            old = (long) LONG.getVolatile(a, i);
        } while (!LONG.weakCompareAndSet(a, i, old, Math.min(old, v)));
        return old;
    }

    static long max(long[] a, int i, long v) {
        long old;
        do {
            old = (long) LONG.getVolatile(a, i);
        } while (!LONG.weakCompareAndSet(a, i, old, Math.max(old, v)));
        return old;
    }

    static long and(long[] a, int i, long v) {
        return (long) LONG.getAndBitwiseAnd(a, i, v);
    }

    static long or(long[] a, int i, long v) {
        return (long) LONG.getAndBitwiseOr(a, i, v);
    }

    static long xor(long[] a, int i, long v) {
        return (long) LONG.getAndBitwiseXor(a, i, v);
    }

    static float add(float[] a, int i, float v) {
        return (float) FLOAT.getAndAdd(a, i, v);
    }

    static float addPlain(float[] a, int i, float v) {
        float old = a[i];
        a[i] = old + v;
        return old;
    }

    static float exchange(float[] a, int i, float v) {
        return (float) FLOAT.getAndSet(a, i, v);
    }

    static float compareAndSwap(float[] a, int i, float expected, float v) {
        return (float) FLOAT.compareAndExchange(a, i, expected, v);
    }

    static float min(float[] a, int i, float v) {
        float old;
        do {
            old = (float) FLOAT.getVolatile(a, i);
        } while (!FLOAT.weakCompareAndSet(a, i, old, Math.min(old, v)));
        return old;
    }

    static float max(float[] a, int i, float v) {
        float old;
        do {
            old = (float) FLOAT.getVolatile(a, i);
        } while (!FLOAT.weakCompareAndSet(a, i, old, Math.max(old, v)));
        return old;
    }

    static double add(double[] a, int i, double v) {
        return (double) DOUBLE.getAndAdd(a, i, v);
    }

    static double addPlain(double[] a, int i, double v) {
        double old = a[i];
        a[i] = old + v;
        return old;
    }

    static double exchange(double[] a, int i, double v) {
        return (double) DOUBLE.getAndSet(a, i, v);
    }

    static double compareAndSwap(double[] a, int i, double expected, double v) {
        return (double) DOUBLE.compareAndExchange(a, i, expected, v);
    }

    static double min(double[] a, int i, double v) {
        double old;
        do {
            old = (double) DOUBLE.getVolatile(a, i);
        } while (!DOUBLE.weakCompareAndSet(a, i, old, Math.min(old, v)));
        return old;
    }

    static double max(double[] a, int i, double v) {
        double old;
        do {
            old = (double) DOUBLE.getVolatile(a, i);
        } while (!DOUBLE.weakCompareAndSet(a, i, old, Math.max(old, v)));
        return old;
    }
}
