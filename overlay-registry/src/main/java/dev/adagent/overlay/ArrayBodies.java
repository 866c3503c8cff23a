package dev.adagent.overlay;

import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Bodies of methods of {@code java.util.Arrays} and {@code java.util.Objects} whose own code leads to native code, threads or
 * collections. They do what the Javadoc says, in the same cases. Not to be called: compiled into jobs.
 */
public final class ArrayBodies {
    private ArrayBodies() {}

    /** {@link java.util.Objects#checkFromToIndex(int, int, int)}. */
    public static int checkFromToIndex(int from, int to, int length) {
        if (from < 0 || from > to || to > length) {
            throw new IndexOutOfBoundsException("Range [" + from + ", " + to + ") out of bounds for length " + length);
        }
        return from;
    }

    /** {@link java.util.Objects#checkFromIndexSize(int, int, int)}. */
    public static int checkFromIndexSize(int from, int size, int length) {
        if ((length | from | size) < 0 || size > length - from) {
            throw new IndexOutOfBoundsException(
                    "Range [" + from + ", " + from + " + " + size + ") out of bounds for length " + length);
        }
        return from;
    }

    /** {@code jdk.internal.util.ArraysSupport.mismatch}: the first index at which the elements differ, −1 if none. */
    public static int mismatch(boolean[] a, boolean[] b, int length) {
        for (int i = 0; i < length; i++) {
            if (a[i] != b[i]) {
                return i;
            }
        }
        return -1;
    }

    /** As above. */
    public static int mismatch(byte[] a, byte[] b, int length) {
        for (int i = 0; i < length; i++) {
            if (a[i] != b[i]) {
                return i;
            }
        }
        return -1;
    }

    /** As above. */
    public static int mismatch(char[] a, char[] b, int length) {
        for (int i = 0; i < length; i++) {
            if (a[i] != b[i]) {
                return i;
            }
        }
        return -1;
    }

    /** As above. */
    public static int mismatch(short[] a, short[] b, int length) {
        for (int i = 0; i < length; i++) {
            if (a[i] != b[i]) {
                return i;
            }
        }
        return -1;
    }

    /** As above. */
    public static int mismatch(int[] a, int[] b, int length) {
        for (int i = 0; i < length; i++) {
            if (a[i] != b[i]) {
                return i;
            }
        }
        return -1;
    }

    /** As above. */
    public static int mismatch(long[] a, long[] b, int length) {
        for (int i = 0; i < length; i++) {
            if (a[i] != b[i]) {
                return i;
            }
        }
        return -1;
    }

    /** As above; numbers are the same as {@link Float#equals} has it. */
    public static int mismatch(float[] a, float[] b, int length) {
        for (int i = 0; i < length; i++) {
            if (Float.floatToIntBits(a[i]) != Float.floatToIntBits(b[i])) {
                return i;
            }
        }
        return -1;
    }

    /** As above; numbers are the same as {@link Double#equals} has it. */
    public static int mismatch(double[] a, double[] b, int length) {
        for (int i = 0; i < length; i++) {
            if (Double.doubleToLongBits(a[i]) != Double.doubleToLongBits(b[i])) {
                return i;
            }
        }
        return -1;
    }

    /** {@link java.util.Arrays#hashCode(int[])}, which is vectorised on some JDKs. */
    public static int hashCode(int[] a) {
        if (a == null) {
            return 0;
        }
        int result = 1;
        for (int x : a) {
            result = 31 * result + x;
        }
        return result;
    }

    // ---- sorting by a heap (Williams, Algorithm 232, 1964): in place and without recursion

    /** {@link java.util.Arrays#sort(double[])}: −0.0 before 0.0, NaN last. */
    public static void sort(double[] a) {
        sort(a, 0, a.length);
    }

    /** {@link java.util.Arrays#sort(double[], int, int)}. */
    public static void sort(double[] a, int from, int to) {
        checkRange(a.length, from, to);
        for (int start = from + (to - from) / 2 - 1; start >= from; start--) {
            sink(a, from, start, to);
        }
        for (int end = to - 1; end > from; end--) {
            double top = a[from];
            a[from] = a[end];
            a[end] = top;
            sink(a, from, from, end);
        }
    }

    private static void sink(double[] a, int from, int start, int end) {
        double x = a[start];
        int at = start;
        int child = 2 * (at - from) + 1 + from;
        while (child < end) {
            if (child + 1 < end && Double.compare(a[child], a[child + 1]) < 0) {
                child++;
            }
            if (Double.compare(x, a[child]) >= 0) {
                break;
            }
            a[at] = a[child];
            at = child;
            child = 2 * (at - from) + 1 + from;
        }
        a[at] = x;
    }

    /** {@link java.util.Arrays#sort(float[])}. */
    public static void sort(float[] a) {
        sort(a, 0, a.length);
    }

    /** {@link java.util.Arrays#sort(float[], int, int)}. */
    public static void sort(float[] a, int from, int to) {
        checkRange(a.length, from, to);
        for (int start = from + (to - from) / 2 - 1; start >= from; start--) {
            sink(a, from, start, to);
        }
        for (int end = to - 1; end > from; end--) {
            float top = a[from];
            a[from] = a[end];
            a[end] = top;
            sink(a, from, from, end);
        }
    }

    private static void sink(float[] a, int from, int start, int end) {
        float x = a[start];
        int at = start;
        int child = 2 * (at - from) + 1 + from;
        while (child < end) {
            if (child + 1 < end && Float.compare(a[child], a[child + 1]) < 0) {
                child++;
            }
            if (Float.compare(x, a[child]) >= 0) {
                break;
            }
            a[at] = a[child];
            at = child;
            child = 2 * (at - from) + 1 + from;
        }
        a[at] = x;
    }

    /** {@link java.util.Arrays#sort(int[])}. */
    public static void sort(int[] a) {
        sort(a, 0, a.length);
    }

    /** {@link java.util.Arrays#sort(int[], int, int)}. */
    public static void sort(int[] a, int from, int to) {
        checkRange(a.length, from, to);
        for (int start = from + (to - from) / 2 - 1; start >= from; start--) {
            sink(a, from, start, to);
        }
        for (int end = to - 1; end > from; end--) {
            int top = a[from];
            a[from] = a[end];
            a[end] = top;
            sink(a, from, from, end);
        }
    }

    private static void sink(int[] a, int from, int start, int end) {
        int x = a[start];
        int at = start;
        int child = 2 * (at - from) + 1 + from;
        while (child < end) {
            if (child + 1 < end && a[child] < a[child + 1]) {
                child++;
            }
            if (x >= a[child]) {
                break;
            }
            a[at] = a[child];
            at = child;
            child = 2 * (at - from) + 1 + from;
        }
        a[at] = x;
    }

    /** {@link java.util.Arrays#sort(long[])}. */
    public static void sort(long[] a) {
        sort(a, 0, a.length);
    }

    /** {@link java.util.Arrays#sort(long[], int, int)}. */
    public static void sort(long[] a, int from, int to) {
        checkRange(a.length, from, to);
        for (int start = from + (to - from) / 2 - 1; start >= from; start--) {
            sink(a, from, start, to);
        }
        for (int end = to - 1; end > from; end--) {
            long top = a[from];
            a[from] = a[end];
            a[end] = top;
            sink(a, from, from, end);
        }
    }

    private static void sink(long[] a, int from, int start, int end) {
        long x = a[start];
        int at = start;
        int child = 2 * (at - from) + 1 + from;
        while (child < end) {
            if (child + 1 < end && a[child] < a[child + 1]) {
                child++;
            }
            if (x >= a[child]) {
                break;
            }
            a[at] = a[child];
            at = child;
            child = 2 * (at - from) + 1 + from;
        }
        a[at] = x;
    }

    // ---- what the JDK does in several threads: one thread of a kernel does it in order

    /** {@link java.util.Arrays#parallelPrefix(int[], java.util.function.IntBinaryOperator)}. */
    public static void parallelPrefix(int[] a, IntBinaryOperator f) {
        parallelPrefix(a, 0, a.length, f);
    }

    /** Of a part of the array. */
    public static void parallelPrefix(int[] a, int from, int to, IntBinaryOperator f) {
        Objects.requireNonNull(f);
        checkRange(a.length, from, to);
        for (int i = from + 1; i < to; i++) {
            a[i] = f.applyAsInt(a[i - 1], a[i]);
        }
    }

    /** {@link java.util.Arrays#parallelPrefix(long[], java.util.function.LongBinaryOperator)}. */
    public static void parallelPrefix(long[] a, LongBinaryOperator f) {
        parallelPrefix(a, 0, a.length, f);
    }

    /** Of a part of the array. */
    public static void parallelPrefix(long[] a, int from, int to, LongBinaryOperator f) {
        Objects.requireNonNull(f);
        checkRange(a.length, from, to);
        for (int i = from + 1; i < to; i++) {
            a[i] = f.applyAsLong(a[i - 1], a[i]);
        }
    }

    /** {@link java.util.Arrays#parallelPrefix(double[], java.util.function.DoubleBinaryOperator)}. */
    public static void parallelPrefix(double[] a, DoubleBinaryOperator f) {
        parallelPrefix(a, 0, a.length, f);
    }

    /** Of a part of the array. */
    public static void parallelPrefix(double[] a, int from, int to, DoubleBinaryOperator f) {
        Objects.requireNonNull(f);
        checkRange(a.length, from, to);
        for (int i = from + 1; i < to; i++) {
            a[i] = f.applyAsDouble(a[i - 1], a[i]);
        }
    }

    static void checkRange(int length, int from, int to) {
        if (from > to) {
            throw new IllegalArgumentException("fromIndex(" + from + ") > toIndex(" + to + ")");
        }
        if (from < 0) {
            throw new ArrayIndexOutOfBoundsException(from);
        }
        if (to > length) {
            throw new ArrayIndexOutOfBoundsException(to);
        }
    }

    /** As the JDK checks the part of an array that a stream is of. */
    static void checkElements(int length, int from, int to) {
        if (from > to) {
            throw new ArrayIndexOutOfBoundsException("origin(" + from + ") > fence(" + to + ")");
        }
        checkRange(length, from, to);
    }
}
