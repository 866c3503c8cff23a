package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Inlines calls of the module's own functions, callees first, except those of functions that can come to call themselves or that are
 * marked {@link Function#noInline}.
 *
 * <p>A call that a method table redirected keeps its pair (original, overlay) until derivatives are made, since a derivative rule is
 * looked up by either: {@link #run(Module)} leaves it, {@link Expand} makes it a plain one.
 */
public final class Inliner {
    private Inliner() {}

    /** Inlines every call that no overlay redirected. @return whether anything changed */
    public static boolean run(Module module) {
        return run(module, c -> c.overlay() == null);
    }

    /** Inlines the calls whose callee the predicate accepts. */
    public static boolean run(Module module, Predicate<Callee> accepted) {
        return run(module, accepted, (f, inlined) -> {});
    }

    /**
     * As {@link #run(Module, Predicate)}; each function is handed over before it is inlined into its callers,
     * with whether something was inlined into it.
     */
    static boolean run(Module module, Predicate<Callee> accepted, BiConsumer<Function, Boolean> then) {
        return run(module, accepted, (f, g) -> true, then);
    }

    /** As above, where a pair of caller and callee must be accepted too. */
    static boolean run(
            Module module,
            Predicate<Callee> accepted,
            BiPredicate<Function, Function> fitting,
            BiConsumer<Function, Boolean> then) {
        CallGraph graph = new CallGraph(module);
        boolean changed = false;
        for (String name : graph.bottomUp()) {
            boolean inlined = inlineInto(module.get(name), module, graph, accepted, fitting);
            then.accept(module.get(name), inlined);
            changed |= inlined;
        }
        return changed;
    }

    private static boolean inlineInto(
            Function f,
            Module module,
            CallGraph graph,
            Predicate<Callee> accepted,
            BiPredicate<Function, Function> fitting) {
        boolean changed = false;
        for (Block b : f.blocks()) {
            Block at = b;
            int index = 0;
            while (index < at.insns().size()) {
                Function callee = target(at.insns().get(index), module, graph, accepted);
                if (callee == null || callee == f || !fitting.test(f, callee)) {
                    index++;
                } else {
                    at = FunctionCloner.inline(f, at.id(), index, callee);
                    index = 0;
                    changed = Rewrite.CALL_INLINED.happened();
                }
            }
        }
        if (changed) {
            Branches.removeUnreachable(f);
        }
        return changed;
    }

    private static Function target(Insn i, Module module, CallGraph graph, Predicate<Callee> accepted) {
        if (i.op() != Op.CALL || !(i.attr() instanceof Callee c) || c.function() == null || !accepted.test(c)) {
            return null;
        }
        Function callee = module.get(c.function());
        return callee == null || callee.noInline() || graph.isRecursive(c.function()) ? null : callee;
    }

    /** Removes the functions that the given ones do not reach. @return whether any was removed */
    public static boolean removeUnused(Module module, List<String> roots) {
        CallGraph graph = new CallGraph(module);
        Set<String> used = new HashSet<>();
        roots.forEach(r -> used.addAll(graph.reachable(r)));
        List<String> gone = module.functions().stream()
                .map(Function::name)
                .filter(n -> !used.contains(n))
                .toList();
        gone.forEach(module::remove);
        return !gone.isEmpty();
    }
}
