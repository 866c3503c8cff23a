package dev.adagent.transform.job;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.autodiff.Differentiator;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.deferred.PrimalFunction;
import dev.adagent.transform.deferred.Resolver;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.ClassFileHierarchy;
import dev.adagent.transform.lift.Lifter;
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
        Module lifted = Lifter.lift(job.entry(), job.source(), job.view(), job.statics());
        lifted = PrimalFunction.withPlainEntry(withRuledEntry(lifted, job), job.entry());
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

    /** Where the function itself has rules for its derivative: one that calls it, as a kernel does. */
    private static Module withRuledEntry(Module lifted, Job job) {
        Function entry = lifted.entry();
        boolean isStatic = entry.params().size()
                == Type.parameters(job.entry().descriptor()).size();
        Callee callee = new Callee(
                isStatic ? Callee.Kind.STATIC : Callee.Kind.SPECIAL,
                job.entry(),
                new Overlay.Body(job.entry()),
                "rules",
                entry.name());
        if (!new JobRules(job, lifted).has(callee)) {
            return lifted;
        }
        Function f = new Function(entry.name() + "!ruled", entry.result());
        Block b = f.newBlock();
        int[] args = entry.paramTypes().stream().mapToInt(t -> f.addParam(b, t)).toArray();
        Loc loc = entry.entry().term().loc();
        int r = f.append(b, Op.CALL, entry.result(), callee, loc, args);
        b.setTerm(r < 0 ? Term.ret(loc) : Term.ret(loc, r));
        Module out = new Module();
        out.add(f);
        lifted.functions().forEach(out::add);
        return out;
    }
}
