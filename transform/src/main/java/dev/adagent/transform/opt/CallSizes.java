package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which calls are worth inlining: all, but a large function that stands well by itself is not copied into one that is large already. */
final class CallSizes {
    /**
     * Instructions of a function from which on it grows only by small callees, or such as must be inlined: about what gives the 8,000
     * bytes of bytecode above which HotSpot does not compile a method.
     */
    private static final int LARGE_CALLER = 1_500;

    private static final int LARGE_CALLEE = 60;

    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<String, Boolean> alone = new HashMap<>();
    private final Map<String, Function> onlyCaller = new HashMap<>();

    /** Forgets what is known of a function. */
    void changed(Function f) {
        sizes.remove(f.name());
        alone.remove(f.name());
    }

    /** Whether the callee may be inlined; assumes that it then is. */
    boolean fit(Function caller, Function callee) {
        int before = sizes.computeIfAbsent(caller.name(), n -> size(caller));
        int more = sizes.computeIfAbsent(callee.name(), n -> size(callee));
        boolean fits = more < LARGE_CALLEE
                || before + more < LARGE_CALLER
                || !alone.computeIfAbsent(callee.name(), n -> standsAlone(callee));
        if (fits) {
            sizes.put(caller.name(), before + more);
        }
        return fits;
    }

    /** Looks for the functions that are called in one place, and not redirected there. */
    void countPlaces(Module module) {
        onlyCaller.clear();
        Set<String> others = new HashSet<>();
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    String name = CallGraph.named(i);
                    boolean plain = i.op() == Op.CALL && ((Callee) i.attr()).overlay() == null;
                    if (name != null && (!plain || onlyCaller.put(name, f) != null)) {
                        others.add(name);
                    }
                }
            }
        }
        onlyCaller.keySet().removeAll(others);
    }

    /**
     * Whether the function was called in one place, in a caller that has room for it or takes it however large it is: to optimise a
     * large function by itself and then again in each of the callers above it, which only pass something on, took most of the time.
     */
    boolean goesIntoOne(Function callee) {
        Function caller = onlyCaller.get(callee.name());
        return caller != null
                && caller != callee
                && !callee.noInline()
                && (waitsForCaller(callee) || size(caller) + size(callee) < LARGE_CALLER);
    }

    private static int size(Function f) {
        return f.blocks().stream().mapToInt(b -> b.insns().size()).sum();
    }

    /**
     * Whether a function takes and gives numbers, and arrays of numbers only in, so that nothing in it waits for its caller to be known:
     * the objects in it are its own. Threads wait for each other in the kernel only, and sums are found there.
     */
    private static boolean standsAlone(Function f) {
        return !waitsForCaller(f)
                && f.blocks().stream().allMatch(b -> b.insns().stream().allMatch(CallSizes::standsAlone));
    }

    /** Whether a function takes or gives objects: no pass changes that. */
    private static boolean waitsForCaller(Function f) {
        if (f.result().isReference() || f.result().isTuple()) {
            return true;
        }
        for (Type t : f.paramTypes()) {
            if (t.kind() == Type.Kind.OBJECT || (t.isArray() && t.element().isReference())) {
                return true;
            }
        }
        return false;
    }

    private static boolean standsAlone(Insn i) {
        return switch (i.op()) {
            case DEFERRED, ACCUM, SHARED -> false;
            case CALL, INTRINSIC -> {
                String name = Facts.intrinsic(i);
                yield name == null || isOfOneThread(Intrinsics.kind(name));
            }
            default -> true;
        };
    }

    private static boolean isOfOneThread(Intrinsics.Kind kind) {
        return kind != Intrinsics.Kind.BARRIER && kind != Intrinsics.Kind.WARP && kind != Intrinsics.Kind.TAPE;
    }
}
