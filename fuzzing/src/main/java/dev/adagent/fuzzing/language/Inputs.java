package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Draw;
import java.lang.reflect.Array;
import java.util.stream.IntStream;

/** The arguments of a program's kernel: a row for each thread, corners of every type among them; the same for the same seed. */
final class Inputs {
    /** Threads of a launch over all rows. */
    static final int ROWS = 24;

    private static final int[] INTS = {0, 1, -1, 2, 3, 7, 8, 31, 32, 33, 1000, -7, Integer.MIN_VALUE, Integer.MAX_VALUE
    };
    private static final long[] LONGS = {
        0, 1, -1, 2, 63, 64, -12345678901L, 1L << 53, Long.MIN_VALUE, Long.MAX_VALUE, 0xffffffffL
    };
    private static final float[] FLOATS = {
        0f, -0f, 1f, -2.5f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE, 3e9f, 0.5f
    };
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1.0,
        0.5,
        -2.5,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        2.147483648e9,
        -1e19,
        1e-320,
        3.75
    };

    /** Places of arguments in the kernel's list: the first row, the rows in the order of the threads, bounded results. */
    static final int BASE = 0;

    static final int ORDER = 1;
    static final int BOUNDED = 17;

    private Inputs() {}

    /** The kernel's arguments, the rows in their order. */
    static Object[] arguments(long seed) {
        Draw d = new Draw(~seed);
        int part = ROWS * ProgramGenerator.PART;
        return new Object[] {
            0,
            IntStream.range(0, ROWS).toArray(),
            array(int.class, ROWS, d),
            array(long.class, ROWS, d),
            array(float.class, ROWS, d),
            array(double.class, ROWS, d),
            rows(int.class, d),
            rows(long.class, d),
            rows(double.class, d),
            rows(byte.class, d),
            array(int.class, part, d),
            array(long.class, part, d),
            array(float.class, part, d),
            array(double.class, part, d),
            array(short.class, part, d),
            array(char.class, part, d),
            array(boolean.class, part, d),
            new double[ROWS * Elementary.RESULTS],
            new long[ROWS],
            new int[ROWS]
        };
    }

    /** Mostly of 4 to 8 elements, some shorter, some empty, some missing. */
    private static Object rows(Class<?> element, Draw d) {
        Object[] out = (Object[]) Array.newInstance(element.arrayType(), ROWS);
        for (int k = 0; k < ROWS; k++) {
            if (!d.oneIn(40)) {
                out[k] = array(element, d.oneIn(12) ? d.below(4) : d.between(4, 8), d);
            }
        }
        return out;
    }

    private static Object array(Class<?> element, int length, Draw d) {
        Object out = Array.newInstance(element, length);
        for (int k = 0; k < length; k++) {
            Array.set(out, k, value(element, d));
        }
        return out;
    }

    private static Object value(Class<?> t, Draw d) {
        boolean corner = d.flip();
        int small = d.below(21) - 10;
        if (t == int.class) {
            return corner ? INTS[d.below(INTS.length)] : d.oneIn(4) ? (int) d.bits() : small;
        } else if (t == long.class) {
            return corner ? LONGS[d.below(LONGS.length)] : d.oneIn(4) ? d.bits() : small;
        } else if (t == float.class) {
            return corner ? FLOATS[d.below(FLOATS.length)] : (float) (d.unit() * 20 - 10);
        } else if (t == double.class) {
            return corner ? DOUBLES[d.below(DOUBLES.length)] : d.unit() * 20 - 10;
        } else if (t == short.class) {
            return (short) d.bits();
        } else if (t == byte.class) {
            return (byte) d.bits();
        } else if (t == char.class) {
            return (char) d.bits();
        }
        return d.flip();
    }

    /** Deep copies: one launch's arguments. */
    static Object[] copy(Object... arguments) {
        Object[] out = arguments.clone();
        for (int k = 0; k < out.length; k++) {
            out[k] = copyOf(out[k]);
        }
        return out;
    }

    private static Object copyOf(Object o) {
        if (o instanceof Object[] rows) {
            Object[] out = rows.clone();
            for (int k = 0; k < out.length; k++) {
                out[k] = copyOf(out[k]);
            }
            return out;
        }
        if (o == null || !o.getClass().isArray()) {
            return o;
        }
        int n = Array.getLength(o);
        Object out = Array.newInstance(o.getClass().getComponentType(), n);
        System.arraycopy(o, 0, out, 0, n);
        return out;
    }
}
