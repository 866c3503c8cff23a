package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Verifier;
import java.util.List;

/** The order of the passes. With assertions enabled the verifier runs after each. */
public final class OptPipeline {
    /** A pass on one function; gives whether it changed anything. */
    public interface Pass {
        boolean run(Function f);
    }

    /** Bound on the rounds in which one pass uncovers work for an earlier one. */
    private static final int MAX_ROUNDS = 16;

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
        boolean changed = true;
        for (int round = 0; changed && round < MAX_ROUNDS; round++) {
            Inliner.run(module);
            module.functions().forEach(f -> optimise(f, hierarchy));
            changed = LambdaFolding.run(module);
        }
    }

    /**
     * After all derivatives are made: as {@link #run(Module, Hierarchy)}, and additions to arrays that one thread owns become plain.
     *
     * @param singleThread whether the job runs in one thread
     */
    public static void finish(Module module, Hierarchy hierarchy, boolean singleThread) {
        for (Function f : module.functions()) {
            step(f, g -> ShadowAdds.run(g, singleThread));
        }
        run(module, hierarchy);
    }

    /**
     * As {@link #finish}, after putting overlay bodies that are in the module and intrinsics in the place of the calls that they
     * redirect.
     */
    public static void expand(Module module, Hierarchy hierarchy, boolean singleThread) {
        Expand.run(module);
        finish(module, hierarchy, singleThread);
        Inliner.removeUnused(module, List.of(module.entry().name()));
    }

    /** All passes on one function, until they find nothing more to do. */
    public static void optimise(Function f, Hierarchy hierarchy) {
        boolean changed = true;
        for (int round = 0; changed && round < MAX_ROUNDS; round++) {
            changed = step(f, Simplify::run);
            changed |= step(f, g -> TypeChecks.run(g, hierarchy));
            changed |= step(f, Throwables::run);
            changed |= step(f, g -> ScalarReplacement.run(g, hierarchy));
            changed |= step(f, ValueNumbering::run);
            changed |= step(f, LoopInvariant::run);
            changed |= step(f, DeadCode::run);
        }
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
