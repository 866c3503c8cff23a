package dev.adagent.transform.job;

import dev.adagent.transform.autodiff.Differentiator;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.deferred.PrimalFunction;
import dev.adagent.transform.deferred.Resolver;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.ClassFileHierarchy;
import dev.adagent.transform.opt.Inliner;
import java.util.List;

/**
 * A derivative for the host: the function alone is the job, and its derivative the entry. Parameters and result are those that
 * {@link Spec} gives.
 *
 * @param module the derivative first; resolved, expanded and optimised
 * @param primalResult type of the differentiated method's result
 */
public record HostDerivative(Module module, Type primalResult) {

    /**
     * Compiles the derivative of the job's entry.
     *
     * @throws dev.adagent.transform.lift.LiftException if the method reaches what cannot be compiled
     * @throws dev.adagent.transform.autodiff.DifferentiationException if it cannot be differentiated as asked
     */
    public static HostDerivative compile(Job job, Spec spec, StageListener listener) {
        Module lifted = PrimalFunction.withPlainEntry(EntryCall.lift(job), job.entry());
        job.options().inlining().mark(lifted);
        KernelCompiler.show(Stage.LIFTED, lifted, listener);
        JobRules rules = new JobRules(job, lifted);
        rules.prepare(lifted);
        KernelCompiler.show(Stage.BEFORE_RESOLVE, lifted, listener);
        // Derivatives that the function itself asks for come first: innermost first.
        Resolver.run(lifted, job.distinctArrays(), rules);
        KernelCompiler.prepareForDerivatives(lifted, new ClassFileHierarchy(job.source()), rules);
        Function primal = lifted.entry();
        Module module = new Module();
        module.add(new Differentiator(lifted, rules).derive(primal, spec, primal.name() + "!" + spec.key()));
        lifted.functions().forEach(module::add);
        Inliner.removeUnused(module, List.of(module.entry().name()));
        KernelCompiler.show(Stage.AFTER_RESOLVE, module, listener);
        KernelCompiler.finish(job, module, true, listener);
        return new HostDerivative(module, primal.result());
    }
}
