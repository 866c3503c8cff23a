package dev.adagent.transform.cpu;

import java.lang.ref.SoftReference;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays for workers to add into, kept between launches for as long as memory allows. They hold what addition leaves as it is: 0, and
 * −0.0 for floating-point elements, so that an element that nobody adds to keeps its sign. One thread at a time.
 */
final class Scratch {
    private record Shape(Class<?> type, int length) {}

    private SoftReference<Map<Shape, ArrayDeque<Object>>> kept = new SoftReference<>(null);

    private Map<Shape, ArrayDeque<Object>> map() {
        Map<Shape, ArrayDeque<Object>> m = kept.get();
        if (m == null) {
            m = new HashMap<>();
            kept = new SoftReference<>(m);
        }
        return m;
    }

    /** An empty array of the same type and length. */
    Object take(Object like) {
        Shape shape = new Shape(like.getClass(), Array.getLength(like));
        ArrayDeque<Object> free = map().get(shape);
        Object found = free == null ? null : free.poll();
        if (found != null) {
            return found;
        }
        Object made = Array.newInstance(shape.type().getComponentType(), shape.length());
        if (made instanceof double[] d) {
            Arrays.fill(d, -0.0);
        } else if (made instanceof float[] f) {
            Arrays.fill(f, -0f);
        }
        return made;
    }

    /** Gives back an array that is empty again. */
    void give(Object array) {
        map().computeIfAbsent(new Shape(array.getClass(), Array.getLength(array)), s -> new ArrayDeque<>())
                .push(array);
    }

    /** Adds {@code from} to {@code into} between two indices and empties it there. */
    static void drain(Object into, Object from, int lo, int hi) {
        if (into instanceof double[] t) {
            double[] s = (double[]) from;
            for (int i = lo; i < hi; i++) {
                t[i] += s[i];
                s[i] = -0.0;
            }
        } else if (into instanceof float[] t) {
            float[] s = (float[]) from;
            for (int i = lo; i < hi; i++) {
                t[i] += s[i];
                s[i] = -0f;
            }
        } else if (into instanceof long[] t) {
            long[] s = (long[]) from;
            for (int i = lo; i < hi; i++) {
                t[i] += s[i];
                s[i] = 0;
            }
        } else if (into instanceof int[] t) {
            int[] s = (int[]) from;
            for (int i = lo; i < hi; i++) {
                t[i] += s[i];
                s[i] = 0;
            }
        } else {
            throw new IllegalArgumentException("no array of numbers: " + into.getClass());
        }
    }
}
