package dev.adagent.transform.device;

/** Narrow primitives as the IR's functions take them: as {@code int} (JVMS §2.11.1). */
public final class Widened {
    private Widened() {}

    /** An {@code Integer} for a boolean, byte, char or short; anything else as it is. */
    public static Object of(Object value) {
        if (value instanceof Boolean b) {
            return b ? 1 : 0;
        } else if (value instanceof Character c) {
            return (int) c;
        } else if (value instanceof Byte || value instanceof Short) {
            return ((Number) value).intValue();
        }
        return value;
    }

    /** Each of them, in a new array. */
    public static Object[] all(Object[] values) {
        Object[] out = new Object[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = of(values[i]);
        }
        return out;
    }
}
