package dev.adagent.overlay;

import java.util.Comparator;

/**
 * Sorting of objects in compiled code: stable, as {@code java.util.Arrays} promises, so that the result is the JDK's wherever the order is
 * one. Short runs by insertion, then bottom-up merging (Knuth, The Art of Computer Programming, vol. 3, §5.2.1 and §5.2.4). A comparison
 * method that is no order is not found out. Not to be called: compiled into jobs.
 */
@SuppressWarnings({"unchecked", "rawtypes"}) // as erased as the methods that these stand for
public final class ObjectSorting {
    /** Longest run that is sorted by insertion. */
    private static final int RUN = 32;

    private ObjectSorting() {}

    /** {@link java.util.Arrays#sort(Object[])}. */
    public static void sort(Object[] a) {
        sorted(a, 0, a.length, null);
    }

    /** {@link java.util.Arrays#sort(Object[], int, int)}. */
    public static void sort(Object[] a, int from, int to) {
        sort(a, from, to, null);
    }

    /** {@link java.util.Arrays#sort(Object[], Comparator)}. */
    public static void sort(Object[] a, Comparator order) {
        sorted(a, 0, a.length, order);
    }

    /** {@link java.util.Arrays#sort(Object[], int, int, Comparator)}. */
    public static void sort(Object[] a, int from, int to, Comparator order) {
        ArrayBodies.checkRange(a.length, from, to);
        sorted(a, from, to, order);
    }

    private static void sorted(Object[] a, int from, int to, Comparator order) {
        if (to - from <= RUN) {
            insert(a, from, to, order);
            return;
        }
        for (int start = from; start < to; start += RUN) {
            insert(a, start, Math.min(start + RUN, to), order);
        }
        Object[] other = new Object[to - from];
        for (long width = RUN; width < to - from; width *= 2) {
            for (int k = from; k < to; k++) {
                other[k - from] = a[k];
            }
            for (long start = 0; start < to - from; start += 2 * width) {
                int middle = (int) Math.min(start + width, to - from);
                int end = (int) Math.min(start + 2 * width, to - from);
                merge(other, (int) start, middle, end, a, from + (int) start, order);
            }
        }
    }

    private static void insert(Object[] a, int from, int to, Comparator order) {
        for (int k = from + 1; k < to; k++) {
            Object x = a[k];
            int at = k;
            while (at > from && compare(a[at - 1], x, order) > 0) {
                a[at] = a[at - 1];
                at--;
            }
            a[at] = x;
        }
    }

    private static void merge(Object[] of, int start, int middle, int end, Object[] into, int at, Comparator order) {
        int left = start;
        int right = middle;
        for (int k = 0; k < end - start; k++) {
            if (left < middle && (right >= end || compare(of[left], of[right], order) <= 0)) {
                into[at + k] = of[left++];
            } else {
                into[at + k] = of[right++];
            }
        }
    }

    private static int compare(Object x, Object y, Comparator order) {
        return order == null ? ((Comparable) x).compareTo(y) : order.compare(x, y);
    }

    /** {@code Comparator.naturalOrder()}. */
    public static Comparator<Comparable<Object>> naturalOrder() {
        return (a, b) -> a.compareTo(b);
    }

    /** {@code Comparator.reverseOrder()} and {@code Collections.reverseOrder()}. */
    public static Comparator<Comparable<Object>> reverseOrder() {
        return (a, b) -> b.compareTo(a);
    }
}
