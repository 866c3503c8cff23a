package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lowers the intrinsics that are exact on every machine, thread indices, the barrier and tapes. The elementary functions are none of
 * these: a device's method table replaces them by Java bodies before code is generated.
 */
final class IntrinsicLowering {
    /** LLVM's name for one IEEE operation on floating-point operands. */
    private static final Map<String, String> FLOATING = Map.of(
            "sqrt", "llvm.sqrt",
            "fma", "llvm.fma",
            "abs", "llvm.fabs",
            "floor", "llvm.floor",
            "ceil", "llvm.ceil",
            "rint", "llvm.roundeven",
            "min", "llvm.minimum",
            "max", "llvm.maximum",
            "copySign", "llvm.copysign");

    private final FunctionLowering f;
    private final Function function;

    IntrinsicLowering(FunctionLowering f) {
        this.f = f;
        this.function = f.function;
    }

    void lower(Insn i) {
        String full = (String) i.attr();
        String name = full.startsWith("strict.") ? full.substring(7) : full;
        switch (Intrinsics.kind(full)) {
            case THREAD -> thread(i, name);
            case BARRIER, WARP -> new WarpLowering(f).lower(i, name);
            case FENCE -> fence(name);
            case TAPE -> tape(i, name);
            case PRINT -> throw refuse(i, full, "print on the host");
            case PURE -> {
                if (name.equals("sqrt") && f.approximates(i.type())) {
                    named(
                            i,
                            call("float", "llvm.nvvm.sqrt.approx.ftz.f", List.of("float"), List.of(f.value(i.arg(0)))));
                } else if (i.type().isFloating() && FLOATING.containsKey(name)) {
                    floating(i, full, FLOATING.get(name));
                } else {
                    integer(i, full, name);
                }
            }
        }
    }

    private static DeviceRefusal refuse(Insn i, String name, String hint) {
        return new DeviceRefusal(i.loc(), "operation " + name + " on " + i.type() + ", which no table replaced", hint);
    }

    private String call(String result, String name, List<String> types, List<String> values) {
        f.lowering.support.declare(result, name, types.toArray(new String[0]));
        return "call " + result + " @" + name + "(" + String.join(", ", typed(types, values)) + ")";
    }

    private static List<String> typed(List<String> types, List<String> values) {
        List<String> args = new ArrayList<>();
        for (int k = 0; k < types.size(); k++) {
            args.add(types.get(k) + " " + values.get(k));
        }
        return args;
    }

    /**
     * The call that computes an exact operation: of the target's function for it, or of LLVM's intrinsic.
     *
     * @param name the operation, of which the target binds {@code name.TYPE}
     * @param llvm LLVM's intrinsic, without the type
     */
    String call(String type, String name, String llvm, List<String> types, List<String> values) {
        String suffix = type.equals("double") ? ".f64" : type.equals("float") ? ".f32" : "." + type;
        String own = f.lowering.support.own(name + suffix, type, typed(types, values));
        return own != null ? own : call(type, llvm + suffix, types, values);
    }

    private void named(Insn i, String rhs) {
        f.body.named(f.value(i.result()), rhs);
    }

    private void floating(Insn i, String full, String llvm) {
        String t = LlvmTypes.of(i.type());
        List<String> types = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int a : i.args()) {
            types.add(t);
            values.add(f.value(a));
        }
        if (full.equals("strict.copySign")) {
            // StrictMath takes a NaN's sign to be positive
            String nan = f.body.value("fcmp uno " + t + " " + values.get(1) + ", " + values.get(1));
            values.set(1, f.body.value("select i1 " + nan + ", " + t + " 1.0, " + t + " " + values.get(1)));
        }
        String name = full.startsWith("strict.") ? full.substring(7) : full;
        named(i, call(t, name, llvm, types, values));
    }

    private void integer(Insn i, String full, String name) {
        Type operand = i.args().length == 0 ? Type.VOID : function.typeOf(i.arg(0));
        if (!operand.isInteger() || !i.type().isInteger()) {
            throw refuse(i, full, "call it through a method table that has a body for it");
        }
        String t = LlvmTypes.of(operand);
        String a = f.value(i.arg(0));
        switch (name) {
            case "abs" -> named(i, call(t, "llvm.abs." + t, List.of(t, "i1"), List.of(a, "false")));
            case "min" -> named(i, call(t, "llvm.smin." + t, List.of(t, t), List.of(a, f.value(i.arg(1)))));
            case "max" -> named(i, call(t, "llvm.smax." + t, List.of(t, t), List.of(a, f.value(i.arg(1)))));
            case "bitCount" -> count(i, t, call(t, "llvm.ctpop." + t, List.of(t), List.of(a)));
            case "numberOfLeadingZeros" ->
                count(i, t, call(t, "llvm.ctlz." + t, List.of(t, "i1"), List.of(a, "false")));
            case "numberOfTrailingZeros" ->
                count(i, t, call(t, "llvm.cttz." + t, List.of(t, "i1"), List.of(a, "false")));
            case "multiplyHigh" -> multiplyHigh(i);
            default -> throw refuse(i, full, "call it through a method table that has a body for it");
        }
    }

    private void count(Insn i, String operand, String rhs) {
        if (operand.equals("i64")) {
            named(i, "trunc i64 " + f.body.value(rhs) + " to i32");
        } else {
            named(i, rhs);
        }
    }

    private void multiplyHigh(Insn i) {
        String own = f.lowering.support.own("multiplyHigh.i64", "i64", List.of(f.typed(i.arg(0)), f.typed(i.arg(1))));
        if (own != null) {
            named(i, own);
            return;
        }
        String a = f.body.value("sext i64 " + f.value(i.arg(0)) + " to i128");
        String b = f.body.value("sext i64 " + f.value(i.arg(1)) + " to i128");
        String product = f.body.value("mul i128 " + a + ", " + b);
        String high = f.body.value("ashr i128 " + product + ", 64");
        named(i, "trunc i128 " + high + " to i64");
    }

    private void thread(Insn i, String name) {
        if (f.lowering.target.threadRegisters()) {
            named(i, f.lowering.support.threadIndex(name));
            return;
        }
        int k = SupportFunctions.PLACE.indexOf(name);
        String p = f.body.value("getelementptr i32, ptr %adagent.place, i64 " + k);
        named(i, "load i32, ptr " + p);
    }

    private void fence(String name) {
        if (f.lowering.target.isNvidia()) {
            String width = switch (name) {
                case "fence.block" -> "cta";
                case "fence.device" -> "gl";
                default -> "sys";
            };
            f.body.line(call("void", "llvm.nvvm.membar." + width, List.of(), List.of()));
        } else {
            f.body.line("fence seq_cst");
        }
    }

    /**
     * A tape's address is that of the thread's slot 0 in the tape's region, its length the number of its slots; slot {@code s} is {@code s}
     * times the number of threads of the launch further on, so that neighbouring threads touch neighbouring memory. A tape of references has two
     * regions, of the arrays' addresses and of their lengths.
     */
    private void tape(Insn i, String name) {
        switch (name) {
            case "tape.open" -> open(i);
            case "tape.ensure" -> ensure(i);
            case "tape.load" -> {
                List<String> types = LlvmTypes.parts(i.type());
                List<String> slots = slots(i, types.size());
                for (int k = 0; k < types.size(); k++) {
                    f.body.named(f.parts(i.result()).get(k), "load " + types.get(k) + ", ptr " + slots.get(k));
                }
            }
            case "tape.store" -> {
                List<String> types = LlvmTypes.parts(function.typeOf(i.arg(2)));
                List<String> slots = slots(i, types.size());
                for (int k = 0; k < types.size(); k++) {
                    f.body.line(
                            "store " + types.get(k) + " " + f.parts(i.arg(2)).get(k) + ", ptr " + slots.get(k));
                }
            }
            case "tape.close" -> {}
            default -> throw new IllegalArgumentException(name);
        }
    }

    /** How many regions of a thread's slots a tape takes, by the instruction that opens it. */
    static int regions(Insn open) {
        return LlvmTypes.isReferenceTape(open.type()) ? 2 : 1;
    }

    private void open(Insn i) {
        int region = f.lowering.nextTape(regions(i));
        String each = f.body.value("udiv i32 %adagent.slots, " + f.lowering.tapes);
        String first = f.body.value("mul i32 " + each + ", " + region);
        String wide = f.body.value("zext i32 " + first + " to i64");
        String skipped = f.body.value("mul i64 " + wide + ", " + threads());
        String index = f.body.value("add i64 " + skipped + ", " + linearThread());
        List<String> parts = f.parts(i.result());
        f.body.named(parts.get(0), "getelementptr i64, ptr %adagent.tape, i64 " + index);
        f.body.named(parts.get(1), "freeze i32 " + each);
    }

    private void ensure(Insn i) {
        String fits = f.body.value("icmp sle i32 " + f.value(i.arg(1)) + ", " + f.length(i.arg(0)));
        f.check(
                fits,
                "dev/adagent/TapeOverflowException",
                "the derivative needs \u0001 tape slots in this thread, more than the launch gave it",
                i.loc(),
                i.arg(1));
        f.body.named(f.parts(i.result()).get(0), "getelementptr i8, ptr " + f.address(i.arg(0)) + ", i64 0");
        f.body.named(f.parts(i.result()).get(1), "freeze i32 " + f.length(i.arg(0)));
    }

    /** Where the parts of what an access stores or loads lie: in the same slot of as many regions, one behind the other. */
    private List<String> slots(Insn access, int parts) {
        String offset = f.body.value("mul i64 " + wide("sext", f.value(access.arg(1))) + ", " + threads());
        List<String> out = new ArrayList<>();
        out.add(f.body.value("getelementptr i64, ptr " + f.address(access.arg(0)) + ", i64 " + offset));
        for (int k = 1; k < parts; k++) {
            String region = f.body.value("mul i64 " + wide("zext", f.length(access.arg(0))) + ", " + threads());
            out.add(f.body.value("getelementptr i64, ptr " + out.get(k - 1) + ", i64 " + region));
        }
        return out;
    }

    private String wide(String extension, String value) {
        return f.body.value(extension + " i32 " + value + " to i64");
    }

    private String read(String name) {
        if (f.lowering.target.threadRegisters()) {
            return f.body.value("zext i32 " + f.body.value(f.lowering.support.threadIndex(name)) + " to i64");
        }
        String p = f.body.value("getelementptr i32, ptr %adagent.place, i64 " + SupportFunctions.PLACE.indexOf(name));
        return f.body.value("zext i32 " + f.body.value("load i32, ptr " + p) + " to i64");
    }

    private String product(String... names) {
        String out = read(names[0]);
        for (int k = 1; k < names.length; k++) {
            out = f.body.value("mul i64 " + out + ", " + read(names[k]));
        }
        return out;
    }

    private String threads() {
        return product("nctaid.x", "nctaid.y", "nctaid.z", "ntid.x", "ntid.y", "ntid.z");
    }

    private String linear(String index, String size) {
        String z = f.body.value("mul i64 " + read(index + ".z") + ", " + read(size + ".y"));
        String zy = f.body.value("add i64 " + z + ", " + read(index + ".y"));
        String x = f.body.value("mul i64 " + zy + ", " + read(size + ".x"));
        return f.body.value("add i64 " + x + ", " + read(index + ".x"));
    }

    private String linearThread() {
        String block =
                f.body.value("mul i64 " + linear("ctaid", "nctaid") + ", " + product("ntid.x", "ntid.y", "ntid.z"));
        return f.body.value("add i64 " + block + ", " + linear("tid", "ntid"));
    }
}
