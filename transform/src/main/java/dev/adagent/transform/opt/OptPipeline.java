package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Verifier;

/** The order of the passes. With assertions enabled the verifier runs after each. */
public final class OptPipeline {
    /** A pass on one function; gives whether it changed anything. */
    public interface Pass {
        boolean run(Function f);
    }

    /** Bound on the rounds in which inlining uncovers lambdas and these uncover calls. */
    private static final int MAX_ROUNDS = 16;

    private OptPipeline() {}

    /** Optimises a module whose classes are not known. */
    public static void run(Module module) {
        run(module, Hierarchy.JDK);
    }

    /** Inlines what no overlay redirects, takes objects apart, and cleans up: what differentiation starts from. */
    public static void run(Module module, Hierarchy hierarchy) {
        boolean changed = true;
        for (int round = 0; changed && round < MAX_ROUNDS; round++) {
            Inliner.run(module);
            for (Function f : module.functions()) {
                optimise(f, hierarchy);
            }
            changed = LambdaFolding.run(module);
        }
    }

    /** All passes on one function. */
    public static void optimise(Function f, Hierarchy hierarchy) {
        step(f, Simplify::run);
        step(f, g -> TypeChecks.run(g, hierarchy));
        step(f, Throwables::run);
        step(f, ScalarReplacement::run);
        step(f, Simplify::run);
        step(f, DeadCode::run);
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
