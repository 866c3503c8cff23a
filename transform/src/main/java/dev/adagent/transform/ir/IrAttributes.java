package dev.adagent.transform.ir;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import java.util.Locale;

/** Reads the attributes of instructions: what stands between the operation and its operands. */
final class IrAttributes {
    private IrAttributes() {}

    static <E extends Enum<E>> E find(Class<E> type, String word) {
        for (E e : type.getEnumConstants()) {
            if (e.name().toLowerCase(Locale.ROOT).equals(word)) {
                return e;
            }
        }
        return null;
    }

    private static <E extends Enum<E>> E word(IrScanner s, Class<E> type, String what) {
        String w = s.name("");
        E e = find(type, w);
        if (e == null) {
            throw s.error(w + " is no " + what);
        }
        return e;
    }

    /** The attribute of an instruction with that operation and result type, null if it has none. */
    static Object read(IrScanner s, Op op, Type type) {
        return switch (op) {
            case CONST -> constant(s, type);
            case CMP -> word(s, Cond.class, "condition");
            case ATOMIC -> word(s, AtomicKind.class, "atomic operation");
            case CMP3, EXTRACT -> s.integer();
            case NARROW -> s.type();
            case INSTANCEOF -> s.accept(Exactly.TEXT + " ") ? new Exactly(s.type()) : s.type();
            case GETFIELD, PUTFIELD, GETSTATIC, PUTSTATIC -> field(s);
            case INTRINSIC -> s.name("(");
            case SHARED -> s.name("");
            case CALL, DEFERRED -> callee(s);
            case LAMBDA -> lambda(s);
            default -> null;
        };
    }

    private static Object constant(IrScanner s, Type type) {
        if (type.isReference()) {
            return s.accept("null") ? null : s.string();
        }
        String w = s.name("");
        try {
            boolean nan = w.startsWith("nan:");
            return switch (type.kind()) {
                case I32 -> Integer.valueOf(w);
                case I64 -> Long.valueOf(w);
                case F32 ->
                    nan
                            ? Float.intBitsToFloat(Integer.parseUnsignedInt(w.substring(4), 16))
                            : (Float) Float.parseFloat(w);
                case F64 ->
                    nan
                            ? Double.longBitsToDouble(Long.parseUnsignedLong(w.substring(4), 16))
                            : (Double) Double.parseDouble(w);
                default -> throw s.error("no constants of type " + type);
            };
        } catch (NumberFormatException e) {
            throw s.error(w + " is no " + type, e);
        }
    }

    private static FieldRef field(IrScanner s) {
        try {
            return FieldRef.parse(s.name(""));
        } catch (IllegalArgumentException e) {
            throw s.error(e.getMessage(), e);
        }
    }

    private static MethodKey method(IrScanner s) {
        String w = s.name("]");
        try {
            return MethodKey.parse(w);
        } catch (IllegalArgumentException e) {
            throw s.error("a method is owner.name(parameters)result, not " + w, e);
        }
    }

    private static Callee callee(IrScanner s) {
        Callee.Kind kind = word(s, Callee.Kind.class, "kind of call");
        MethodKey original = method(s);
        Overlay overlay = null;
        String table = null;
        if (s.at("[") && !s.at("[fn ")) {
            s.expect("[");
            String word = s.name("]");
            overlay = switch (word) {
                case "body" -> new Overlay.Body(method(s));
                case "intrinsic" -> new Overlay.Intrinsic(s.name("]"));
                case "deferred" -> new Overlay.Deferred();
                case "launch" -> new Overlay.Launch();
                case "kernel" -> LaunchCall.of(method(s));
                case "target" -> {
                    Overlay.Effect effect = word(s, Overlay.Effect.class, "effect");
                    yield new Overlay.TargetIntrinsic(s.name("]"), effect);
                }
                default -> throw s.error(word + " is no overlay");
            };
            table = s.accept("@") ? s.name("]") : null;
            s.expect("]");
        }
        return new Callee(kind, original, overlay, table, fn(s));
    }

    private static Lambda lambda(IrScanner s) {
        MethodKey iface = method(s);
        String instantiated = s.name("");
        Callee.Kind kind = word(s, Callee.Kind.class, "kind of call");
        MethodKey implementation = method(s);
        return new Lambda(iface, instantiated, kind, implementation, fn(s));
    }

    private static String fn(IrScanner s) {
        if (!s.accept("[fn ")) {
            return null;
        }
        String name = s.string();
        s.expect("]");
        return name;
    }
}
