package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;

/** What an operation on constants gives, with the bits that Java gives (JLS §5.1, §15.17–15.25). */
final class ConstantFolding {
    private ConstantFolding() {}

    /** The result as Integer, Long, Float or Double; null if it cannot be told here. */
    static Object fold(Insn insn, Object[] args) {
        for (Object a : args) {
            if (!(a instanceof Number)) {
                return null;
            }
        }
        return switch (insn.op()) {
            case ADD, SUB, MUL, DIV, REM, AND, OR, XOR -> arithmetic(insn.op(), args[0], args[1]);
            case SHL, SHR, USHR -> shift(insn.op(), args[0], (Integer) args[1]);
            case NEG -> negate(args[0]);
            case CMP -> compare((Cond) insn.attr(), args[0], args[1]) ? 1 : 0;
            case CMP3 -> compare3(args[0], args[1], (Integer) insn.attr());
            case SELECT -> (Integer) args[0] != 0 ? args[1] : args[2];
            case CONV -> convert((Number) args[0], insn.type());
            case NARROW -> narrow((Integer) args[0], (Type) insn.attr());
            case BITCAST -> bitcast(args[0]);
            case INTRINSIC -> intrinsic((String) insn.attr(), args);
            default -> null;
        };
    }

    private static Object arithmetic(Op op, Object l, Object r) {
        if (l instanceof Integer a && r instanceof Integer b) {
            return ints(op, a, b);
        }
        if (l instanceof Long a && r instanceof Long b) {
            return longs(op, a, b);
        }
        if (l instanceof Double a && r instanceof Double b) {
            return doubles(op, a, b);
        }
        if (l instanceof Float a && r instanceof Float b) {
            return floats(op, a, b);
        }
        return null;
    }

    private static Object ints(Op op, int a, int b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> b == 0 ? null : (Object) (a / b);
            case REM -> b == 0 ? null : (Object) (a % b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            default -> null;
        };
    }

    private static Object longs(Op op, long a, long b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> b == 0 ? null : (Object) (a / b);
            case REM -> b == 0 ? null : (Object) (a % b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            default -> null;
        };
    }

    private static Object doubles(Op op, double a, double b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            default -> null;
        };
    }

    private static Object floats(Op op, float a, float b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            default -> null;
        };
    }

    private static Object shift(Op op, Object l, int n) {
        if (l instanceof Integer a) {
            return op == Op.SHL ? a << n : op == Op.SHR ? a >> n : a >>> n;
        }
        long a = (Long) l;
        return op == Op.SHL ? a << n : op == Op.SHR ? a >> n : a >>> n;
    }

    private static Object negate(Object x) {
        if (x instanceof Integer i) {
            return -i;
        }
        if (x instanceof Long l) {
            return -l;
        }
        if (x instanceof Float f) {
            return -f;
        }
        return -(Double) x;
    }

    /** Compares two numbers of one type. */
    static boolean compare(Cond c, Object l, Object r) {
        if (l instanceof Integer || l instanceof Long) {
            int order = Long.compare(((Number) l).longValue(), ((Number) r).longValue());
            return switch (c) {
                case EQ -> order == 0;
                case NE -> order != 0;
                case LT, ULT -> order < 0;
                case LE, ULE -> order <= 0;
                case GT, UGT -> order > 0;
                case GE, UGE -> order >= 0;
            };
        }
        // float to double is exact and keeps order and NaN
        double a = ((Number) l).doubleValue();
        double b = ((Number) r).doubleValue();
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

    private static int compare3(Object l, Object r, int unordered) {
        if (compare(Cond.LT, l, r)) {
            return -1;
        }
        if (compare(Cond.GT, l, r)) {
            return 1;
        }
        return compare(Cond.EQ, l, r) ? 0 : unordered;
    }

    private static Object convert(Number x, Type to) {
        // Number's methods are the casts of JLS §5.1.2 and §5.1.3
        return switch (to.kind()) {
            case I32 -> x.intValue();
            case I64 -> x.longValue();
            case F32 -> x.floatValue();
            case F64 -> x.doubleValue();
            default -> null;
        };
    }

    static int narrow(int x, Type to) {
        return switch (to.kind()) {
            case BOOL -> x & 1;
            case I8 -> (byte) x;
            case U16 -> (char) x;
            case I16 -> (short) x;
            default -> x;
        };
    }

    /** NaNs are left alone: a constant keeps none of their other bits. */
    private static Object bitcast(Object x) {
        if (x instanceof Float f) {
            return f.isNaN() ? null : (Object) Float.floatToRawIntBits(f);
        }
        if (x instanceof Double d) {
            return d.isNaN() ? null : (Object) Double.doubleToRawLongBits(d);
        }
        if (x instanceof Integer i) {
            float f = Float.intBitsToFloat(i);
            return Float.isNaN(f) ? null : (Object) f;
        }
        double d = Double.longBitsToDouble((Long) x);
        return Double.isNaN(d) ? null : (Object) d;
    }

    /** Only the operations whose bits are the same everywhere; {@code Math.sin} and its like are for the device to choose. */
    static Object intrinsic(String name, Object[] args) {
        String n = name.startsWith("strict.") ? name.substring(7) : name;
        if (args.length == 1 && args[0] instanceof Double x) {
            return switch (n) {
                case "sqrt" -> Math.sqrt(x);
                case "abs" -> Math.abs(x);
                case "floor" -> Math.floor(x);
                case "ceil" -> Math.ceil(x);
                case "rint" -> Math.rint(x);
                default -> null;
            };
        }
        if (args.length == 1 && args[0] instanceof Float x && n.equals("abs")) {
            return Math.abs(x);
        }
        if (args.length == 1 && args[0] instanceof Integer x) {
            return switch (n) {
                case "abs" -> Math.abs(x);
                case "bitCount" -> Integer.bitCount(x);
                case "numberOfLeadingZeros" -> Integer.numberOfLeadingZeros(x);
                case "numberOfTrailingZeros" -> Integer.numberOfTrailingZeros(x);
                default -> null;
            };
        }
        return args.length == 2 && (n.equals("min") || n.equals("max")) ? extremum(n.equals("min"), args) : null;
    }

    private static Object extremum(boolean min, Object[] args) {
        if (args[0] instanceof Double a && args[1] instanceof Double b) {
            return min ? Math.min(a, b) : Math.max(a, b);
        }
        if (args[0] instanceof Float a && args[1] instanceof Float b) {
            return min ? Math.min(a, b) : Math.max(a, b);
        }
        if (args[0] instanceof Integer a && args[1] instanceof Integer b) {
            return min ? Math.min(a, b) : Math.max(a, b);
        }
        if (args[0] instanceof Long a && args[1] instanceof Long b) {
            return min ? Math.min(a, b) : Math.max(a, b);
        }
        return null;
    }
}
