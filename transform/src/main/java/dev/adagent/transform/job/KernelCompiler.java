package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.deferred.Resolver;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.Printed;
import dev.adagent.transform.device.SumArrays;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Verifier;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.LiftException;
import dev.adagent.transform.lift.Lifter;
import dev.adagent.transform.lift.OutsideObjects;
import dev.adagent.transform.lift.StaticValues;
import dev.adagent.transform.opt.Expand;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.Inliner;
import dev.adagent.transform.opt.Inlining;
import dev.adagent.transform.opt.Monitors;
import dev.adagent.transform.opt.ObjectCells;
import dev.adagent.transform.opt.OptPipeline;
import dev.adagent.transform.opt.UnchangingWrites;
import dev.adagent.transform.opt.UncheckedAccess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The stages from a method's bytecode to a kernel that a device's back end takes, in their order. */
public final class KernelCompiler {
    private KernelCompiler() {}

    /**
     * Compiles a job.
     *
     * @param listener is shown the module after each stage
     * @throws dev.adagent.transform.lift.LiftException if the method reaches what cannot be compiled
     * @throws dev.adagent.transform.autodiff.DifferentiationException if a derivative that it asks for cannot be made
     * @throws dev.adagent.transform.device.DeviceRefusal if only some threads of a block can come to a barrier
     */
    public static Kernel compile(Job job, StageListener listener) {
        return compile(job, listener, (Object[]) null);
    }

    /**
     * Compiles a job for launches with arguments such as these.
     *
     * @param arguments the entry's, receiver first; null if they are not known. Objects among them give the compiler the classes behind
     *     references
     * @see #compile(Job, StageListener)
     */
    public static Kernel compile(Job job, StageListener listener, Object... arguments) {
        return compile(job, null, listener, arguments);
    }

    /**
     * Compiles the derivative of a kernel for the derivative of its launch.
     *
     * @param derivative what is launched: {@link LaunchCall.Operation#FORWARD} or {@link LaunchCall.Operation#REVERSE}, or null for the
     *     job itself
     */
    public static Kernel compile(Job job, LaunchCall derivative, StageListener listener, Object... arguments) {
        HostMethods onHost = new HostMethods(job);
        while (true) {
            try {
                return compile(job, derivative, onHost, listener, arguments);
            } catch (LiftException e) {
                onHost.add(e);
            } catch (DifferentiationException e) {
                throw onHost.reason(e);
            }
        }
    }

    private static Kernel compile(
            Job job, LaunchCall derivative, HostMethods onHost, StageListener listener, Object... arguments) {
        InputRecorder recorder = new InputRecorder(job);
        Job reading = recorder.job();
        OutsideObjects outside = new OutsideObjects(job.statics(), derivative == null ? arguments : (Object[]) null);
        Module module = module(reading, derivative, onHost, outside, listener);
        List<Captured> captured = HiddenParameters.addTo(module, outside);
        HostResults.requireRead(module, captured);
        LaunchInputs launch = new LaunchInputs(
                job.statics(), captured, module.entry().paramTypes(), outside.assumptions(), outside.numbers());
        Printed printed = PrintRecords.run(module, m -> library(job, m));
        SumArrays sums = job.options().deterministic()
                ? ExactAdditions.run(module, job.distinctArrays(), m -> library(job, m))
                : null;
        show(Stage.OPTIMISED, module, listener);
        JobRequest request = JobRequest.of(job, derivative == null ? "" : derivative.toString());
        JobInputs inputs = recorder.inputs(outside.answers());
        List<String> lines = new ArrayList<>(launch.lines());
        lines.addAll(printed == null ? List.of() : printed.lines());
        listener.read(request, inputs, lines);
        String key = JobKey.of(request, inputs);
        // what is folded of objects has no text of its own, but shows in the code
        String id = inputs.stable() ? key : JobKey.sha256(List.of(key, IrPrinter.print(module)));
        return new Kernel(job.entry(), module, id, job.options(), launch, printed, sums);
    }

    /**
     * The kernel that {@link #compile(Job, StageListener, Object...)} would give, without its code, if an earlier run stored the job and
     * all that its compilation read is as it was; else null. Compiles nothing: for devices that may have the code from an earlier run. What
     * a deterministic launch needs to know of its kernel is in the code: such are not recalled.
     */
    public static Kernel recall(Job job, JobStore store, Object... arguments) {
        if (job.options().deterministic()) {
            return null;
        }
        JobStore.Stored s = store.find(JobRequest.of(job, ""), job.source(), job.statics(), arguments);
        if (s == null) {
            return null;
        }
        Map<Boolean, List<String>> lines = s.launch().stream().collect(Collectors.partitioningBy(Printed::isLine));
        LaunchInputs launch = LaunchInputs.parse(lines.get(false), job.statics());
        return new Kernel(job.entry(), null, s.key(), job.options(), launch, Printed.parse(lines.get(true)), null);
    }

    private static Module module(
            Job job, LaunchCall derivative, HostMethods onHost, OutsideObjects outside, StageListener listener) {
        PreparedBodies prepared = new PreparedBodies(job);
        Lifter lifter = Lifter.open(job.entry(), job.source(), job.view(), job.statics(), onHost.methods(), prepared);
        if (onHost.foresee(lifter.module())) {
            lifter = Lifter.open(job.entry(), job.source(), job.view(), job.statics(), onHost.methods(), prepared);
        }
        Module module = lifter.module();
        job.options().inlining().mark(module);
        show(Stage.LIFTED, module, listener);
        JobRules rules = new JobRules(job, module, lifter, outside);
        if (derivative != null || module.functions().stream().anyMatch(KernelCompiler::hasDerivatives)) {
            rules.prepare(module);
            Monitors.run(module);
            Nowhere.refuseReached(module);
        } else {
            OptPipeline.run(module, rules.classes(module), job.options().inlining() == Inlining.ALWAYS);
        }
        Monitors.run(module);
        UnchangingWrites.run(module, rules.classes(module));
        show(Stage.BEFORE_RESOLVE, module, listener);
        BarrierCheck.run(module);
        Resolver.run(module, job.distinctArrays(), rules, job.context());
        if (derivative != null) {
            prepareForDerivatives(module, rules.classes(module), rules);
            module = KernelDerivative.of(job, derivative, module, rules);
        }
        show(Stage.AFTER_RESOLVE, module, listener);
        finish(job, module, rules.classes(module), false, listener);
        return module;
    }

    /** A method of the compiler's own that kernels call, for the job's target. */
    private static Module library(Job job, MethodKey method) {
        ClassSource source = ClassSource.of(KernelCompiler.class.getClassLoader());
        Module module = Lifter.lift(method, source, job.view(), StaticValues.NONE);
        Job own = new Job(
                method,
                source,
                StaticValues.NONE,
                job.view(),
                false,
                job.options(),
                job.bindsTargetIntrinsics(),
                job.environment());
        OptPipeline.run(module, Hierarchy.JDK, true);
        finish(own, module, Hierarchy.JDK, false, StageListener.NONE);
        return module;
    }

    private static boolean hasDerivatives(Function f) {
        return f.blocks().stream().anyMatch(b -> b.insns().stream().anyMatch(i -> i.op() == Op.DEFERRED));
    }

    /**
     * Shows what a stage gives, then verifies it: what is broken can be seen in the dump.
     *
     * @throws IllegalStateException if the stage broke a rule of the IR: a mistake of the compiler
     */
    static void show(Stage stage, Module module, StageListener listener) {
        listener.after(stage, module);
        if (stage.compareTo(Stage.AFTER_RESOLVE) < 0) {
            Verifier.verify(module);
        } else {
            Verifier.verifyResolved(module);
        }
    }

    /** What follows the derivatives. @param singleThread whether the job runs in one thread, as on the host */
    static void finish(Job job, Module module, Hierarchy classes, boolean singleThread, StageListener listener) {
        FloatForms.run(module, job.view(), job.options().math());
        DoubleForms.run(module, job.view(), job.options().math());
        Bind.run(
                module,
                job.view(),
                method -> Lifter.lift(method, job.source(), job.view(), job.statics()),
                !job.bindsTargetIntrinsics());
        Expand.run(module);
        if (!job.options().checks()) {
            module.functions().forEach(UncheckedAccess::run);
        }
        show(Stage.EXPANDED, module, listener);
        boolean apart = !singleThread && job.bindsTargetIntrinsics();
        OptPipeline.expand(module, classes, singleThread, job.distinctArrays(), apart);
        if (!singleThread && (Monitors.run(module) | UnchangingWrites.run(module, classes))) {
            OptPipeline.finish(module, classes, false, job.distinctArrays());
        }
        if (!singleThread && ObjectCells.run(module, classes)) {
            OptPipeline.finish(module, classes, false, job.distinctArrays());
        }
        Bind.checkBound(module, classes, singleThread);
    }

    /**
     * Inlines and takes objects apart, so that derivatives start from few, simple instructions. A call that a derivative rule covers
     * stays; an overlay without a rule that replaces a method without one is inlined, and so differentiated through its body.
     */
    static void prepareForDerivatives(Module module, Hierarchy hierarchy, JobRules rules) {
        do {
            prepare(module, hierarchy, rules);
        } while (OptPipeline.linkMet(module, hierarchy));
    }

    private static void prepare(Module module, Hierarchy hierarchy, JobRules rules) {
        OptPipeline.run(module, hierarchy);
        Set<Callee> covered = new HashSet<>();
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.op() == Op.CALL && (Rules.find(i) != null || rules.has((Callee) i.attr()))) {
                        covered.add((Callee) i.attr());
                    }
                }
            }
        }
        if (Inliner.run(module, c -> !covered.contains(c))) {
            OptPipeline.run(module, hierarchy);
        }
    }
}
