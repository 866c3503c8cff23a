package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Lowers atomic operations on elements of arrays. */
final class AtomicLowering {
    /** Addends of at least this size may be added by an instruction that takes subnormal numbers for zero. */
    private static final float EXACT = 0x1p-101f;

    private final FunctionLowering f;
    private final Atomics atomics;

    AtomicLowering(FunctionLowering f) {
        this.f = f;
        this.atomics = new Atomics(f.lowering.target, f.lowering.support);
    }

    private String temp(String rhs) {
        return f.body.value(rhs);
    }

    /** @param p address of the element */
    void lower(Insn i, String p) {
        Type element = f.function.typeOf(i.arg(0)).element();
        AtomicKind kind = (AtomicKind) i.attr();
        boolean bits = kind == AtomicKind.AND || kind == AtomicKind.OR || kind == AtomicKind.XOR;
        if (!element.isInteger() && (bits || !element.isFloating())) {
            throw new DeviceRefusal(
                    i.loc(),
                    "atomic " + kind + " on elements of type " + element,
                    bits ? "use int or long elements" : "use int, long, float or double elements");
        }
        String wanted = kind == AtomicKind.CAS ? f.value(i.arg(3)) : null;
        String old = modify(i.arg(0), p, element, kind, f.value(i.arg(2)), wanted);
        if (i.result() >= 0) {
            f.body.named(f.value(i.result()), "freeze " + LlvmTypes.of(element) + " " + old);
        }
    }

    /**
     * Reads, modifies and writes an element; returns the old value. Atomic instructions are not defined on a thread's own memory, where
     * nothing else can come between; where the array is not known to be seen by others or the thread's own, the address tells.
     *
     * @param value the operand, or what a compare-and-swap expects
     * @param wanted what a compare-and-swap puts there, else null
     */
    String modify(int array, String p, Type element, AtomicKind kind, String value, String wanted) {
        switch (f.origins().of(array)) {
            case COMMON:
                return common(array, p, element, kind, value, wanted);
            case PRIVATE:
                return own(p, element, kind, value, wanted);
            default:
                break;
        }
        if (!f.lowering.target.isNvidia()) {
            return common(array, p, element, kind, value, wanted);
        }
        f.lowering.support.declare("i1", "llvm.nvvm.isspacep.local", "ptr");
        String local = temp("call i1 @llvm.nvvm.isspacep.local(ptr " + p + ")");
        String mine = f.body.freshLabel();
        String ours = f.body.freshLabel();
        String both = f.body.freshLabel();
        f.body.line("br i1 " + local + ", label %" + mine + ", label %" + ours);
        f.body.begin(mine);
        String a = own(p, element, kind, value, wanted);
        String fromMine = f.body.label();
        f.body.line("br label %" + both);
        f.body.begin(ours);
        String b = common(array, p, element, kind, value, wanted);
        String fromOurs = f.body.label();
        f.body.line("br label %" + both);
        f.body.begin(both);
        return temp(
                "phi " + LlvmTypes.of(element) + " [ " + a + ", %" + fromMine + " ], [ " + b + ", %" + fromOurs + " ]");
    }

    private String common(int array, String p, Type element, AtomicKind kind, String value, String wanted) {
        if (kind == AtomicKind.CAS) {
            return compareAndSwap(p, element, value, wanted);
        }
        if (element.isFloating() && (kind == AtomicKind.MIN || kind == AtomicKind.MAX)) {
            return extremum(p, element, kind, value);
        }
        if (kind == AtomicKind.ADD && element.equals(Type.F32) && flushes(array)) {
            return exactSum(p, value);
        }
        String op = kind == AtomicKind.EXCH ? "xchg" : operation(kind, element);
        return temp(atomics.modify(kind.name().toLowerCase(Locale.ROOT), op, LlvmTypes.of(element), p, value));
    }

    /** The old value. Floating-point elements are compared by their bits, as Java's compare-and-exchange does. */
    private String compareAndSwap(String p, Type element, String expected, String wanted) {
        String bits = bits(element);
        String e = toBits(element, expected);
        String w = toBits(element, wanted);
        String own = atomics.ownSwap(bits, p, e, w);
        String old = own != null
                ? temp(own)
                : temp("extractvalue { " + bits + ", i1 } " + temp(atomics.swap(bits, p, e, w)) + ", 0");
        return fromBits(element, old);
    }

    /**
     * Whether the target's atomic addition of floats may take subnormal numbers for zero where Java's does not. NVIDIA's does in global
     * memory and does not in shared memory (PTX ISA, {@code atom}); of others nothing is known, unless they bind their own.
     */
    private boolean flushes(int array) {
        Insn d = f.definition(array);
        return !f.lowering.options.fast()
                && !(d != null && d.op() == Op.SHARED)
                && f.lowering.target.operations().apply("atomic.add.f32") == null;
    }

    /**
     * A sum of floats with subnormal numbers kept. The target's instruction does where the addend is 2^-101 or more: a subnormal element is less than
     * half a unit in the last place of that, and the sum of two such numbers is a multiple of 2^-126, so that neither can be
     * seen to be flushed. Smaller addends are rare: compare-and-swap, and nothing at all where the sum is the element.
     */
    private String exactSum(String p, String value) {
        String size = temp("and i32 " + toBits(Type.F32, value) + ", " + Integer.MAX_VALUE);
        String large = temp("icmp uge i32 " + size + ", " + Float.floatToRawIntBits(EXACT));
        String direct = f.body.freshLabel();
        String careful = f.body.freshLabel();
        String both = f.body.freshLabel();
        f.body.line("br i1 " + large + ", label %" + direct + ", label %" + careful + f.lowering.debug.likely());
        f.body.begin(direct);
        String a = temp(atomics.modify("add", "fadd", "float", p, value));
        f.body.line("br label %" + both);
        f.body.begin(careful);
        String b = replaced(p, Type.F32, old -> temp("fadd float " + old + ", " + value));
        String from = f.body.label();
        f.body.line("br label %" + both);
        f.body.begin(both);
        return temp("phi float [ " + a + ", %" + direct + " ], [ " + b + ", %" + from + " ]");
    }

    /** Java's minimum or maximum, which no atomic instruction has: compare-and-swap until nobody came between. */
    private String extremum(String p, Type element, AtomicKind kind, String value) {
        return replaced(p, element, old -> temp(extremumCall(element, kind, old, value)));
    }

    /** Puts in an element's place what is computed of it, by compare-and-swap until nobody came between; gives the old value. */
    private String replaced(String p, Type element, UnaryOperator<String> compute) {
        String bits = bits(element);
        String loop = f.body.freshLabel();
        String swap = f.body.freshLabel();
        String done = f.body.freshLabel();
        f.body.line("br label %" + loop);
        f.body.begin(loop);
        String seen = temp(atomics.load(bits, p, element.byteSize()));
        String old = fromBits(element, seen);
        String now = toBits(element, compute.apply(old));
        String same = temp("icmp eq " + bits + " " + now + ", " + seen);
        f.body.line("br i1 " + same + ", label %" + done + ", label %" + swap);
        f.body.begin(swap);
        String own = atomics.ownSwap(bits, p, seen, now);
        String won = own != null
                ? temp("icmp eq " + bits + " " + temp(own) + ", " + seen)
                : temp("extractvalue { " + bits + ", i1 } " + temp(atomics.swap(bits, p, seen, now)) + ", 1");
        f.body.line("br i1 " + won + ", label %" + done + ", label %" + loop);
        f.body.begin(done);
        return temp("freeze " + LlvmTypes.of(element) + " " + old);
    }

    private String extremumCall(Type element, AtomicKind kind, String a, String b) {
        String t = LlvmTypes.of(element);
        boolean min = kind == AtomicKind.MIN;
        return new IntrinsicLowering(f)
                .call(t, min ? "min" : "max", min ? "llvm.minimum" : "llvm.maximum", List.of(t, t), List.of(a, b));
    }

    private static String bits(Type element) {
        return element.byteSize() == 8 ? "i64" : "i32";
    }

    private String toBits(Type element, String value) {
        return element.isFloating()
                ? temp("bitcast " + LlvmTypes.of(element) + " " + value + " to " + bits(element))
                : value;
    }

    private String fromBits(Type element, String value) {
        return element.isFloating()
                ? temp("bitcast " + bits(element) + " " + value + " to " + LlvmTypes.of(element))
                : value;
    }

    private String own(String p, Type element, AtomicKind kind, String value, String wanted) {
        String t = LlvmTypes.of(element);
        String old = temp("load " + t + ", ptr " + p);
        boolean floating = element.isFloating();
        String now = switch (kind) {
            case EXCH -> value;
            case CAS -> {
                String same =
                        temp("icmp eq " + bits(element) + " " + toBits(element, old) + ", " + toBits(element, value));
                yield choose(same, t, wanted, old);
            }
            case MIN ->
                floating
                        ? temp(extremumCall(element, kind, old, value))
                        : choose(temp("icmp slt " + t + " " + value + ", " + old), t, value, old);
            case MAX ->
                floating
                        ? temp(extremumCall(element, kind, old, value))
                        : choose(temp("icmp sgt " + t + " " + value + ", " + old), t, value, old);
            case ADD, AND, OR, XOR -> temp(operation(kind, element) + " " + t + " " + old + ", " + value);
        };
        f.body.line("store " + t + " " + now + ", ptr " + p);
        return old;
    }

    private String choose(String condition, String t, String a, String b) {
        return temp("select i1 " + condition + ", " + t + " " + a + ", " + t + " " + b);
    }

    /** LLVM's word for it, the same for {@code atomicrmw} and, of those that are one, for the plain instruction. */
    private static String operation(AtomicKind kind, Type element) {
        return (element.isFloating() ? "f" : "") + kind.name().toLowerCase(Locale.ROOT);
    }
}
