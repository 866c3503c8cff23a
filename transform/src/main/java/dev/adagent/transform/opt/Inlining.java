package dev.adagent.transform.opt;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.ir.AtomicKind;
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
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which methods of the app stay methods. What takes or gives objects is inlined at every setting, since only so do objects become
 * scalars, and so is what waits for other threads or shares memory with them, and what belongs to the api or the JDK. Derivatives are the same at each setting.
 */
public enum Inlining {
    /** No call of a method of numbers and arrays is inlined: smallest code. */
    NEVER,
    /** Large methods that are called at several places stay calls. */
    DEFAULT,
    /** Every call is inlined, recursion excepted. */
    ALWAYS;

    /** Above this number of instructions {@link #DEFAULT} does not copy a method to several places. */
    private static final int LARGE = 2_000;

    /** @throws IllegalArgumentException if it is none of {@code never}, {@code default}, {@code always} */
    public static Inlining of(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("inlining is one of never, default and always, not \"" + name + "\"", e);
        }
    }

    /** Marks the functions of a lifted module that are to stay functions. */
    public void mark(Module module) {
        if (this == ALWAYS) {
            return;
        }
        Map<String, Integer> sites = callSites(module);
        Set<String> barriers = waiting(module);
        for (Function f : module.functions()) {
            if (f != module.entry() && isPlain(f) && ofApp(f.name()) && !barriers.contains(f.name())) {
                f.setNoInline(this == NEVER || (size(f) > LARGE && sites.getOrDefault(f.name(), 0) > 1));
            }
        }
    }

    private static int size(Function f) {
        return f.blocks().stream().mapToInt(b -> b.insns().size() + 1).sum();
    }

    private static Map<String, Integer> callSites(Module module) {
        Map<String, Integer> out = new HashMap<>();
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    String name = CallGraph.named(i);
                    if (name != null) {
                        out.merge(name, 1, Integer::sum);
                    }
                }
            }
        }
        return out;
    }

    /** The functions in which, or in whose callees, threads wait for each other. */
    private static Set<String> waiting(Module module) {
        Set<String> out = new HashSet<>();
        CallGraph graph = new CallGraph(module);
        Set<String> direct = new HashSet<>();
        for (Function f : module.functions()) {
            if (f.blocks().stream().anyMatch(b -> b.insns().stream().anyMatch(Inlining::waits))) {
                direct.add(f.name());
            }
        }
        for (Function f : module.functions()) {
            if (graph.reachable(f.name()).stream().anyMatch(direct::contains)) {
                out.add(f.name());
            }
        }
        return out;
    }

    private static boolean waits(Insn i) {
        if (i.op() == Op.SHARED) {
            return true;
        }
        if (i.op() == Op.ATOMIC && i.type().isFloating() && i.attr() != AtomicKind.ADD) {
            return true; // the derivative of a minimum or maximum waits
        }
        String name = i.op() == Op.INTRINSIC
                ? (String) i.attr()
                : i.op() == Op.CALL && ((Callee) i.attr()).overlay() instanceof Overlay.Intrinsic n ? n.name() : "";
        if (!Intrinsics.exists(name)) {
            return false;
        }
        Intrinsics.Kind kind = Intrinsics.kind(name);
        return kind == Intrinsics.Kind.BARRIER || kind == Intrinsics.Kind.WARP;
    }

    /** Whether parameters are numbers or arrays of numbers, and the result a number or nothing. */
    private static boolean isPlain(Function f) {
        return !f.result().isReference()
                && !f.result().isTuple()
                && f.paramTypes().stream().allMatch(Inlining::isPlain);
    }

    private static boolean isPlain(Type t) {
        return t.isArray() ? isPlain(t.element()) : !t.isReference() && !t.isTuple();
    }

    private static boolean ofApp(String function) {
        return !function.startsWith("java/") && !function.matches("dev/adagent/[A-Z]\\w*[.$].*");
    }
}
