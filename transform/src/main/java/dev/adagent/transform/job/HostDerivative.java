package dev.adagent.transform.job;

import dev.adagent.transform.autodiff.CapturedWrites;
import dev.adagent.transform.autodiff.Differentiator;
import dev.adagent.transform.autodiff.PassedShadows;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.autodiff.SplitDerivative;
import dev.adagent.transform.deferred.PrimalFunction;
import dev.adagent.transform.deferred.Resolver;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.ClassRules;
import dev.adagent.transform.lift.KnownArgument;
import dev.adagent.transform.lift.KnownEntry;
import dev.adagent.transform.opt.Inliner;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A derivative for the host: the function alone is the job, and its derivative the entry. Parameters and result are those that
 * {@link Spec} gives.
 *
 * @param module the derivative first; resolved, expanded and optimised
 * @param primalResult type of the result of what is differentiated
 * @param key the job's key, see {@link JobKey}
 * @param passed what whoever calls it checks of the shadows that he passes; null if nothing
 */
public record HostDerivative(Module module, Type primalResult, String key, PassedShadows passed) {

    /**
     * Compiles the derivative of the job's entry.
     *
     * @throws dev.adagent.transform.lift.LiftException if the method reaches what cannot be compiled
     * @throws dev.adagent.transform.autodiff.DifferentiationException if it cannot be differentiated as asked
     */
    public static HostDerivative compile(Job job, Spec spec, StageListener listener) {
        return compile(job, List.of(), null, spec, 0, Set.of(), listener);
    }

    /**
     * Compiles the derivative of a derivative of the job's entry. A function that returns an array stores it to one more parameter if
     * the innermost spec has an activity for that.
     *
     * @param known of each of the entry's arguments, the receiver first: the derivative is for such only, and takes in the place of a lambda what that
     *     captured; empty if nothing is known
     * @param inner the derivative to differentiate, or null for the entry itself
     * @param captured how many of the first parameters are captured by a function given without an activity
     * @param records the parameters that are records, or arrays of records, in whose place the derivative takes their components
     * @throws dev.adagent.transform.autodiff.CapturedWriteException if it writes an array among those
     */
    public static HostDerivative compile(
            Job job,
            List<KnownArgument> known,
            Spec inner,
            Spec spec,
            int captured,
            Set<Integer> records,
            StageListener listener) {
        InputRecorder recorder = new InputRecorder(job);
        Job reading = recorder.job();
        Module lifted = prepared(reading, known, inner == null ? spec : inner, records, listener);
        CapturedWrites.check(lifted, captured);
        if (inner != null) {
            Module around = new Module();
            around.add(derived(reading, lifted, inner));
            lifted.functions().forEach(around::add);
            KernelCompiler.prepareForDerivatives(
                    around, new JobRules(reading, around).classes(around), new JobRules(reading, around));
            lifted = around;
        }
        String asked = (inner == null ? "" : inner.key() + ", of which ")
                + spec.key()
                + (records.isEmpty() ? "" : ", components of " + new TreeSet<>(records))
                + text(job, known);
        PassedShadows passed = PassedShadows.of(lifted.entry(), spec);
        return finished(recorder, lifted, derived(reading, lifted, spec), asked, passed, listener);
    }

    private static Function derived(Job job, Module lifted, Spec spec) {
        Function primal = lifted.entry();
        Differentiator differentiator = new Differentiator(lifted, new JobRules(job, lifted));
        return differentiator.derive(primal, spec, primal.name() + "!" + spec.key());
    }

    /**
     * Reverse mode in two functions, each in a module of its own.
     *
     * @param augmented as {@link SplitDerivative#augmented}
     * @param adjoint as {@link SplitDerivative#adjoint}
     * @param tape as {@link SplitDerivative#tape}
     */
    public record Split(HostDerivative augmented, HostDerivative adjoint, List<Type> tape) {}

    /**
     * Compiles the derivative of the job's entry in split mode.
     *
     * @param known as there, see {@link #compile(Job, List, Spec, Spec, int, Set, StageListener)}
     * @param captured how many of the first parameters are captured by a function given without an activity
     * @param records the parameters in whose place the derivative takes their components
     * @throws dev.adagent.transform.autodiff.CapturedWriteException if it writes an array among those
     * @throws dev.adagent.transform.lift.LiftException if the method reaches what cannot be compiled
     * @throws dev.adagent.transform.autodiff.DifferentiationException if it cannot be differentiated as asked
     */
    public static Split split(
            Job job, List<KnownArgument> known, Spec spec, int captured, Set<Integer> records, StageListener listener) {
        InputRecorder recorder = new InputRecorder(job);
        Job reading = recorder.job();
        Module lifted = prepared(reading, known, spec, records, listener);
        CapturedWrites.check(lifted, captured);
        String parts = (records.isEmpty() ? "" : ", components of " + new TreeSet<>(records)) + text(job, known);
        Function primal = lifted.entry();
        Differentiator differentiator = new Differentiator(lifted, new JobRules(reading, lifted));
        PassedShadows passed = PassedShadows.of(primal, spec);
        SplitDerivative s = differentiator.split(primal, spec, primal.name());
        return new Split(
                finished(recorder, lifted, s.augmented(), "augmented " + spec.key() + parts, passed, listener),
                finished(recorder, lifted, s.adjoint(), "adjoint " + spec.key() + parts, null, listener),
                s.tape());
    }

    private static String text(Job job, List<KnownArgument> known) {
        Set<String> met = job.source().met();
        return (known.isEmpty() ? "" : ", for " + known) + (met == null ? "" : ", meeting " + new TreeSet<>(met));
    }

    /** The lifted job, its own derivatives resolved; the primal comes first. */
    private static Module prepared(
            Job job, List<KnownArgument> known, Spec spec, Set<Integer> records, StageListener listener) {
        Module lifted = known.isEmpty()
                ? EntryCall.lift(job)
                : KnownEntry.lift(job.entry(), job.source(), job.view(), job.statics(), known);
        FlatRecords.Components components = FlatRecords.Components.of(new ClassRules(job.source()));
        if (!records.isEmpty()) {
            lifted = FlatRecords.in(lifted, job.entry(), records, components);
        }
        if (spec.activities().size() > lifted.entry().params().size()) {
            lifted = StoredResult.in(lifted, job.entry(), components);
        }
        lifted = PrimalFunction.withPlainEntry(lifted, job.entry());
        job.options().inlining().mark(lifted);
        KernelCompiler.show(Stage.LIFTED, lifted, listener);
        boolean launches = Launches.run(lifted, false);
        JobRules rules = new JobRules(job, lifted);
        rules.prepare(lifted);
        Inliner.removeUnused(lifted, List.of(lifted.entry().name()));
        if (Launches.run(lifted, true) || launches) {
            rules.prepare(lifted);
        }
        KernelCompiler.show(Stage.BEFORE_RESOLVE, lifted, listener);
        // Derivatives that the function itself asks for come first: innermost first.
        Resolver.run(lifted, job.distinctArrays(), rules, job.context());
        KernelCompiler.prepareForDerivatives(lifted, rules.classes(lifted), rules);
        Bind.hostCalls(lifted, job.view());
        Nowhere.endAtReached(lifted);
        return lifted;
    }

    /** @param asked text of what is differentiated how */
    private static HostDerivative finished(
            InputRecorder recorder,
            Module lifted,
            Function derivative,
            String asked,
            PassedShadows passed,
            StageListener listener) {
        Job job = recorder.job();
        Module module = new Module();
        module.add(derivative);
        lifted.functions().forEach(f -> module.add(f.copy(f.name())));
        Inliner.removeUnused(module, List.of(derivative.name()));
        KernelCompiler.show(Stage.AFTER_RESOLVE, module, listener);
        KernelCompiler.finish(job, module, new JobRules(job, module).classes(module), true, listener);
        KernelCompiler.show(Stage.OPTIMISED, module, listener);
        JobRequest request = JobRequest.of(job, asked);
        JobInputs inputs = recorder.inputs(new TreeMap<>());
        listener.read(request, inputs, List.of());
        return new HostDerivative(module, lifted.entry().result(), JobKey.of(request, inputs), passed);
    }
}
