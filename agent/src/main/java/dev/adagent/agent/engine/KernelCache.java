package dev.adagent.agent.engine;

import dev.adagent.cuda.CudaTarget;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.lift.StaticValues;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Compiled kernels of the app's classes, unloaded with them. Each is compiled once, also when several threads ask at once. */
final class KernelCache {
    private final Classes classes;
    private final Views views;
    private final Jobs jobs;
    private final Trusted trusted;
    private final boolean deterministic;
    private final ClassValue<Once<Variant, Kernel>> kernels;

    private static final int MOST_VARIANTS = 64;

    /**
     * @param recalls whether a kernel without a module will do
     * @param number counts the kernels that were made for objects of different classes
     */
    private record Variant(
            String method,
            String descriptor,
            Target target,
            boolean distinctArrays,
            LaunchCall derivative,
            boolean recalls,
            int number) {
        /** By hand, as is said at {@link MethodKey#equals}. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Variant v
                    && method.equals(v.method)
                    && descriptor.equals(v.descriptor)
                    && target.name.equals(v.target.name)
                    && target.binds == v.target.binds
                    && target.checkpoints == v.target.checkpoints
                    && distinctArrays == v.distinctArrays
                    && Objects.equals(derivative, v.derivative)
                    && recalls == v.recalls
                    && number == v.number;
        }

        @Override
        public int hashCode() {
            return (method.hashCode() * 31 + descriptor.hashCode()) * 31 + target.name.hashCode() + number;
        }
    }

    /**
     * What a kernel is compiled for.
     *
     * @param name name of the target
     * @param binds whether the device's code generator has the target's operations; else their Java bodies run
     * @param checkpoints whether loops in derivatives run twice, for less of a tape
     */
    record Target(String name, boolean binds, boolean checkpoints) {}

    /** @param deterministic whether sums are exact in all kernels */
    KernelCache(Classes classes, Views views, Trusted trusted, Jobs jobs, boolean deterministic) {
        this.trusted = trusted;
        this.deterministic = deterministic;
        this.jobs = jobs;
        this.classes = classes;
        this.views = views;
        this.kernels = new ClassValue<>() {
            @Override
            protected Once<Variant, Kernel> computeValue(Class<?> owner) {
                return new Once<>(trusted);
            }
        };
    }

    /**
     * The kernel for a target.
     *
     * @param distinctArrays whether no two arguments are the same array
     * @param derivative the derivative of the kernel that is launched, null for the kernel itself
     * @param recalls whether a kernel without a module will do, of which an earlier run may have kept the code
     * @param args the launch's arguments, receiver first: the kernel fits the classes of the objects among them
     */
    Kernel get(
            Class<?> owner,
            String method,
            String descriptor,
            Target target,
            boolean distinctArrays,
            LaunchCall derivative,
            boolean recalls,
            Object... args) {
        for (int number = 0; number < MOST_VARIANTS; number++) {
            Variant v = new Variant(method, descriptor, target, distinctArrays, derivative, recalls, number);
            Kernel k = get(owner, v, args);
            if (k.inputs() == null || k.inputs().fit(args)) {
                return k;
            }
        }
        throw new IllegalStateException("kernel " + method + " was launched with objects of more than " + MOST_VARIANTS
                + " combinations of classes: pass numbers and arrays instead");
    }

    private Kernel get(Class<?> owner, Variant v, Object... args) {
        Once.Compiler<Kernel> compiler = statics -> make(
                job(owner, v.method(), v.descriptor(), v.target(), v.distinctArrays(), statics),
                v.derivative(),
                v.recalls(),
                args);
        boolean others = Arrays.stream(args).anyMatch(KernelCache::hasClass);
        // refused for objects of other classes perhaps, of this launch or of another one
        return kernels.get(owner).get(v, owner.getClassLoader(), compiler, e -> others && Failure.ofRefusal(e) != null);
    }

    /** Whether another argument in the place of this one may be compiled otherwise. */
    private static boolean hasClass(Object argument) {
        return argument != null
                && !(argument instanceof Number)
                && !(argument.getClass().isArray()
                        && argument.getClass().getComponentType().isPrimitive());
    }

    private Kernel make(Job job, LaunchCall derivative, boolean recalls, Object... args) {
        Kernel known = recalls && derivative == null ? jobs.recalled(job, args) : null;
        return known != null ? known : KernelCompiler.compile(job, derivative, jobs.storing(), args);
    }

    /**
     * The names of a kernel's parameters, receiver first: from the table of local variables (JVMS §4.7.13), else by their number.
     */
    List<String> parameters(Class<?> owner, String method, String descriptor) {
        return ParameterNames.of(classes.source(owner).find(Classes.internalName(owner)), method, descriptor);
    }

    /** A job for the dump, its constants read at once. */
    Job job(Class<?> owner, String method, String descriptor, String target, boolean distinctArrays) {
        Target on = new Target(target, CudaTarget.NAME.equals(target), false);
        return job(owner, method, descriptor, on, distinctArrays, StaticValues.of(owner.getClassLoader()));
    }

    private Job job(
            Class<?> owner,
            String method,
            String descriptor,
            Target target,
            boolean distinctArrays,
            StaticValues statics) {
        classes.open(owner);
        MethodKey entry = new MethodKey(Classes.internalName(owner), method, descriptor);
        Kernel.Options options = KernelOptions.of(owner, classes.source(owner).find(entry.owner()), entry)
                .configured()
                .withDeterministic(deterministic);
        Job job = new Job(
                entry,
                classes.source(owner),
                statics,
                views.ofKernel(owner, entry, target.name()),
                distinctArrays,
                target.checkpoints() ? options.withCheckpoints() : options,
                jobs.environment(target.name()));
        return target.binds() ? job.bindingTargetIntrinsics() : job;
    }
}
