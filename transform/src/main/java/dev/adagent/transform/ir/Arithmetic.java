package dev.adagent.transform.ir;

/**
 * Evaluates the operations on numbers with Java's semantics, for the interpreter. Values are Integer, Long, Float and Double. Constant
 * folding has an evaluation of its own, on purpose: the interpreter is the oracle that folding is checked against, and a mistake in
 * code that both shared would be seen by neither.
 */
public final class Arithmetic {
    private Arithmetic() {}

    /** Whether {@link #eval} knows the operation. */
    public static boolean handles(Op op) {
        return switch (op) {
            case ADD, SUB, MUL, DIV, REM, NEG, AND, OR, XOR, SHL, SHR, USHR -> true;
            case CMP, CMP3, SELECT, CONV, NARROW, BITCAST -> true;
            default -> false;
        };
    }

    /**
     * The result of an operation on numbers.
     *
     * @param type type of the result
     * @param attr the instruction's attribute
     * @throws ArithmeticException for an integer division by zero
     * @throws IllegalArgumentException if {@link #handles} says no
     */
    public static Object eval(Op op, Type type, Object attr, Object... args) {
        Object a = args[0];
        switch (op) {
            case CMP:
                return compare((Cond) attr, a, args[1]) ? 1 : 0;
            case CMP3:
                return compare3((Integer) attr, a, args[1]);
            case SELECT:
                return (Integer) a != 0 ? args[1] : args[2];
            case CONV:
                return convert(type, (Number) a);
            case NARROW:
                return narrow((Type) attr, (Integer) a);
            case BITCAST:
                return bits(a);
            default:
                return switch (type.kind()) {
                    case I32 -> ints(op, (Integer) a, args.length > 1 ? (Integer) args[1] : 0);
                    case I64 -> longs(op, (Long) a, args.length > 1 ? ((Number) args[1]).longValue() : 0);
                    case F32 -> floats(op, (Float) a, args.length > 1 ? (Float) args[1] : 0f);
                    case F64 -> doubles(op, (Double) a, args.length > 1 ? (Double) args[1] : 0.0);
                    default -> throw new IllegalArgumentException(op + " on " + type);
                };
        }
    }

    private static int ints(Op op, int a, int b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case NEG -> -a;
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHL -> a << b;
            case SHR -> a >> b;
            case USHR -> a >>> b;
            default -> throw new IllegalArgumentException(op + " on i32");
        };
    }

    private static long longs(Op op, long a, long b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case NEG -> -a;
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHL -> a << b;
            case SHR -> a >> b;
            case USHR -> a >>> b;
            default -> throw new IllegalArgumentException(op + " on i64");
        };
    }

    private static float floats(Op op, float a, float b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case NEG -> -a;
            default -> throw new IllegalArgumentException(op + " on f32");
        };
    }

    private static double doubles(Op op, double a, double b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case NEG -> -a;
            default -> throw new IllegalArgumentException(op + " on f64");
        };
    }

    private static boolean compare(Cond c, Object x, Object y) {
        if (x instanceof Integer || x instanceof Long) {
            int order = Long.compare(((Number) x).longValue(), ((Number) y).longValue());
            return switch (c) {
                case EQ -> order == 0;
                case NE -> order != 0;
                case LT -> order < 0;
                case LE -> order <= 0;
                case GT -> order > 0;
                case GE -> order >= 0;
                default -> throw new IllegalArgumentException(c + " on integers");
            };
        }
        double a = ((Number) x).doubleValue();
        double b = ((Number) y).doubleValue();
        return switch (c) {
            case EQ -> a == b;
            case NE -> a != b;
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
            case ULT -> !(a >= b);
            case ULE -> !(a > b);
            case UGT -> !(a <= b);
            case UGE -> !(a < b);
        };
    }

    private static int compare3(int unordered, Object x, Object y) {
        if (x instanceof Long a) {
            return Long.compare(a, (Long) y);
        }
        double a = ((Number) x).doubleValue();
        double b = ((Number) y).doubleValue();
        return a > b ? 1 : a == b ? 0 : a < b ? -1 : unordered;
    }

    private static Object convert(Type to, Number a) {
        return switch (to.kind()) {
            case I32 ->
                a instanceof Float f ? (int) (float) f : a instanceof Double d ? (int) (double) d : a.intValue();
            case I64 ->
                a instanceof Float f ? (long) (float) f : a instanceof Double d ? (long) (double) d : a.longValue();
            case F32 -> a.floatValue();
            case F64 -> a.doubleValue();
            default -> throw new IllegalArgumentException("conversion to " + to);
        };
    }

    /** What storing {@code v} to an element of the narrow type and loading it again gives. */
    static int narrow(Type type, int v) {
        return switch (type.kind()) {
            case BOOL -> v & 1;
            case I8 -> (byte) v;
            case U16 -> (char) v;
            case I16 -> (short) v;
            default -> throw new IllegalArgumentException("not a narrow type: " + type);
        };
    }

    private static Object bits(Object a) {
        if (a instanceof Integer i) {
            return Float.intBitsToFloat(i);
        }
        if (a instanceof Long l) {
            return Double.longBitsToDouble(l);
        }
        if (a instanceof Float f) {
            return Float.floatToRawIntBits(f);
        }
        return Double.doubleToRawLongBits((Double) a);
    }
}
