package dev.adagent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Read-modify-write operations on elements of arrays, global or shared: each is one step for all threads of the launch, and gives the
 * element's value before. Out of bounds they throw as a plain access does.
 */
abstract class AtomicFunctions {
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle FLOATS = MethodHandles.arrayElementVarHandle(float[].class);
    private static final VarHandle DOUBLES = MethodHandles.arrayElementVarHandle(double[].class);

    AtomicFunctions() {}

    /**
     * Adds to an element of an array.
     *
     * @return the element's value before
     */
    public static int atomicAdd(int[] array, int index, int value) {
        Launch.refuseWhenArmed();
        return (int) INTS.getAndAdd(array, index, value);
    }

    /**
     * Adds to an element of an array.
     *
     * @return the element's value before
     */
    public static long atomicAdd(long[] array, int index, long value) {
        Launch.refuseWhenArmed();
        return (long) LONGS.getAndAdd(array, index, value);
    }

    /**
     * Adds to an element of an array.
     *
     * @return the element's value before
     */
    public static float atomicAdd(float[] array, int index, float value) {
        Launch.refuseWhenArmed();
        return (float) FLOATS.getAndAdd(array, index, value);
    }

    /**
     * Adds to an element of an array.
     *
     * @return the element's value before
     */
    public static double atomicAdd(double[] array, int index, double value) {
        Launch.refuseWhenArmed();
        return (double) DOUBLES.getAndAdd(array, index, value);
    }

    /**
     * Keeps the smaller of an element and a value.
     *
     * @return the element's value before
     */
    public static int atomicMin(int[] array, int index, int value) {
        Launch.refuseWhenArmed();
        int old;
        do {
            old = (int) INTS.getVolatile(array, index);
        } while (!INTS.weakCompareAndSet(array, index, old, Math.min(old, value)));
        return old;
    }

    /**
     * Keeps the smaller of an element and a value.
     *
     * @return the element's value before
     */
    public static long atomicMin(long[] array, int index, long value) {
        Launch.refuseWhenArmed();
        long old;
        do {
            old = (long) LONGS.getVolatile(array, index);
        } while (!LONGS.weakCompareAndSet(array, index, old, Math.min(old, value)));
        return old;
    }

    /**
     * Keeps the smaller of an element and a value; NaN and zeros as {@link Math#min(float, float)} has them.
     *
     * @return the element's value before
     */
    public static float atomicMin(float[] array, int index, float value) {
        Launch.refuseWhenArmed();
        float old;
        do {
            old = (float) FLOATS.getVolatile(array, index);
        } while (!FLOATS.weakCompareAndSet(array, index, old, Math.min(old, value)));
        return old;
    }

    /**
     * Keeps the smaller of an element and a value; NaN and zeros as {@link Math#min(double, double)} has them.
     *
     * @return the element's value before
     */
    public static double atomicMin(double[] array, int index, double value) {
        Launch.refuseWhenArmed();
        double old;
        do {
            old = (double) DOUBLES.getVolatile(array, index);
        } while (!DOUBLES.weakCompareAndSet(array, index, old, Math.min(old, value)));
        return old;
    }

    /**
     * Keeps the larger of an element and a value.
     *
     * @return the element's value before
     */
    public static int atomicMax(int[] array, int index, int value) {
        Launch.refuseWhenArmed();
        int old;
        do {
            old = (int) INTS.getVolatile(array, index);
        } while (!INTS.weakCompareAndSet(array, index, old, Math.max(old, value)));
        return old;
    }

    /**
     * Keeps the larger of an element and a value.
     *
     * @return the element's value before
     */
    public static long atomicMax(long[] array, int index, long value) {
        Launch.refuseWhenArmed();
        long old;
        do {
            old = (long) LONGS.getVolatile(array, index);
        } while (!LONGS.weakCompareAndSet(array, index, old, Math.max(old, value)));
        return old;
    }

    /**
     * Keeps the larger of an element and a value; NaN and zeros as {@link Math#max(float, float)} has them.
     *
     * @return the element's value before
     */
    public static float atomicMax(float[] array, int index, float value) {
        Launch.refuseWhenArmed();
        float old;
        do {
            old = (float) FLOATS.getVolatile(array, index);
        } while (!FLOATS.weakCompareAndSet(array, index, old, Math.max(old, value)));
        return old;
    }

    /**
     * Keeps the larger of an element and a value; NaN and zeros as {@link Math#max(double, double)} has them.
     *
     * @return the element's value before
     */
    public static double atomicMax(double[] array, int index, double value) {
        Launch.refuseWhenArmed();
        double old;
        do {
            old = (double) DOUBLES.getVolatile(array, index);
        } while (!DOUBLES.weakCompareAndSet(array, index, old, Math.max(old, value)));
        return old;
    }

    /**
     * Combines an element with a value by &amp;.
     *
     * @return the element's value before
     */
    public static int atomicAnd(int[] array, int index, int value) {
        Launch.refuseWhenArmed();
        return (int) INTS.getAndBitwiseAnd(array, index, value);
    }

    /**
     * Combines an element with a value by &amp;.
     *
     * @return the element's value before
     */
    public static long atomicAnd(long[] array, int index, long value) {
        Launch.refuseWhenArmed();
        return (long) LONGS.getAndBitwiseAnd(array, index, value);
    }

    /**
     * Combines an element with a value by |.
     *
     * @return the element's value before
     */
    public static int atomicOr(int[] array, int index, int value) {
        Launch.refuseWhenArmed();
        return (int) INTS.getAndBitwiseOr(array, index, value);
    }

    /**
     * Combines an element with a value by |.
     *
     * @return the element's value before
     */
    public static long atomicOr(long[] array, int index, long value) {
        Launch.refuseWhenArmed();
        return (long) LONGS.getAndBitwiseOr(array, index, value);
    }

    /**
     * Combines an element with a value by ^.
     *
     * @return the element's value before
     */
    public static int atomicXor(int[] array, int index, int value) {
        Launch.refuseWhenArmed();
        return (int) INTS.getAndBitwiseXor(array, index, value);
    }

    /**
     * Combines an element with a value by ^.
     *
     * @return the element's value before
     */
    public static long atomicXor(long[] array, int index, long value) {
        Launch.refuseWhenArmed();
        return (long) LONGS.getAndBitwiseXor(array, index, value);
    }

    /**
     * Puts a value in the place of an element.
     *
     * @return the element's value before
     */
    public static int atomicExch(int[] array, int index, int value) {
        Launch.refuseWhenArmed();
        return (int) INTS.getAndSet(array, index, value);
    }

    /**
     * Puts a value in the place of an element.
     *
     * @return the element's value before
     */
    public static long atomicExch(long[] array, int index, long value) {
        Launch.refuseWhenArmed();
        return (long) LONGS.getAndSet(array, index, value);
    }

    /**
     * Puts a value in the place of an element.
     *
     * @return the element's value before
     */
    public static float atomicExch(float[] array, int index, float value) {
        Launch.refuseWhenArmed();
        return (float) FLOATS.getAndSet(array, index, value);
    }

    /**
     * Puts a value in the place of an element.
     *
     * @return the element's value before
     */
    public static double atomicExch(double[] array, int index, double value) {
        Launch.refuseWhenArmed();
        return (double) DOUBLES.getAndSet(array, index, value);
    }

    /**
     * Puts a value in the place of an element if that is the expected one.
     *
     * @return the element's value before
     */
    public static int atomicCAS(int[] array, int index, int expected, int value) {
        Launch.refuseWhenArmed();
        return (int) INTS.compareAndExchange(array, index, expected, value);
    }

    /**
     * Puts a value in the place of an element if that is the expected one.
     *
     * @return the element's value before
     */
    public static long atomicCAS(long[] array, int index, long expected, long value) {
        Launch.refuseWhenArmed();
        return (long) LONGS.compareAndExchange(array, index, expected, value);
    }

    /**
     * Puts a value in the place of an element if that is the expected one, compared by their bits.
     *
     * @return the element's value before
     */
    public static float atomicCAS(float[] array, int index, float expected, float value) {
        Launch.refuseWhenArmed();
        return (float) FLOATS.compareAndExchange(array, index, expected, value);
    }

    /**
     * Puts a value in the place of an element if that is the expected one, compared by their bits.
     *
     * @return the element's value before
     */
    public static double atomicCAS(double[] array, int index, double expected, double value) {
        Launch.refuseWhenArmed();
        return (double) DOUBLES.compareAndExchange(array, index, expected, value);
    }
}
