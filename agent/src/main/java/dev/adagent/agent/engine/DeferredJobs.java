package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.job.HostTable;
import dev.adagent.transform.job.JobKey;
import dev.adagent.transform.job.JobStore;
import java.lang.invoke.MethodHandle;
import java.lang.ref.WeakReference;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** From the id of a deferred job to its spec and its compiled derivative: of this run, or of an earlier one that left its job on disk. */
final class DeferredJobs {
    private final Derivatives derivatives;
    private final Jobs jobs;
    private final Map<Long, Known> known = new ConcurrentHashMap<>();

    /** What an id of this run means; the class is not kept. */
    private record Known(WeakReference<Class<?>> user, MethodKey method, Spec spec) {}

    DeferredJobs(Derivatives derivatives, Jobs jobs) {
        this.derivatives = derivatives;
        this.jobs = jobs;
    }

    /** The id of a derivative; compiles it. */
    long id(Class<?> user, MethodKey method, Spec spec) {
        long id = JobKey.id(derivatives.get(user, method, spec).key());
        known.put(id, new Known(new WeakReference<>(user), method, spec));
        return id;
    }

    /**
     * The derivative of an id, compiled now if it is not yet.
     *
     * @param loader finds the differentiated method's class
     * @throws IllegalArgumentException if no run left such a job, or its code has changed since
     */
    MethodHandle find(long id, ClassLoader loader) {
        Known k = known.get(id);
        Class<?> user = k == null ? null : k.user().get();
        if (user != null && seesTheSame(user.getClassLoader(), loader, k.method())) {
            return derivatives.get(user, k.method(), k.spec()).handle();
        }
        if (k == null) {
            k = stored(id);
        }
        MethodKey method = k.method();
        Derivative d;
        try {
            d = derivatives.get(Class.forName(name(method), false, loader), method, k.spec());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("the derivative's class " + name(method) + " is not found", e);
        }
        if (JobKey.id(d.key()) != id) {
            throw new IllegalArgumentException("the derivative of " + method + " has changed since the id "
                    + HexFormat.of().toHexDigits(id)
                    + " was made: its code, what that reads, or adagent; its id is now "
                    + HexFormat.of().toHexDigits(JobKey.id(d.key())));
        }
        return d.handle();
    }

    /** What an earlier run left. */
    private Known stored(long id) {
        JobStore.Stored job = jobs.stored(id);
        if (job == null || !job.request().target().equals(HostTable.TARGET)) {
            throw new IllegalArgumentException(
                    "no derivative has the id " + HexFormat.of().toHexDigits(id)
                            + ": make it once by its method, with the same folder adagent.cache");
        }
        return new Known(
                new WeakReference<>(null),
                job.request().entry(),
                Spec.parse(job.request().derivative()));
    }

    /** Whether the method's class is one for both loaders: two copies of an app have the same ids and classes of their own. */
    private static boolean seesTheSame(ClassLoader made, ClassLoader asking, MethodKey method) {
        if (made == asking) {
            return true;
        }
        try {
            return Class.forName(name(method), false, made) == Class.forName(name(method), false, asking);
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static String name(MethodKey method) {
        return method.owner().replace('/', '.');
    }
}
