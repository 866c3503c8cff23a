package dev.adagent.transform.ir;

import java.util.Set;

/** Operand and result rules of the intrinsics. */
final class IntrinsicSignatures {
    private static final Set<String> TWO = Set.of("atan2", "pow", "hypot", "copySign", "min", "max");
    private static final Set<String> COUNTS = Set.of("bitCount", "numberOfLeadingZeros", "numberOfTrailingZeros");
    private static final Set<String> ANY_NUMBER = Set.of("abs", "min", "max");

    private IntrinsicSignatures() {}

    /** What is wrong with the instruction, whose name exists, or null. */
    static String fault(Function f, Insn insn) {
        String name = (String) insn.attr();
        return switch (Intrinsics.kind(name)) {
            case PURE -> pure(f, insn, name.startsWith("strict.") ? name.substring(7) : name);
            case THREAD -> insn.args().length == 0 && insn.type().equals(Type.I32) ? null : "() → i32";
            case BARRIER -> insn.args().length == 0 && insn.type().equals(Type.VOID) ? null : "() → void";
            case FENCE -> insn.args().length == 0 && insn.type().equals(Type.VOID) ? null : "() → void";
            case WARP -> warp(f, insn, name);
            case TAPE -> tape(f, insn, name);
            case PRINT -> print(f, insn, name);
        };
    }

    private static String print(Function f, Insn insn, String name) {
        boolean numbers = insn.type().equals(Type.VOID);
        for (int v : insn.args()) {
            numbers &= f.typeOf(v).isInteger() || f.typeOf(v).isFloating();
        }
        int slots = Print.construction(name).slots();
        return numbers && slots == insn.args().length ? null : slots + " numbers → void";
    }

    private static String pure(Function f, Insn insn, String name) {
        Type t = insn.type();
        int n = insn.args().length;
        if (COUNTS.contains(name)) {
            boolean ok = n == 1 && t.equals(Type.I32) && f.typeOf(insn.arg(0)).isInteger();
            return ok ? null : "(integer) → i32";
        }
        boolean typed = name.equals("multiplyHigh")
                ? t.equals(Type.I64)
                : t.isFloating() || (t.isInteger() && ANY_NUMBER.contains(name));
        int wanted = name.equals("fma") ? 3 : TWO.contains(name) || name.equals("multiplyHigh") ? 2 : 1;
        for (int v : insn.args()) {
            typed &= f.typeOf(v).equals(t);
        }
        return typed && n == wanted
                ? null
                : wanted + " operands of the result's type, a number that " + name + " takes";
    }

    private static String warp(Function f, Insn insn, String name) {
        int n = insn.args().length;
        boolean scatters = name.equals("scatter.add");
        boolean shuffles = scatters || name.startsWith("shfl.");
        Type t = insn.type();
        boolean ok = n == (scatters ? 3 : shuffles ? 4 : name.startsWith("vote.") ? 2 : 1);
        for (int k = 0; ok && k < n; k++) {
            Type wanted = shuffles && k == 1 ? t : Type.I32;
            ok = f.typeOf(insn.arg(k)).equals(wanted);
        }
        Type result = n == 1 ? Type.VOID : Type.I32;
        ok &= shuffles ? t.isFloating() || (t.isInteger() && !scatters) : t.equals(result);
        return ok
                ? null
                : shuffles
                        ? scatters ? "(i32, T, i32) → T, floating point" : "(i32, T, i32, i32) → T, a number"
                        : n == 1 ? "(i32) → void" : "(i32, i32) → i32";
    }

    private static String tape(Function f, Insn insn, String name) {
        int n = insn.args().length;
        Type t = insn.type();
        if (name.equals("tape.open")) {
            return n == 0 && isTape(t) ? null : "() → array of f64, f32, i64, i32 or Ljava/lang/Object;";
        }
        if (n == 0 || !isTape(f.typeOf(insn.arg(0)))) {
            return "the first operand is a tape";
        }
        Type tape = f.typeOf(insn.arg(0));
        boolean slot = n > 1 && f.typeOf(insn.arg(1)).equals(Type.I32);
        boolean ok = switch (name) {
            case "tape.ensure" -> n == 2 && slot && t.equals(tape);
            case "tape.load" -> n == 2 && slot && t.equals(tape.element());
            case "tape.store" -> n == 3 && slot && fits(f.typeOf(insn.arg(2)), tape.element()) && t.equals(Type.VOID);
            case "tape.close" -> n == 2 && slot && t.equals(Type.VOID);
            default -> false;
        };
        return ok ? null : "operands or result are not those of " + name;
    }

    private static boolean fits(Type stored, Type element) {
        return stored.equals(element) || (stored.isReference() && element.kind() == Type.Kind.OBJECT);
    }

    private static boolean isTape(Type t) {
        return t.isArray()
                && (t.element().isInteger()
                        || t.element().isFloating()
                        || t.element().equals(Type.object("java/lang/Object")));
    }
}
