package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.StaticValues;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Compiled kernels of the app's classes, unloaded with them. Each is compiled once, also when several threads ask at once. */
final class KernelCache {
    private final Classes classes;
    private final OverlayRegistry registry;
    private final ClassValue<Map<Variant, FutureTask<Kernel>>> kernels = new ClassValue<>() {
        @Override
        protected Map<Variant, FutureTask<Kernel>> computeValue(Class<?> owner) {
            return new ConcurrentHashMap<>();
        }
    };

    private record Variant(String method, String descriptor, String target, boolean distinctArrays) {}

    KernelCache(Classes classes, OverlayRegistry registry) {
        this.classes = classes;
        this.registry = registry;
    }

    /**
     * The kernel for a target.
     *
     * @param distinctArrays whether no two arguments are the same array
     */
    Kernel get(Class<?> owner, String method, String descriptor, String target, boolean distinctArrays) {
        Variant variant = new Variant(method, descriptor, target, distinctArrays);
        // Not computeIfAbsent: compiling initialises classes of the app, and no lock may be held while its code runs.
        FutureTask<Kernel> mine = new FutureTask<>(() ->
                KernelCompiler.compile(job(owner, method, descriptor, target, distinctArrays), StageListener.NONE));
        FutureTask<Kernel> task = kernels.get(owner).putIfAbsent(variant, mine);
        if (task == null) {
            task = mine;
            mine.run();
        }
        return join(task);
    }

    Job job(Class<?> owner, String method, String descriptor, String target, boolean distinctArrays) {
        classes.open(owner);
        return new Job(
                new MethodKey(Classes.internalName(owner), method, descriptor),
                classes.source(owner),
                StaticValues.of(owner.getClassLoader()),
                registry.view(target),
                distinctArrays,
                KernelOptions.of(owner, method, descriptor));
    }

    /** The task's result; what it threw is thrown again, so that a refusal is the same at every launch. */
    static <T> T join(FutureTask<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another thread compiles the same code", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            if (e.getCause() instanceof Error r) {
                throw r;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
