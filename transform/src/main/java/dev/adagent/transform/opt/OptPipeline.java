package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.Verifier;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The order of the passes. With assertions enabled the verifier runs after each. */
public final class OptPipeline {
    /** A pass on one function; gives whether it changed anything. */
    public interface Pass {
        boolean run(Function f);
    }

    /** Bound on the rounds in which one pass uncovers work for an earlier one. */
    private static final int MAX_ROUNDS = 16;

    /** Bound on the virtual calls of which one's target shows only once the one before is inlined. */
    private static final int MAX_LINKING_ROUNDS = 100;

    private OptPipeline() {}

    /** {@link #run(Module, Hierarchy)} where only the JDK's classes are known. */
    public static void run(Module module) {
        run(module, Hierarchy.JDK);
    }

    /**
     * Before resolve: inlines what no overlay redirects, calls lambdas directly, and optimises each function. This is what
     * differentiation starts from.
     */
    public static void run(Module module, Hierarchy hierarchy) {
        run(module, hierarchy, true);
    }

    /**
     * As {@link #run(Module, Hierarchy)}.
     *
     * @param whole whether everything is inlined, as derivatives want it; else large functions of numbers and arrays stay functions of
     *     their own where the caller has grown large, and what has gone into its only caller is removed
     */
    public static void run(Module module, Hierarchy hierarchy, boolean whole) {
        run(module, hierarchy, whole, false);
    }

    private static void run(Module module, Hierarchy hierarchy, boolean whole, boolean apart) {
        CallSizes sizes = new CallSizes();
        Set<String> tidy = new HashSet<>();
        for (int round = 0; round < MAX_LINKING_ROUNDS; round++) {
            Function entry = module.entry();
            Set<Function> merged = new LinkedHashSet<>();
            if (!whole) {
                sizes.countPlaces(module);
            }
            if (apart) {
                module.functions().forEach(f -> CallsApart.mark(module, f));
            }
            Inliner.run(module, c -> c.overlay() == null, (f, g) -> whole || sizes.fit(f, g), (f, changed) -> {
                if (!whole && f != entry && sizes.goesIntoOne(f)) {
                    merged.add(f);
                    sizes.changed(f);
                } else if (tidy.add(f.name()) && !f.isOptimised() || changed) {
                    optimise(f, hierarchy, f == entry, false);
                    sizes.changed(f);
                }
            });
            optimiseLeft(module, merged, hierarchy);
            Set<String> changed = ExceptionSteps.run(module, hierarchy);
            changed.addAll(PassedExceptions.run(module));
            changed.addAll(ChosenCauses.run(module, hierarchy));
            changed.addAll(LambdaFolding.changed(module, hierarchy));
            changed.addAll(LambdaReceivers.run(module, hierarchy));
            changed.addAll(Linking.run(module, hierarchy));
            changed.addAll(ExceptionFields.run(module, hierarchy));
            if (changed.isEmpty()) {
                changed.addAll(PassedExceptions.giveUp(module));
            }
            if (changed.isEmpty()) {
                changed.addAll(ReturnedExceptions.run(module));
            }
            if (changed.isEmpty() && hierarchy.readsAtLaunch()) { // on the host objects may stay objects
                changed.addAll(Unfolding.run(module));
            }
            if (changed.isEmpty()) {
                break;
            }
            tidy.removeAll(changed);
        }
        for (Function f : module.functions()) {
            if (throwsUndescribed(f)) {
                optimise(f, hierarchy, f == module.entry(), true);
            }
        }
    }

    /**
     * Links, once {@link #run(Module, Hierarchy)} finds nothing more, by the objects that the code may meet; that is for code on the host.
     *
     * @return whether anything changed: there may be more to do then
     */
    public static boolean linkMet(Module module, Hierarchy hierarchy) {
        return !hierarchy.readsAtLaunch() && Linking.runMet(module, hierarchy);
    }

    /** Removes the functions that have gone into their only callers, where they were optimised; a call may be left in a cycle or a full caller. */
    private static void optimiseLeft(Module module, Set<Function> merged, Hierarchy hierarchy) {
        if (merged.isEmpty()) {
            return;
        }
        Set<String> named = new HashSet<>();
        module.functions().forEach(f -> f.blocks().forEach(b -> b.insns().forEach(i -> named.add(CallGraph.named(i)))));
        for (Function f : merged) {
            if (named.contains(f.name())) {
                optimise(f, hierarchy, false, false);
            } else {
                module.remove(f.name());
            }
        }
    }

    /** Whether an exception is still an object: something of it is not known, and will not be. */
    private static boolean throwsUndescribed(Function f) {
        return f.blocks().stream().anyMatch(b -> b.term().kind() == Term.Kind.THROW);
    }

    /**
     * After all derivatives are made: as {@link #run(Module, Hierarchy)}, and additions to arrays that one thread owns become plain.
     *
     * @param singleThread whether the job runs in one thread
     * @param distinct whether no two of the entry's parameters are the same array
     */
    public static void finish(Module module, Hierarchy hierarchy, boolean singleThread, boolean distinct) {
        finish(module, hierarchy, singleThread, distinct, false);
    }

    private static void finish(
            Module module, Hierarchy hierarchy, boolean singleThread, boolean distinct, boolean apart) {
        for (Function f : module.functions()) {
            step(f, g -> CarriedAdds.run(g, singleThread, distinct && g == module.entry()));
            step(f, g -> ShadowAdds.run(g, singleThread));
        }
        run(module, hierarchy, false, apart);
    }

    /**
     * As {@link #finish}, after putting overlay bodies that are in the module and intrinsics in the place of the calls that they
     * redirect.
     *
     * @param apart whether calls of elementary functions may stay: those of which it costs little
     */
    public static void expand(
            Module module, Hierarchy hierarchy, boolean singleThread, boolean distinct, boolean apart) {
        Expand.run(module);
        // what was kept to be differentiated once more need not be optimised
        Inliner.removeUnused(module, List.of(module.entry().name()));
        finish(module, hierarchy, singleThread, distinct, apart);
        Inliner.removeUnused(module, List.of(module.entry().name()));
    }

    /** As {@link #expand(Module, Hierarchy, boolean, boolean, boolean)}, where parameters may be the same array and no call stays. */
    public static void expand(Module module, Hierarchy hierarchy, boolean singleThread) {
        expand(module, hierarchy, singleThread, false, false);
    }

    /** All passes on one function, until they find nothing more to do. */
    public static void optimise(Function f, Hierarchy hierarchy) {
        optimise(f, hierarchy, false, true);
    }

    /**
     * @param entry whether the function's parameters are the launch's arguments
     * @param last whether to describe exceptions of which something is lost
     */
    private static void optimise(Function f, Hierarchy hierarchy, boolean entry, boolean last) {
        List<Pass> passes = List.of(
                g -> OutsideValues.run(g, hierarchy, entry),
                Simplify::run,
                RowLoops::run,
                onObjects(FlatRows::run),
                g -> TypeChecks.run(g, hierarchy),
                onObjects(g -> FinalFields.run(g, hierarchy)),
                onObjects(ClosedObjects::run),
                onObjects(g -> Rematerialisation.run(g, hierarchy)),
                onObjects(PrintCalls::run),
                onObjects(g -> Throwables.run(g, last)),
                onObjects(g -> ScalarReplacement.run(g, hierarchy, entry, last)),
                onObjects(g -> StructureOfArrays.run(g, hierarchy)),
                onObjects(ElementSwitches::run),
                onObjects(g -> ChosenConstants.run(g, hierarchy)),
                onObjects(g -> ConstantTexts.run(g, hierarchy)),
                ValueNumbering::run,
                LoopInvariant::run,
                DeadCode::run);
        // once round after the last change, and no further
        int unchanged = 0;
        for (int k = 0; unchanged < passes.size() && k < MAX_ROUNDS * passes.size(); k++) {
            unchanged = step(f, passes.get(k % passes.size())) ? 0 : unchanged + 1;
        }
    }

    /** A pass for which there is nothing to do where everything is a number or an array of numbers from outside: most of the time. */
    private static Pass onObjects(Pass pass) {
        return f -> hasObjects(f) && pass.run(f);
    }

    private static boolean hasObjects(Function f) {
        for (Block b : f.blocks()) {
            if (b.term().kind() == Term.Kind.THROW) {
                return true;
            }
            for (int p : b.params()) {
                if (isOfObjects(f.typeOf(p))) {
                    return true;
                }
            }
            for (Insn i : b.insns()) {
                if (i.op() == Op.NEW || i.op() == Op.NEWARRAY || i.result() >= 0 && isOfObjects(i.type())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOfObjects(Type type) {
        Type t = type;
        while (t.isArray()) {
            t = t.element();
        }
        return t.kind() == Type.Kind.OBJECT;
    }

    private static boolean step(Function f, Pass pass) {
        boolean changed = pass.run(f);
        assert isValid(f);
        return changed;
    }

    private static boolean isValid(Function f) {
        Verifier.verify(f);
        return true;
    }
}
