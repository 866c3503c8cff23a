package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Exactly;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.List;

/** Lowers single instructions: arithmetic, conversions, tuples, and all others by their own class. */
final class InsnLowering {
    private static final String SCALARS_ONLY = "keep objects local to the kernel, or use arrays of primitives";

    private final FunctionLowering f;
    private final Function function;
    private final IntrinsicLowering intrinsics;
    private final ArrayLowering arrays;
    private final GridIndex index;
    private final ExactSums sums;

    InsnLowering(FunctionLowering f) {
        this.f = f;
        this.function = f.function;
        this.intrinsics = new IntrinsicLowering(f);
        this.index = new GridIndex(f.function);
        this.sums = new ExactSums(f.function);
        this.arrays = new ArrayLowering(f, sums);
    }

    void lower(Insn i) {
        switch (i.op()) {
            case CONST -> constant(i);
            case ALEN, SHARED -> {}
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
            case ALOAD -> arrays.load(i);
            case ASTORE -> arrays.store(i);
            case ACCUM -> arrays.accumulate(i);
            case ATOMIC -> arrays.atomic(i);
            case NEWARRAY -> arrays.newArray(i);
            case CHECK_BOUNDS -> arrays.checkBounds(List.of(i));
            case CHECK_NULL -> arrays.checkNull(i);
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
            case CHECK_CAST -> {
                if (!function.typeOf(i.arg(0)).equals(LlvmTypes.ANY_ARRAY)) {
                    throw onObject(i);
                }
            }
            case NEW, GETFIELD, PUTFIELD, INSTANCEOF -> throw onObject(i);
            case LAMBDA ->
                throw refuse(
                        i, "a lambda that is not called where it is made", "call it in the same method, or inline it");
            default -> throw new IllegalStateException("nothing to lower " + i.op() + " to, at " + i.loc());
        }
    }

    /** Checks of accesses that follow each other. */
    void checkBounds(List<Insn> checks) {
        arrays.checkBounds(checks);
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
        boolean contract = f.lowering.options.contract();
        String flags = i.type().isFloating() ? (contract ? " contract" : "") : integerFlags(i);
        binary(i, (i.type().isFloating() ? "f" : "") + op + flags);
    }

    private String integerFlags(Insn i) {
        return index.isPlace(i) ? " nuw nsw" : sums.contains(i) ? " nsw" : "";
    }

    /** Java's integer division wraps where LLVM's is undefined: the least value by −1. The divisor is not zero. */
    private void divide(Insn i) {
        boolean rem = i.op() == Op.REM;
        if (i.type().isFloating()) {
            if (rem) {
                floatRemainder(i);
            } else if (f.approximates(i.type())) {
                quotient(i);
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

    /** By the target's approximate division; of a square root, by its reciprocal. */
    private void quotient(Insn i) {
        Insn divisor = f.definition(i.arg(1));
        if (divisor != null && divisor.op() == Op.INTRINSIC && divisor.attr().equals("sqrt")) {
            f.lowering.support.declare("float", "llvm.nvvm.rsqrt.approx.ftz.f", "float");
            String r = temp("call float @llvm.nvvm.rsqrt.approx.ftz.f(" + f.typed(divisor.arg(0)) + ")");
            named(i, "fmul contract float " + f.value(i.arg(0)) + ", " + r);
            return;
        }
        f.lowering.support.declare("float", "llvm.nvvm.div.approx.ftz.f", "float", "float");
        named(i, "call float @llvm.nvvm.div.approx.ftz.f(" + f.typed(i.arg(0)) + ", " + f.typed(i.arg(1)) + ")");
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
            String kinds = (from.equals(Type.F64) ? "f64." : "f32.") + to;
            String own = f.lowering.support.own("convert." + kinds, to, List.of(x));
            if (own != null) {
                named(i, own);
                return;
            }
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

    private static DeviceRefusal onObject(Insn i) {
        String what = switch (i.op()) {
            case NEW -> "new " + i.type().javaName() + "(...):";
            case GETFIELD -> "a read of the field " + ((FieldRef) i.attr()).name() + " of";
            case PUTFIELD -> "a write to the field " + ((FieldRef) i.attr()).name() + " of";
            case INSTANCEOF -> "instanceof " + Exactly.asked(i).javaName() + " on";
            default -> "a cast to " + i.type().javaName() + " of";
        };
        return refuse(i, what + " an object that cannot be taken apart", SCALARS_ONLY);
    }
}
