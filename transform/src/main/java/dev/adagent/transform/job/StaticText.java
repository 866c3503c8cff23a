package dev.adagent.transform.job;

import dev.adagent.overlay.Sha256;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;

/** Text of a folded static value: the same for the same bits, on every machine. */
final class StaticText {
    /** Prefix of what has no such text. */
    static final String OBJECT = "object ";

    private StaticText() {}

    static String of(Object value) {
        if (value == null) {
            return "none";
        } else if (value instanceof String s) {
            return "string " + Sha256.hex(s.getBytes(StandardCharsets.UTF_8));
        } else if (value.getClass().isArray()
                && value.getClass().componentType().isPrimitive()) {
            return "array " + array(value);
        }
        if (value instanceof Enum<?> e && hasNoState(e.getDeclaringClass())) {
            return "enum " + e.getDeclaringClass().getName() + "." + e.name();
        }
        String scalar = scalar(value);
        return scalar != null ? scalar : OBJECT + value.getClass().getName();
    }

    private static boolean hasNoState(Class<?> enumClass) {
        for (Field f : enumClass.getDeclaredFields()) {
            if (!Modifier.isStatic(f.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    private static String scalar(Object value) {
        if (value instanceof Double d) {
            return "double " + Long.toHexString(Double.doubleToRawLongBits(d));
        } else if (value instanceof Float f) {
            return "float " + Integer.toHexString(Float.floatToRawIntBits(f));
        } else if (value instanceof Number || value instanceof Boolean) {
            return value.getClass().getSimpleName() + " " + value;
        }
        return value instanceof Character c ? "char " + (int) c : null;
    }

    private static String array(Object array) {
        StringBuilder s = new StringBuilder(array.getClass().getName());
        for (int i = 0; i < Array.getLength(array); i++) {
            s.append(' ').append(scalar(Array.get(array, i)));
        }
        return Sha256.hex(s.toString().getBytes(StandardCharsets.UTF_8));
    }
}
