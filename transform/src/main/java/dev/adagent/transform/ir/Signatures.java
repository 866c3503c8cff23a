package dev.adagent.transform.ir;

import dev.adagent.transform.ir.Type.Kind;
import java.util.ArrayList;
import java.util.List;

/** The operand, result and attribute rules of each operation and terminator. */
final class Signatures {
    private final Function f;
    private final Insn insn;

    private Signatures(Function f, Insn insn) {
        this.f = f;
        this.insn = insn;
    }

    /** Whether a value of type {@code from} may stand where {@code to} is declared; classes are not compared. */
    static boolean fits(Type from, Type to) {
        if (from.equals(to)) {
            return true;
        }
        if (from.isArray() && to.isArray()) {
            return fits(from.element(), to.element());
        }
        if (from.isTuple() && to.isTuple()) {
            return from.parts().size() == to.parts().size() && allFit(from.parts(), to.parts());
        }
        return from.isReference() && to.isReference();
    }

    private static boolean allFit(List<Type> from, List<Type> to) {
        for (int i = 0; i < from.size(); i++) {
            if (!fits(from.get(i), to.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What is wrong with the instruction, or null. */
    static String fault(Function f, Insn insn) {
        try {
            return new Signatures(f, insn).check();
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** What is wrong with the terminator's operands, or null. */
    static String fault(Function f, Term t) {
        int n = t.args().length;
        Type first = n == 0 ? Type.VOID : f.typeOf(t.args()[0]);
        int edges = t.edges().size();
        return switch (t.kind()) {
            case JUMP -> n == 0 && edges == 1 ? null : "a jump has one edge and no operand";
            case BR -> n == 1 && first.equals(Type.I32) && edges == 2 ? null : "a branch has an i32 and two edges";
            case SWITCH -> faultOfSwitch(t, first);
            case RET -> n <= 1 && edges == 0 && fits(first, f.result()) ? null : "the function returns " + f.result();
            case THROW ->
                n == 1 && edges == 0 && first.kind() == Kind.OBJECT ? null : "an object is thrown, and nothing else";
            case RAISE -> faultOfRaise(t);
            case UNREACHABLE -> n == 0 && edges == 0 ? null : "unreachable has neither operand nor edge";
        };
    }

    private static String faultOfSwitch(Term t, Type first) {
        if (t.args().length != 1 || !first.equals(Type.I32)) {
            return "a switch has one i32";
        }
        if (t.keys() == null || t.edges().size() != t.keys().length + 1) {
            return "a switch has an edge for each key and the default";
        }
        for (int i = 1; i < t.keys().length; i++) {
            if (t.keys()[i - 1] >= t.keys()[i]) {
                return "the keys of a switch ascend";
            }
        }
        return null;
    }

    private static String faultOfRaise(Term t) {
        if (t.raise() == null || !t.edges().isEmpty()) {
            return "raise names an exception and has no edge";
        }
        String message = t.raise().message();
        Construction made = t.raise().construction();
        long slots = made != null
                ? made.slots()
                : message == null ? 0 : message.chars().filter(c -> c == 1).count();
        return slots == t.args().length ? null : "the exception has room for " + slots + " values";
    }

    private Type type(int i) {
        return f.typeOf(insn.arg(i));
    }

    private boolean result(Type... allowed) {
        return List.of(allowed).contains(insn.type());
    }

    private boolean numeric() {
        return insn.type().isInteger() || insn.type().isFloating();
    }

    /** Whether all operands have exactly the result's type. */
    private boolean uniform() {
        for (int v : insn.args()) {
            if (!f.typeOf(v).equals(insn.type())) {
                return false;
            }
        }
        return true;
    }

    private boolean indexed() {
        return type(0).isArray() && type(1).equals(Type.I32);
    }

    private static String unless(boolean ok, String rule) {
        return ok ? null : rule;
    }

    private String check() {
        Type t = insn.type();
        return switch (insn.op()) {
            case CONST -> unless(constant(), "the constant's type and attribute agree");
            case ADD, SUB, MUL, DIV, REM, NEG -> unless(numeric() && uniform(), "(T, T) → T on numbers");
            case AND, OR, XOR -> unless(t.isInteger() && uniform(), "(T, T) → T on integers");
            case SHL, SHR, USHR ->
                unless(t.isInteger() && type(0).equals(t) && type(1).equals(Type.I32), "(T, i32) → T on integers");
            case CMP -> compare();
            case CMP3 -> compare3();
            case SELECT ->
                unless(
                        type(0).equals(Type.I32) && fits(type(1), t) && fits(type(2), t),
                        "(i32, T, T) → T, both choices of the result's type");
            case CONV ->
                unless(
                        numeric() && (type(0).isInteger() || type(0).isFloating()) && !type(0).equals(t),
                        "between two different number types");
            case NARROW ->
                unless(
                        t.equals(Type.I32)
                                && uniform()
                                && List.of(Type.I8, Type.I16, Type.U16, Type.BOOL)
                                        .contains(insn.attr()),
                        "(i32) → i32 with i8, i16, u16 or bool");
            case BITCAST -> unless(bitcast(), "between i32 and f32, or i64 and f64");
            case ALEN -> unless(t.equals(Type.I32) && type(0).isArray(), "(array) → i32");
            case ALOAD ->
                unless(indexed() && fits(type(0).element().asValue(), t), "(array, i32) → the element's type");
            case ASTORE ->
                unless(
                        indexed() && fits(type(2), type(0).element().asValue()) && t.equals(Type.VOID),
                        "(array, i32, T) → void, T the element's type");
            case ACCUM ->
                unless(
                        indexed() && type(2).isFloating() && type(2).equals(type(0).element()) && t.equals(Type.VOID),
                        "(array, i32, T) → void, T the floating-point element's type");
            case NEWARRAY -> unless(t.isArray() && type(0).equals(Type.I32), "(i32) → array");
            case SHARED ->
                unless(
                        t.isArray()
                                && !t.element().isReference()
                                && type(0).equals(Type.I32)
                                && insn.attr() instanceof String,
                        "(i32) → array of numbers with a name");
            case CHECK_BOUNDS -> unless(indexed() && t.equals(Type.VOID), "(array, i32) → void");
            case CHECK_NULL -> unless(type(0).isReference() && t.equals(Type.VOID), "(reference) → void");
            case CHECK_ZERO -> unless(type(0).isInteger() && t.equals(Type.VOID), "(integer) → void");
            case CHECK_SIZE -> unless(type(0).equals(Type.I32) && t.equals(Type.VOID), "(i32) → void");
            case CHECK_CAST -> unless(type(0).isReference() && t.isReference(), "(reference) → reference");
            case INSTANCEOF ->
                unless(
                        type(0).isReference()
                                && t.equals(Type.I32)
                                && (insn.attr() instanceof Exactly || insn.attr() instanceof Type)
                                && Exactly.asked(insn).isReference(),
                        "(reference) → i32 with a reference type");
            case NEW -> unless(t.kind() == Kind.OBJECT, "() → object");
            case GETFIELD, PUTFIELD, GETSTATIC, PUTSTATIC -> field();
            case ATOMIC -> unless(atomic(), "(array, i32, T [, T]) → T, T the element's type; two values for cas");
            case CALL, DEFERRED -> call();
            case LAMBDA ->
                unless(t.kind() == Kind.OBJECT && insn.attr() instanceof Lambda, "(captured…) → object with a lambda");
            case INTRINSIC ->
                insn.attr() instanceof String s && Intrinsics.exists(s)
                        ? IntrinsicSignatures.fault(f, insn)
                        : "no such intrinsic";
            case TUPLE -> unless(tuple(), "(members…) → the tuple of their types");
            case EXTRACT -> unless(extract(), "(tuple) → the type of its member");
        };
    }

    private boolean constant() {
        Object a = insn.attr();
        return switch (insn.type().kind()) {
            case I32 -> a instanceof Integer;
            case I64 -> a instanceof Long;
            case F32 -> a instanceof Float;
            case F64 -> a instanceof Double;
            case OBJECT -> a == null || a instanceof String;
            case ARRAY -> a == null;
            default -> false;
        };
    }

    private String compare() {
        if (!(insn.attr() instanceof Cond c) || !insn.type().equals(Type.I32)) {
            return "(U, U) → i32 with a condition";
        }
        if (type(0).isReference()) {
            return unless(
                    type(1).isReference() && (c == Cond.EQ || c == Cond.NE), "two references, with eq or ne only");
        }
        boolean number = type(0).isInteger() || type(0).isFloating();
        boolean plain = c.ordinal() <= Cond.GE.ordinal();
        return unless(
                number && type(0).equals(type(1)) && (plain || type(0).isFloating()),
                "two numbers of one type, integers with a plain condition");
    }

    private String compare3() {
        boolean ok = insn.attr() instanceof Integer n
                && insn.type().equals(Type.I32)
                && type(0).equals(type(1))
                && (type(0).equals(Type.I64) ? n == 0 : type(0).isFloating() && (n == 1 || n == -1));
        return unless(ok, "(U, U) → i32 on f32, f64 with −1 or 1, on i64 with 0");
    }

    private boolean bitcast() {
        return switch (insn.type().kind()) {
            case I32 -> type(0).equals(Type.F32);
            case F32 -> type(0).equals(Type.I32);
            case I64 -> type(0).equals(Type.F64);
            case F64 -> type(0).equals(Type.I64);
            default -> false;
        };
    }

    private String field() {
        if (!(insn.attr() instanceof FieldRef r)) {
            return "a field is named";
        }
        Type field = Type.ofDescriptor(r.descriptor()).asValue();
        boolean isStatic = insn.op() == Op.GETSTATIC || insn.op() == Op.PUTSTATIC;
        boolean ofElements = insn.op() == Op.GETFIELD && Captured.isOfElements(r) && type(0).isArray();
        if (!isStatic && !ofElements && type(0).kind() != Kind.OBJECT) {
            return "the field is one of an object";
        }
        if (insn.op() == Op.GETFIELD || insn.op() == Op.GETSTATIC) {
            return unless(fits(field, insn.type()), "the result has the field's type");
        }
        Type value = type(insn.args().length - 1);
        return unless(fits(value, field) && insn.type().equals(Type.VOID), "the value has the field's type");
    }

    private boolean atomic() {
        if (!(insn.attr() instanceof AtomicKind k) || insn.args().length != (k == AtomicKind.CAS ? 4 : 3)) {
            return false;
        }
        boolean bits = k == AtomicKind.AND || k == AtomicKind.OR || k == AtomicKind.XOR;
        Type t = insn.type();
        return indexed()
                && type(0).element().equals(t)
                && (t.isInteger() || (t.isFloating() && !bits))
                && type(2).equals(t)
                && (k != AtomicKind.CAS || type(3).equals(t));
    }

    /** What a call gives that wants the exception back, if any, instead of its being thrown. */
    private static Type withException(Type result) {
        Type thrown = Type.object("java/lang/Throwable");
        return result.equals(Type.VOID) ? Type.tuple(thrown) : Type.tuple(result, thrown);
    }

    private String call() {
        if (!(insn.attr() instanceof Callee c)) {
            return "a callee is named";
        }
        if (c.function() != null) {
            return null;
        }
        String d = c.original().descriptor();
        List<Type> wanted = new ArrayList<>();
        if (c.kind() != Callee.Kind.STATIC) {
            wanted.add(Type.object(c.original().owner()));
        }
        wanted.addAll(Type.parameters(d));
        boolean open = c.kind() == Callee.Kind.VIRTUAL || c.kind() == Callee.Kind.INTERFACE;
        boolean caught = (open || insn.op() == Op.DEFERRED) && insn.type().equals(withException(Type.result(d)));
        if (wanted.size() != insn.args().length || !(caught || fits(Type.result(d), insn.type()))) {
            return "the call does not fit the descriptor " + d;
        }
        List<Type> given = new ArrayList<>();
        for (int v : insn.args()) {
            given.add(f.typeOf(v));
        }
        return unless(allFit(given, wanted), "the call does not fit the descriptor " + d);
    }

    private boolean tuple() {
        Type t = insn.type();
        if (!t.isTuple() || t.parts().size() != insn.args().length) {
            return false;
        }
        for (int i = 0; i < insn.args().length; i++) {
            if (!fits(type(i), t.parts().get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean extract() {
        return insn.attr() instanceof Integer i
                && type(0).isTuple()
                && i >= 0
                && i < type(0).parts().size()
                && fits(type(0).parts().get(i), insn.type());
    }
}
