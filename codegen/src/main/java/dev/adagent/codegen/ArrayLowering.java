package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.OwnElements;
import java.util.ArrayList;
import java.util.List;

/** Lowers the instructions on arrays. */
final class ArrayLowering {
    /** Bytes up to which LLVM zeroes memory by straight stores, which then vanish if the array becomes registers. */
    private static final int MAX_UNROLLED = 128;

    private static final String NO_ROOM =
            "no room for an array of \u0001 elements: a thread's arrays whose length shows at run time, or of"
                    + " which a loop keeps several, have " + ThreadHeap.BYTES
                    + " bytes on this device; set -Dadagent.heap=BYTES, pass an array"
                    + " as an argument, or use constant lengths";

    private final FunctionLowering f;
    private final Function function;
    private final ExactSums sums;
    private final AtomicLowering atomics;

    ArrayLowering(FunctionLowering f, ExactSums sums) {
        this.f = f;
        this.sums = sums;
        this.function = f.function;
        this.atomics = new AtomicLowering(f);
    }

    private void named(Insn i, String rhs) {
        f.body.named(f.value(i.result()), rhs);
    }

    private String temp(String rhs) {
        return f.body.value(rhs);
    }

    private Type elementOf(int array) {
        return function.typeOf(array).element();
    }

    private String elementAddress(int array, int index) {
        int counter = sums.counter(index);
        if (counter >= 0) {
            Insn sum = f.definition(index);
            int other = sum.arg(0) == counter ? sum.arg(1) : sum.arg(0);
            String start = temp("sext i32 " + f.value(other) + " to i64");
            String type = "getelementptr " + LlvmTypes.element(elementOf(array)) + ", ptr ";
            String row = temp(type + f.address(array) + ", i64 " + start);
            return temp(type + row + ", i64 " + temp("sext i32 " + f.value(counter) + " to i64"));
        }
        String wide = temp("sext i32 " + f.value(index) + " to i64");
        return temp("getelementptr inbounds " + LlvmTypes.element(elementOf(array)) + ", ptr " + f.address(array)
                + ", i64 " + wide);
    }

    void load(Insn i) {
        Type element = elementOf(i.arg(0));
        String p = elementAddress(i.arg(0), i.arg(1));
        String load = "load " + LlvmTypes.element(element) + ", ptr " + p;
        switch (element.kind()) {
            case BOOL -> named(i, "zext i8 " + temp(load) + " to i32");
            case I8 -> named(i, "sext i8 " + temp(load) + " to i32");
            case U16 -> named(i, "zext i16 " + temp(load) + " to i32");
            case I16 -> named(i, "sext i16 " + temp(load) + " to i32");
            case ARRAY -> {
                String row = temp(load);
                for (int k = 0; k < 2; k++) {
                    f.body.named(
                            f.parts(i.result()).get(k), "extractvalue " + LlvmTypes.REFERENCE + " " + row + ", " + k);
                }
            }
            default -> named(i, load);
        }
    }

    void store(Insn i) {
        Type element = elementOf(i.arg(0));
        if (element.isArray()) {
            storeReference(i);
            return;
        }
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

    /** An array stored into one of the thread's own; in one that was passed, no Java array could be put in its place afterwards. */
    private void storeReference(Insn i) {
        if (f.origins().of(i.arg(0)) != ArrayOrigins.Origin.PRIVATE) {
            throw new DeviceRefusal(
                    i.loc(),
                    "a store of an array into an array that was passed to the kernel",
                    "copy the elements into the row that is there");
        }
        String p = elementAddress(i.arg(0), i.arg(1));
        String row =
                temp("insertvalue " + LlvmTypes.REFERENCE + " zeroinitializer, ptr " + f.address(i.arg(2)) + ", 0");
        row = temp("insertvalue " + LlvmTypes.REFERENCE + " " + row + ", i32 " + f.length(i.arg(2)) + ", 1");
        f.body.line("store " + LlvmTypes.REFERENCE + " " + row + ", ptr " + p);
    }

    /** A shadow's element that threads may share is added to atomically; a thread's own is not. */
    void accumulate(Insn i) {
        Type element = elementOf(i.arg(0));
        String p = elementAddress(i.arg(0), i.arg(1));
        boolean together = f.lowering.addsTogether(function, i);
        if (Remarks.areWanted()) {
            remark(i, together);
        }
        if (together) {
            new WarpSums(f)
                    .add(
                            p,
                            element,
                            f.value(i.arg(2)),
                            sum -> atomics.modify(i.arg(0), p, element, AtomicKind.ADD, sum, null));
        } else {
            atomics.modify(i.arg(0), p, element, AtomicKind.ADD, f.value(i.arg(2)), null);
        }
    }

    private void remark(Insn i, boolean together) {
        OwnElements.Verdict v = f.lowering.verdict(function, i.arg(0));
        if (!v.isOwn()) { // else it is what is left for launches in which it is not
            Remarks.add(new Remarks.Remark(
                    Remarks.Kind.SHADOW,
                    i.loc(),
                    f.facts().text().array(i.arg(0)),
                    together ? "aggregated" : "atomic",
                    together
                            ? "all threads of a warp that come here together add to one element, ["
                                    + f.facts().text().of(i.arg(1)) + "]: once for a warp"
                            : v.why(),
                    0));
        }
    }

    void atomic(Insn i) {
        atomics.lower(i, elementAddress(i.arg(0), i.arg(1)));
    }

    void newArray(Insn i) {
        if (f.heap().has(i)) {
            newInHeap(i);
            return;
        }
        int length = PrivateArrays.length(i, f.function);
        Type element = i.type().element();
        String address = f.address(i.result());
        // an empty array has an address too: it is not null
        f.alloca(address, "[" + (Math.max(1L, (long) length * LlvmTypes.elementBytes(element)) + 7) / 8 + " x i64]", 8);
        long bytes = (long) length * LlvmTypes.elementBytes(element);
        if (bytes > MAX_UNROLLED && f.lowering.target.threadRegisters()) {
            zero(address, bytes);
        } else if (bytes > 0) {
            f.lowering.support.declare("void", "llvm.memset.p0.i64", "ptr", "i8", "i64", "i1");
            f.body.line(
                    "call void @llvm.memset.p0.i64(ptr align 8 " + address + ", i8 0, i64 " + bytes + ", i1 false)");
        }
    }

    private void newInHeap(Insn i) {
        String n = temp("sext i32 " + f.value(i.arg(0)) + " to i64");
        String bytes =
                temp("mul i64 " + n + ", " + LlvmTypes.elementBytes(i.type().element()));
        String address = f.address(i.result());
        f.body.named(address, "call ptr @" + ThreadHeap.NEW + "(ptr " + ThreadHeap.NAME + ", i64 " + bytes + ")");
        String there = temp("icmp ne ptr " + address + ", null");
        f.check(there, "java/lang/OutOfMemoryError", NO_ROOM, i.loc(), i.arg(0));
    }

    /** A loop of words: NVPTX's own expansion of a large memset stores byte by byte. */
    private void zero(String address, long bytes) {
        String before = f.body.label();
        String loop = f.body.freshLabel();
        String after = f.body.freshLabel();
        f.body.line("br label %" + loop);
        f.body.begin(loop);
        String index = "%" + loop + ".i";
        String next = "%" + loop + ".n";
        f.body.named(index, "phi i64 [ 0, %" + before + " ], [ " + next + ", %" + loop + " ]");
        String word = temp("getelementptr inbounds i64, ptr " + address + ", i64 " + index);
        f.body.line("store i64 0, ptr " + word);
        f.body.named(next, "add i64 " + index + ", 1");
        String more = temp("icmp ult i64 " + next + ", " + (bytes + 7) / 8);
        f.body.line("br i1 " + more + ", label %" + loop + ", label %" + after);
        f.body.begin(after);
    }

    /** Checks in a row: one test whether all hold, and if not, which is the first that does not. */
    void checkBounds(List<Insn> checks) {
        List<String> inside = new ArrayList<>();
        String all = null;
        for (Insn i : checks) {
            f.place(i.loc());
            inside.add(temp("icmp ult i32 " + f.value(i.arg(1)) + ", " + f.length(i.arg(0))));
            all = all == null ? inside.get(0) : temp("and i1 " + all + ", " + inside.get(inside.size() - 1));
        }
        if (f.isSlow()) {
            // LLVM's analysis of loops, which looks behind no freeze, would find out at length how often this one can
            // run
            all = temp("freeze i1 " + all);
        }
        String good = f.body.freshLabel();
        String bad = f.body.freshLabel();
        f.body.line("br i1 " + all + ", label %" + good + ", label %" + bad + f.lowering.debug.likely());
        f.body.begin(bad);
        for (int k = 0; k < checks.size(); k++) {
            Insn i = checks.get(k);
            String next = k + 1 < checks.size() ? f.body.freshLabel() : null;
            f.place(i.loc());
            if (next != null) {
                String here = f.body.freshLabel();
                f.body.line("br i1 " + inside.get(k) + ", label %" + next + ", label %" + here);
                f.body.begin(here);
            }
            f.failures().raise(i.arg(1), i.arg(0), i.loc());
            if (next != null) {
                f.body.begin(next);
            }
        }
        f.body.begin(good);
    }

    void checkNull(Insn i) {
        requireNotNull(i.arg(0), i.loc());
    }

    private void requireNotNull(int array, Loc loc) {
        String there = temp("icmp ne ptr " + f.address(array) + ", null");
        f.check(there, "java/lang/NullPointerException", null, loc);
    }
}
