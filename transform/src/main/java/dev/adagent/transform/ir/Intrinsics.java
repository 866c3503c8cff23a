package dev.adagent.transform.ir;

import dev.adagent.overlay.Overlay;
import java.util.Map;
import java.util.Set;

/**
 * The operations that every back end knows by name ({@link Op#INTRINSIC}). Math names have the semantics of the
 * {@code java.lang.Math} method of the same name on the instruction's type; a {@code strict.} prefix asks for the bits of
 * {@code java.lang.StrictMath}.
 */
public final class Intrinsics {
    /** What an intrinsic does besides giving its result. */
    public enum Kind {
        /** Result depends on the operands alone. */
        PURE,
        /** Reads the thread's place in the grid: pure within a thread, different between threads. */
        THREAD,
        /** {@code __syncthreads()}. */
        BARRIER,
        /** The lanes of a warp exchange values, and wait for each other. */
        WARP,
        /** Orders this thread's accesses to memory for other threads. */
        FENCE,
        /** Access to a reverse pass's tape. */
        TAPE,
        /** Output to the host: {@link Print}. */
        PRINT
    }

    private static final Map<String, Kind> NAMES = Map.ofEntries(
            // exact everywhere: floating point, one IEEE operation or bit work
            Map.entry("sqrt", Kind.PURE),
            Map.entry("fma", Kind.PURE),
            Map.entry("abs", Kind.PURE),
            Map.entry("floor", Kind.PURE),
            Map.entry("ceil", Kind.PURE),
            Map.entry("rint", Kind.PURE),
            Map.entry("min", Kind.PURE),
            Map.entry("max", Kind.PURE),
            Map.entry("copySign", Kind.PURE),
            // elementary functions
            Map.entry("sin", Kind.PURE),
            Map.entry("cos", Kind.PURE),
            Map.entry("tan", Kind.PURE),
            Map.entry("asin", Kind.PURE),
            Map.entry("acos", Kind.PURE),
            Map.entry("atan", Kind.PURE),
            Map.entry("atan2", Kind.PURE),
            Map.entry("sinh", Kind.PURE),
            Map.entry("cosh", Kind.PURE),
            Map.entry("tanh", Kind.PURE),
            Map.entry("exp", Kind.PURE),
            Map.entry("expm1", Kind.PURE),
            Map.entry("log", Kind.PURE),
            Map.entry("log1p", Kind.PURE),
            Map.entry("log10", Kind.PURE),
            Map.entry("pow", Kind.PURE),
            Map.entry("cbrt", Kind.PURE),
            Map.entry("hypot", Kind.PURE),
            // integers: Java's Integer and Long methods of the same name
            Map.entry("bitCount", Kind.PURE),
            Map.entry("numberOfLeadingZeros", Kind.PURE),
            Map.entry("numberOfTrailingZeros", Kind.PURE),
            Map.entry("multiplyHigh", Kind.PURE),
            // CUDA's built-in variables, i32
            Map.entry("tid.x", Kind.THREAD),
            Map.entry("tid.y", Kind.THREAD),
            Map.entry("tid.z", Kind.THREAD),
            Map.entry("ctaid.x", Kind.THREAD),
            Map.entry("ctaid.y", Kind.THREAD),
            Map.entry("ctaid.z", Kind.THREAD),
            Map.entry("ntid.x", Kind.THREAD),
            Map.entry("ntid.y", Kind.THREAD),
            Map.entry("ntid.z", Kind.THREAD),
            Map.entry("nctaid.x", Kind.THREAD),
            Map.entry("nctaid.y", Kind.THREAD),
            Map.entry("nctaid.z", Kind.THREAD),
            Map.entry("barrier", Kind.BARRIER),
            // (i32 mask, T value, i32 lane, distance or lane mask, i32 width) → T: PTX's shfl.sync
            Map.entry("shfl.idx", Kind.WARP),
            Map.entry("shfl.up", Kind.WARP),
            Map.entry("shfl.down", Kind.WARP),
            Map.entry("shfl.bfly", Kind.WARP),
            // (i32 mask, T value, i32 lane) → T: the sum of the values of the lanes that name this one, in their order;
            // a lane that
            // names one that takes no part names itself. The transpose of a shuffle, made by differentiation
            Map.entry("scatter.add", Kind.WARP),
            // (i32 mask, i32 predicate) → i32
            Map.entry("vote.any", Kind.WARP),
            Map.entry("vote.all", Kind.WARP),
            Map.entry("vote.ballot", Kind.WARP),
            // (i32 mask) → void: __syncwarp()
            Map.entry("warp.sync", Kind.WARP),
            Map.entry("fence.block", Kind.FENCE),
            Map.entry("fence.device", Kind.FENCE),
            Map.entry("fence.system", Kind.FENCE),
            // () → array: this thread's tape of that element type, empty
            Map.entry("tape.open", Kind.TAPE),
            // (array, i32 slots) → array with room for at least that many slots, the contents kept; raises TapeOverflow
            // where it cannot grow
            Map.entry("tape.ensure", Kind.TAPE),
            // (array, i32 slot) → T, (array, i32 slot, T) → void
            Map.entry("tape.load", Kind.TAPE),
            Map.entry("tape.store", Kind.TAPE),
            // (array, i32 slots) → void: gives the tape back, of which at most that many slots were in use
            Map.entry("tape.close", Kind.TAPE));

    private Intrinsics() {}

    /** The kind of the named intrinsic. @throws IllegalArgumentException if there is none of that name */
    public static Kind kind(String name) {
        Kind k = name.startsWith(Print.PREFIX)
                ? Kind.PRINT
                : NAMES.get(name.startsWith("strict.") ? name.substring(7) : name);
        if (k == null) {
            throw new IllegalArgumentException("no intrinsic " + name);
        }
        return k;
    }

    /** The intrinsic that an instruction is, also where it is still the call of the method that it comes from; else null. */
    public static String of(Insn i) {
        if (i.op() == Op.INTRINSIC) {
            return (String) i.attr();
        }
        return i.op() == Op.CALL
                        && ((Callee) i.attr()).function() == null
                        && ((Callee) i.attr()).overlay() instanceof Overlay.Intrinsic n
                        && exists(n.name())
                ? n.name()
                : null;
    }

    /** Whether all threads of a block that have not ended wait for each other in the instruction. */
    public static boolean isBarrier(Insn i) {
        String name = of(i);
        return name != null && kind(name) == Kind.BARRIER;
    }

    /** Every name, without the {@code strict.} forms and what prints. */
    public static Set<String> names() {
        return NAMES.keySet();
    }

    public static boolean exists(String name) {
        return name.startsWith(Print.PREFIX)
                || NAMES.containsKey(name.startsWith("strict.") ? name.substring(7) : name);
    }
}
