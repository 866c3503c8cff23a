package dev.adagent.transform.lift;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Argument lists for sample methods: the corners of each type, all pairs of them, and a few hundred drawn with a fixed seed. */
final class Inputs {
    private static final int MOST = 250;

    private static final Map<Class<?>, List<Object>> CORNERS = Map.of(
            int.class,
            List.of(0, 1, -1, 2, 3, 5, 7, 8, -7, 10, 13, 31, 32, 33, 1000, Integer.MIN_VALUE, Integer.MAX_VALUE),
            long.class,
            List.of(0L, 1L, -1L, 2L, 63L, 64L, -12345678901L, 1L << 53, Long.MIN_VALUE, Long.MAX_VALUE),
            float.class,
            List.of(0f, -0f, 1f, -2.5f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE, 3e9f),
            double.class,
            List.of(
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
                    1e-320),
            boolean.class,
            List.of(false, true),
            byte.class,
            List.of((byte) 0, (byte) 1, (byte) -1, Byte.MIN_VALUE, Byte.MAX_VALUE),
            short.class,
            List.of((short) 0, (short) -1, Short.MIN_VALUE, Short.MAX_VALUE),
            char.class,
            List.of('\0', 'a', '\uffff'));

    private Inputs() {}

    /** Argument lists for parameters of these types; arrays among them are new in each call. */
    static List<Object[]> forTypes(Class<?>... types) {
        return forTypes(MOST, types);
    }

    /** At most so many of them. */
    static List<Object[]> forTypes(int most, Class<?>... types) {
        List<Object[]> out = new ArrayList<>();
        int total = 1;
        for (Class<?> t : types) {
            total = (int) Math.min((long) total * values(t).size(), 1_000_000);
        }
        Random random = new Random(42);
        for (int n = 0; n < Math.min(total, most); n++) {
            Object[] args = new Object[types.length];
            int rest = total <= most ? n : random.nextInt(total);
            for (int i = 0; i < types.length; i++) {
                List<Object> values = values(types[i]);
                args[i] = values.get(rest % values.size());
                rest /= values.size();
            }
            out.add(args);
        }
        return out;
    }

    private static List<Object> values(Class<?> t) {
        if (!t.isArray()) {
            return CORNERS.get(t);
        }
        List<Object> out = new ArrayList<>();
        out.add(null);
        for (int length : new int[] {0, 1, 2, 9}) {
            Object array = Array.newInstance(t.componentType(), length);
            List<Object> elements = CORNERS.get(t.componentType());
            for (int i = 0; i < length; i++) {
                Array.set(array, i, elements.get((i * 2 + 1) % elements.size()));
            }
            out.add(array);
        }
        return out;
    }

    /** The arguments, arrays copied (one array given twice stays one). */
    static Object[] copy(Object... args) {
        Object[] out = args.clone();
        for (int i = 0; i < out.length; i++) {
            if (out[i] != null && out[i].getClass().isArray()) {
                int length = Array.getLength(out[i]);
                Object array = Array.newInstance(out[i].getClass().componentType(), length);
                System.arraycopy(out[i], 0, array, 0, length);
                out[i] = array;
            }
        }
        return out;
    }
}
