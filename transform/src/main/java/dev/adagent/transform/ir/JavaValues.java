package dev.adagent.transform.ir;

import java.lang.reflect.Array;

/** Between the interpreter's values (Integer, Long, Float, Double, references) and Java's own: arrays, boxes, narrow types. */
final class JavaValues {
    private JavaValues() {}

    /** A Java value as a value of an IR type; numbers widen as by method invocation conversion (JLS §5.3). */
    static Object toValue(Object o, Type type) {
        if (type.isReference() || type.isTuple()) {
            return o;
        }
        Object v = o;
        if (o instanceof Boolean b) {
            v = b ? 1 : 0;
        } else if (o instanceof Character c) {
            v = (int) c;
        } else if (o instanceof Byte || o instanceof Short) {
            v = ((Number) o).intValue();
        }
        boolean fits = switch (type.kind()) {
            case I32 -> v instanceof Integer;
            case I64 -> v instanceof Integer || v instanceof Long;
            case F32 -> v instanceof Integer || v instanceof Long || v instanceof Float;
            case F64 -> v instanceof Number;
            default -> false;
        };
        if (!fits) {
            throw new IllegalArgumentException(
                    (o == null ? "null" : o + " (" + o.getClass().getName() + ")") + " is no " + type);
        }
        return switch (type.kind()) {
            case I64 -> ((Number) v).longValue();
            case F32 -> ((Number) v).floatValue();
            case F64 -> ((Number) v).doubleValue();
            default -> v;
        };
    }

    /** A value as what Java's reflection takes for the class. */
    static Object toJava(Object v, Class<?> c) {
        if (v instanceof Integer i) {
            if (c == boolean.class || c == Boolean.class) {
                return i != 0;
            }
            if (c == char.class || c == Character.class) {
                return (char) (int) i;
            }
            if (c == byte.class || c == Byte.class) {
                return (byte) (int) i;
            }
            if (c == short.class || c == Short.class) {
                return (short) (int) i;
            }
        }
        return v;
    }

    static Object zero(Type type) {
        return switch (type.asValue().kind()) {
            case I32 -> 0;
            case I64 -> 0L;
            case F32 -> 0f;
            case F64 -> 0.0;
            default -> null;
        };
    }

    /** A new array; elements of interfaces, lambdas for one, and of classes that are not the JDK's are kept in an {@code Object[]}. */
    static Object newArray(Type type, int length) {
        return Array.newInstance(javaClass(type.element()), length);
    }

    private static Class<?> javaClass(Type t) {
        return switch (t.kind()) {
            case BOOL -> boolean.class;
            case I8 -> byte.class;
            case U16 -> char.class;
            case I16 -> short.class;
            case I32 -> int.class;
            case I64 -> long.class;
            case F32 -> float.class;
            case F64 -> double.class;
            case ARRAY -> javaClass(t.element()).arrayType();
            default -> {
                Class<?> c = t.name().startsWith("java/") ? find(t.name()) : null;
                yield c == null || c.isInterface() ? Object.class : c;
            }
        };
    }

    /** The class of that internal name, or null. */
    static Class<?> find(String internalName) {
        try {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            return Class.forName(internalName.replace('/', '.'), false, context);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    static Object load(Object array, int i) {
        Object v = Array.get(array, i);
        return array instanceof Object[]
                ? v
                : toValue(v, v instanceof Boolean || v instanceof Character ? Type.I32 : typeOf(v));
    }

    private static Type typeOf(Object v) {
        return v instanceof Long ? Type.I64 : v instanceof Float ? Type.F32 : v instanceof Double ? Type.F64 : Type.I32;
    }

    /** Stores as the JVM does: an int keeps its low bits in a narrow element. */
    static void store(Object array, int i, Object v) {
        if (array instanceof boolean[] z) {
            z[i] = ((Integer) v & 1) != 0;
        } else {
            Array.set(
                    array,
                    i,
                    array instanceof Object[] ? v : toJava(v, array.getClass().componentType()));
        }
    }

    /** The sum of two numbers of one type. */
    static Object add(Object a, Object b) {
        return Arithmetic.eval(Op.ADD, typeOf(a), null, a, b);
    }

    /** Adds, compares, exchanges: the new content of an element. */
    static Object combine(AtomicKind kind, Object old, Object[] args) {
        Object v = args[2];
        Type t = typeOf(old);
        return switch (kind) {
            case ADD -> add(old, v);
            case MIN -> MathFunctions.eval("min", t, old, v);
            case MAX -> MathFunctions.eval("max", t, old, v);
            case AND -> Arithmetic.eval(Op.AND, t, null, old, v);
            case OR -> Arithmetic.eval(Op.OR, t, null, old, v);
            case XOR -> Arithmetic.eval(Op.XOR, t, null, old, v);
            case EXCH -> v;
            case CAS -> same(old, v) ? args[3] : old;
        };
    }

    /** Equal bits, as a compare-and-swap compares. */
    private static boolean same(Object a, Object b) {
        if (a instanceof Double x) {
            return Double.doubleToRawLongBits(x) == Double.doubleToRawLongBits((Double) b);
        }
        if (a instanceof Float x) {
            return Float.floatToRawIntBits(x) == Float.floatToRawIntBits((Float) b);
        }
        return a.equals(b);
    }
}
