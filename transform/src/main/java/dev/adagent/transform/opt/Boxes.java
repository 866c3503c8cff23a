package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Type;
import java.util.Map;

/** The wrapper classes (JLS §5.1.7): which calls box, which unbox, and between which types. */
public final class Boxes {
    private static final Map<String, Type> VALUE = Map.of(
            "java/lang/Boolean", Type.BOOL,
            "java/lang/Byte", Type.I8,
            "java/lang/Character", Type.U16,
            "java/lang/Short", Type.I16,
            "java/lang/Integer", Type.I32,
            "java/lang/Long", Type.I64,
            "java/lang/Float", Type.F32,
            "java/lang/Double", Type.F64);

    /** Result of each unboxing method. */
    private static final Map<String, Type> UNBOX = Map.of(
            "booleanValue", Type.BOOL,
            "byteValue", Type.I8,
            "charValue", Type.U16,
            "shortValue", Type.I16,
            "intValue", Type.I32,
            "longValue", Type.I64,
            "floatValue", Type.F32,
            "doubleValue", Type.F64);

    private Boxes() {}

    /** The primitive type that a wrapper class holds; null for any other class. */
    public static Type valueOf(String wrapper) {
        return wrapper == null ? null : VALUE.get(wrapper);
    }

    /** The wrapper class of a primitive type; null for any other type. */
    static String wrapper(Type primitive) {
        for (Map.Entry<String, Type> e : VALUE.entrySet()) {
            if (e.getValue().equals(primitive)) {
                return e.getKey();
            }
        }
        return null;
    }

    /** The wrapper class whose {@code valueOf} of a primitive this is; null if it is none. */
    public static String boxed(MethodKey m) {
        Type t = VALUE.get(m.owner());
        boolean is = t != null
                && m.name().equals("valueOf")
                && m.descriptor().equals("(" + t.descriptor() + ")L" + m.owner() + ";");
        return is ? m.owner() : null;
    }

    /** The type that an unboxing method gives ({@code Number}'s too); null if the method is none. */
    public static Type unboxed(MethodKey m) {
        if (!VALUE.containsKey(m.owner()) && !m.owner().equals("java/lang/Number")) {
            return null;
        }
        Type t = UNBOX.get(m.name());
        return t != null && m.descriptor().equals("()" + t.descriptor()) ? t : null;
    }

    public static MethodKey boxing(Type primitive) {
        String w = wrapper(primitive);
        return new MethodKey(w, "valueOf", "(" + primitive.descriptor() + ")L" + w + ";");
    }

    public static MethodKey unboxing(String wrapper) {
        Type t = VALUE.get(wrapper);
        for (Map.Entry<String, Type> e : UNBOX.entrySet()) {
            if (e.getValue().equals(t)) {
                return new MethodKey(wrapper, e.getKey(), "()" + t.descriptor());
            }
        }
        throw new IllegalArgumentException("no wrapper class: " + wrapper);
    }
}
