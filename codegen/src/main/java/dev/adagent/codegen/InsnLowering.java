package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.List;

/** Lowers single instructions: arithmetic, conversions, arrays, checks. */
final class InsnLowering {
    private static final String SCALARS_ONLY = "keep objects local to the kernel, or use arrays of primitives";

    private final FunctionLowering f;
    private final Function function;
    private final IntrinsicLowering intrinsics;

    InsnLowering(FunctionLowering f) {
        this.f = f;
        this.function = f.function;
        this.intrinsics = new IntrinsicLowering(f);
    }

    void lower(Insn i) {
        switch (i.op()) {
            case CONST -> constant(i);
            case ALEN -> {}
            case ADD, SUB, MUL -> arithmetic(i);
            case DIV, REM -> divide(i);
            case NEG -> negate(i);
            case AND -> binary(i, "and");
            case OR -> binary(i, "or");
            case XOR -> binary(i, "xor");
            case SHL -> shift(i, "shl");
            case SHR -> shift(i, "ashr");
            case USHR -> shift(i, "lshr");
            case CMP -> named(i, "zext i1 " + compare(i) + " to i32");
            case CMP3 -> compare3(i);
            case SELECT -> select(i);
            case CONV -> convert(i);
            case NARROW -> narrow(i);
            case BITCAST -> named(i, "bitcast " + f.typed(i.arg(0)) + " to " + LlvmTypes.of(i.type()));
            case ALOAD -> load(i);
            case ASTORE -> store(i);
            case ACCUM -> accumulate(i);
            case ATOMIC -> atomic(i);
            case NEWARRAY -> newArray(i);
            case CHECK_BOUNDS -> checkBounds(i);
            case CHECK_NULL -> checkNull(i);
            case CHECK_ZERO -> checkZero(i);
            case CHECK_SIZE -> checkSize(i);
            case CALL -> f.call(i);
            case INTRINSIC -> intrinsics.lower(i);
            case TUPLE -> tuple(i);
            case EXTRACT -> extract(i);
            case DEFERRED ->
                throw new IllegalStateException(
                        "a marker that should have been resolved reached code generation at " + i.loc());
            case GETSTATIC, PUTSTATIC ->
                throw refuse(
                        i,
                        "static field " + ((FieldRef) i.attr()).owner().replace('/', '.') + "."
                                + ((FieldRef) i.attr()).name(),
                        "use a static final constant, or pass the value as an argument");
            case NEW, GETFIELD, PUTFIELD, INSTANCEOF, CHECK_CAST ->
                throw refuse(i, i.op() + " on an object that cannot be taken apart", SCALARS_ONLY);
            case LAMBDA ->
                throw refuse(
                        i, "a lambda that is not called where it is made", "call it in the same method, or inline it");
        }
    }

    private static DeviceRefusal refuse(Insn i, String construct, String hint) {
        return new DeviceRefusal(i.loc(), construct, hint);
    }

    private void named(Insn i, String rhs) {
        f.body.named(f.value(i.result()), rhs);
    }

    private String temp(String rhs) {
        return f.body.value(rhs);
    }

    private static void constant(Insn i) {
        if (i.attr() instanceof String) {
            throw refuse(i, "a string", "strings can only be constant exception messages on a device");
        }
    }

    private void binary(Insn i, String op) {
        named(i, op + " " + f.typed(i.arg(0)) + ", " + f.value(i.arg(1)));
    }

    private void arithmetic(Insn i) {
        String op = switch (i.op()) {
            case ADD -> "add";
            case SUB -> "sub";
            default -> "mul";
        };
        binary(i, i.type().isFloating() ? "f" + op : op);
    }

    /** Java's integer division wraps where LLVM's is undefined: the least value by −1. The divisor is not zero. */
    private void divide(Insn i) {
        boolean rem = i.op() == Op.REM;
        if (i.type().isFloating()) {
            if (rem) {
                floatRemainder(i);
            } else {
                binary(i, "fdiv");
            }
            return;
        }
        String t = LlvmTypes.of(i.type());
        String a = f.value(i.arg(0));
        String b = f.value(i.arg(1));
        String minus = temp("icmp eq " + t + " " + b + ", -1");
        String safe = temp("select i1 " + minus + ", " + t + " 1, " + t + " " + b);
        String q = temp((rem ? "srem " : "sdiv ") + t + " " + a + ", " + safe);
        String wrapped = rem ? "0" : temp("sub " + t + " 0, " + a);
        named(i, "select i1 " + minus + ", " + t + " " + wrapped + ", " + t + " " + q);
    }

    /** A float's remainder is that of the same doubles: it is a float, since no float's bits lie below the divisor's. */
    private void floatRemainder(Insn i) {
        String fmod = f.lowering.support.fmod();
        if (i.type().equals(Type.F64)) {
            named(i, "call double @" + fmod + "(" + f.typed(i.arg(0)) + ", " + f.typed(i.arg(1)) + ")");
            return;
        }
        String a = temp("fpext " + f.typed(i.arg(0)) + " to double");
        String b = temp("fpext " + f.typed(i.arg(1)) + " to double");
        String r = temp("call double @" + fmod + "(double " + a + ", double " + b + ")");
        named(i, "fptrunc double " + r + " to float");
    }

    private void negate(Insn i) {
        named(
                i,
                i.type().isFloating()
                        ? "fneg " + f.typed(i.arg(0))
                        : "sub " + LlvmTypes.of(i.type()) + " 0, " + f.value(i.arg(0)));
    }

    private void shift(Insn i, String op) {
        boolean wide = i.type().equals(Type.I64);
        String distance = temp("and i32 " + f.value(i.arg(1)) + ", " + (wide ? 63 : 31));
        if (wide) {
            distance = temp("zext i32 " + distance + " to i64");
        }
        named(i, op + " " + f.typed(i.arg(0)) + ", " + distance);
    }

    /** An i1 that holds if the comparison does. */
    private String compare(Insn i) {
        Cond c = (Cond) i.attr();
        Type t = function.typeOf(i.arg(0));
        if (t.isArray()) {
            String a = f.address(i.arg(0));
            return temp("icmp " + (c == Cond.EQ ? "eq" : "ne") + " ptr " + a + ", " + f.address(i.arg(1)));
        }
        String operands = " " + f.typed(i.arg(0)) + ", " + f.value(i.arg(1));
        return temp((t.isFloating() ? "fcmp " + ordered(c) : "icmp " + signed(c)) + operands);
    }

    private static String signed(Cond c) {
        return switch (c) {
            case EQ -> "eq";
            case NE -> "ne";
            case LT -> "slt";
            case LE -> "sle";
            case GT -> "sgt";
            case GE -> "sge";
            case ULT, ULE, UGT, UGE -> throw new IllegalArgumentException(c + " on integers");
        };
    }

    private static String ordered(Cond c) {
        return switch (c) {
            case EQ -> "oeq";
            case NE -> "une";
            case LT -> "olt";
            case LE -> "ole";
            case GT -> "ogt";
            case GE -> "oge";
            case ULT -> "ult";
            case ULE -> "ule";
            case UGT -> "ugt";
            case UGE -> "uge";
        };
    }

    private void compare3(Insn i) {
        Type t = function.typeOf(i.arg(0));
        String operands = " " + f.typed(i.arg(0)) + ", " + f.value(i.arg(1));
        boolean fp = t.isFloating();
        String greater = temp((fp ? "fcmp ogt" : "icmp sgt") + operands);
        String less = temp((fp ? "fcmp olt" : "icmp slt") + operands);
        String other = "0";
        if (fp) {
            String unordered = temp("fcmp uno" + operands);
            other = temp("select i1 " + unordered + ", i32 " + i.attr() + ", i32 0");
        }
        String notGreater = temp("select i1 " + less + ", i32 -1, i32 " + other);
        named(i, "select i1 " + greater + ", i32 1, i32 " + notGreater);
    }

    private void select(Insn i) {
        String condition = temp("icmp ne i32 " + f.value(i.arg(0)) + ", 0");
        List<String> types = LlvmTypes.parts(i.type());
        for (int p = 0; p < types.size(); p++) {
            String t = types.get(p);
            f.body.named(
                    f.parts(i.result()).get(p),
                    "select i1 " + condition + ", " + t + " "
                            + f.parts(i.arg(1)).get(p) + ", " + t + " "
                            + f.parts(i.arg(2)).get(p));
        }
    }

    private void convert(Insn i) {
        Type from = function.typeOf(i.arg(0));
        String to = LlvmTypes.of(i.type());
        String x = f.typed(i.arg(0));
        if (from.equals(i.type())) {
            named(i, "freeze " + x);
        } else if (from.isInteger() && i.type().isFloating()) {
            named(i, "sitofp " + x + " to " + to);
        } else if (from.isInteger()) {
            named(i, (from.equals(Type.I32) ? "sext " : "trunc ") + x + " to " + to);
        } else if (i.type().isFloating()) {
            named(i, (from.equals(Type.F32) ? "fpext " : "fptrunc ") + x + " to " + to);
        } else {
            // saturating, NaN gives 0: JLS §5.1.3
            String source = LlvmTypes.of(from);
            String name = "llvm.fptosi.sat." + to + (from.equals(Type.F64) ? ".f64" : ".f32");
            f.lowering.support.declare(to, name, source);
            named(i, "call " + to + " @" + name + "(" + x + ")");
        }
    }

    private void narrow(Insn i) {
        String x = f.value(i.arg(0));
        switch (((Type) i.attr()).kind()) {
            case BOOL -> named(i, "and i32 " + x + ", 1");
            case U16 -> named(i, "and i32 " + x + ", 65535");
            case I8 -> named(i, "sext i8 " + temp("trunc i32 " + x + " to i8") + " to i32");
            case I16 -> named(i, "sext i16 " + temp("trunc i32 " + x + " to i16") + " to i32");
            default -> throw new IllegalArgumentException("narrow to " + i.attr());
        }
    }

    private Type elementOf(int array) {
        return function.typeOf(array).element();
    }

    private String elementAddress(int array, int index) {
        String wide = temp("sext i32 " + f.value(index) + " to i64");
        return temp("getelementptr inbounds " + LlvmTypes.element(elementOf(array)) + ", ptr " + f.address(array)
                + ", i64 " + wide);
    }

    private void load(Insn i) {
        Type element = elementOf(i.arg(0));
        String p = elementAddress(i.arg(0), i.arg(1));
        String load = "load " + LlvmTypes.element(element) + ", ptr " + p;
        switch (element.kind()) {
            case BOOL -> named(i, "zext i8 " + temp(load) + " to i32");
            case I8 -> named(i, "sext i8 " + temp(load) + " to i32");
            case U16 -> named(i, "zext i16 " + temp(load) + " to i32");
            case I16 -> named(i, "sext i16 " + temp(load) + " to i32");
            default -> named(i, load);
        }
    }

    private void store(Insn i) {
        Type element = elementOf(i.arg(0));
        String p = elementAddress(i.arg(0), i.arg(1));
        String value = f.value(i.arg(2));
        String type = LlvmTypes.element(element);
        if (element.kind() == Type.Kind.BOOL) {
            value = temp("and i32 " + value + ", 1");
        }
        if (!type.equals(LlvmTypes.of(element))) {
            value = temp("trunc i32 " + value + " to " + type);
        }
        f.body.line("store " + type + " " + value + ", ptr " + p);
    }

    /** A shadow's element may be shared by all threads of the launch, so it is added to atomically; one thread's own is not. */
    private void accumulate(Insn i) {
        Type element = elementOf(i.arg(0));
        String p = elementAddress(i.arg(0), i.arg(1));
        String t = LlvmTypes.of(element);
        if (f.definition(i.arg(0)) != null && f.definition(i.arg(0)).op() == Op.NEWARRAY) {
            String old = temp("load " + t + ", ptr " + p);
            String sum = temp((element.isFloating() ? "fadd " : "add ") + t + " " + old + ", " + f.value(i.arg(2)));
            f.body.line("store " + t + " " + sum + ", ptr " + p);
            return;
        }
        temp(rmw(element.isFloating() ? "fadd" : "add", p, t, f.value(i.arg(2))));
    }

    private String rmw(String op, String address, String type, String value) {
        return "atomicrmw " + op + " ptr " + address + ", " + type + " " + value + " " + f.lowering.target.deviceScope()
                + " monotonic";
    }

    private void atomic(Insn i) {
        Type element = elementOf(i.arg(0));
        AtomicKind kind = (AtomicKind) i.attr();
        boolean fp = element.isFloating();
        if (!element.isInteger() && !fp) {
            throw refuse(
                    i, "an atomic operation on elements of type " + element, "use int, long, float or double elements");
        }
        if (fp && kind != AtomicKind.ADD && kind != AtomicKind.EXCH) {
            throw refuse(
                    i, "atomic " + kind + " on " + element, "use atomicAdd, or keep the value as raw bits in a long[]");
        }
        String p = elementAddress(i.arg(0), i.arg(1));
        String t = LlvmTypes.of(element);
        if (kind == AtomicKind.CAS) {
            String scope = f.lowering.target.deviceScope();
            String pair = temp("cmpxchg ptr " + p + ", " + t + " " + f.value(i.arg(2)) + ", " + t + " "
                    + f.value(i.arg(3)) + " " + scope + " monotonic monotonic");
            named(i, "extractvalue { " + t + ", i1 } " + pair + ", 0");
            return;
        }
        String op = switch (kind) {
            case ADD -> fp ? "fadd" : "add";
            case MIN -> "min";
            case MAX -> "max";
            case AND -> "and";
            case OR -> "or";
            case XOR -> "xor";
            case EXCH -> "xchg";
            case CAS -> throw new AssertionError();
        };
        String old = rmw(op, p, t, f.value(i.arg(2)));
        if (i.result() >= 0) {
            named(i, old);
        } else {
            temp(old);
        }
    }

    private void newArray(Insn i) {
        int length = Math.max(0, PrivateArrays.length(i, f.definition(i.arg(0))));
        Type element = i.type().element();
        String address = f.address(i.result());
        // an empty array has an address too: it is not null
        f.alloca(address, "[" + Math.max(1, length) + " x " + LlvmTypes.element(element) + "]", 8);
        if (length > 0) {
            f.lowering.support.declare("void", "llvm.memset.p0.i64", "ptr", "i8", "i64", "i1");
            f.body.line("call void @llvm.memset.p0.i64(ptr align 8 " + address + ", i8 0, i64 "
                    + (long) length * element.byteSize() + ", i1 false)");
        }
    }

    private void checkBounds(Insn i) {
        int array = i.arg(0);
        int index = i.arg(1);
        String inside = temp("icmp ult i32 " + f.value(index) + ", " + f.length(array));
        String bad = f.body.freshLabel();
        String good = f.body.freshLabel();
        f.body.line("br i1 " + inside + ", label %" + good + ", label %" + bad);
        f.body.begin(bad);
        requireNotNull(array, i.loc());
        f.raiseBounds(index, array, i.loc());
        f.body.begin(good);
    }

    private void checkNull(Insn i) {
        requireNotNull(i.arg(0), i.loc());
    }

    private void requireNotNull(int array, Loc loc) {
        String there = temp("icmp ne ptr " + f.address(array) + ", null");
        f.check(there, "java/lang/NullPointerException", null, loc);
    }

    private void checkZero(Insn i) {
        String ok = temp("icmp ne " + f.typed(i.arg(0)) + ", 0");
        f.check(ok, "java/lang/ArithmeticException", "/ by zero", i.loc());
    }

    private void checkSize(Insn i) {
        String ok = temp("icmp sge " + f.typed(i.arg(0)) + ", 0");
        f.check(ok, "java/lang/NegativeArraySizeException", "\u0001", i.loc(), i.arg(0));
    }

    private void tuple(Insn i) {
        String type = LlvmTypes.of(i.type());
        String value = "undef";
        int part = 0;
        int parts = i.type().parts().stream()
                .mapToInt(t -> LlvmTypes.parts(t).size())
                .sum();
        for (int a : i.args()) {
            List<String> types = LlvmTypes.parts(function.typeOf(a));
            for (int p = 0; p < types.size(); p++) {
                String rhs = "insertvalue " + type + " " + value + ", " + types.get(p) + " "
                        + f.parts(a).get(p) + ", " + part;
                part++;
                if (part == parts) {
                    named(i, rhs);
                } else {
                    value = temp(rhs);
                }
            }
        }
        if (parts == 0) {
            named(i, "freeze {} zeroinitializer");
        }
    }

    private void extract(Insn i) {
        Type tuple = function.typeOf(i.arg(0));
        int offset = LlvmTypes.offset(tuple, (Integer) i.attr());
        List<String> out = f.parts(i.result());
        for (int p = 0; p < out.size(); p++) {
            f.body.named(out.get(p), "extractvalue " + f.typed(i.arg(0)) + ", " + (offset + p));
        }
    }
}
