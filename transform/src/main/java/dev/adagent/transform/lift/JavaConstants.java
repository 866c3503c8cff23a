package dev.adagent.transform.lift;

/** Java values as the IR's constants have them. */
final class JavaConstants {
    private JavaConstants() {}

    /** A boxed primitive as Integer, Long, Float or Double; a String as it is; null for anything else. */
    static Object of(Object value) {
        if (value instanceof Boolean z) {
            return z ? 1 : 0;
        }
        if (value instanceof Character c) {
            return (int) c;
        }
        if (value instanceof Byte || value instanceof Short) {
            return ((Number) value).intValue();
        }
        boolean constant = value instanceof Integer
                || value instanceof Long
                || value instanceof Float
                || value instanceof Double
                || value instanceof String;
        return constant ? value : null;
    }
}
