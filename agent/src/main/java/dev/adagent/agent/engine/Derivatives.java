package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.autodiff.SplitDerivative;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.emit.HiddenClasses;
import dev.adagent.transform.emit.Members;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.job.HostDerivative;
import dev.adagent.transform.job.HostTable;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.KnownArgument;
import dev.adagent.transform.lift.StaticValues;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The derivatives of this JVM: hidden classes in the nest of the differentiated method's class, each compiled at its first call, once,
 * and unloaded with that class. Methods of the JDK, whose loader cannot see the api, have theirs beside the caller.
 */
final class Derivatives {
    private final Classes classes;
    private final Views views;
    private final Trusted trusted;
    private final Jobs jobs;
    private final LaunchHandles launches;
    private final LambdaClasses lambdaClasses;
    private final ClassValue<Once<Request, Derivative>> derivatives;
    private final ClassValue<Once<Request, Split>> splits;

    /**
     * A derivative in two functions.
     *
     * @param augmented as {@link SplitDerivative#augmented}
     * @param adjoint as {@link SplitDerivative#adjoint}
     * @param tape as {@link SplitDerivative#tape}
     */
    record Split(Derivative augmented, Derivative adjoint, List<Type> tape) {}

    /**
     * @param known what is known of the method's arguments, if the derivative is for such only
     * @param met classes of all objects that the call passes, null if the derivative is not for such only
     * @param inner the derivative that is differentiated, null for the method itself
     * @param bare how many of the first parameters are captured by a function given without an activity
     * @param records the parameters in whose place their components come
     */
    private record Request(
            MethodKey method,
            List<KnownArgument> known,
            Set<String> met,
            Spec inner,
            Spec spec,
            int bare,
            Set<Integer> records,
            String view) {}

    Derivatives(Classes classes, Views views, Trusted trusted, Jobs jobs, LaunchHandles launches) {
        this.launches = launches;
        this.lambdaClasses = new LambdaClasses(classes.lambdas());
        this.jobs = jobs;
        this.classes = classes;
        this.views = views;
        this.trusted = trusted;
        this.derivatives = perClass();
        this.splits = perClass();
    }

    private <V> ClassValue<Once<Request, V>> perClass() {
        return new ClassValue<>() {
            @Override
            protected Once<Request, V> computeValue(Class<?> host) {
                return new Once<>(trusted);
            }
        };
    }

    /**
     * The derivative of a method.
     *
     * @param user a class that can see the method's: its tables hold, and in its nest the derivatives of the JDK's methods are defined
     */
    Derivative get(Class<?> user, MethodKey method, Spec spec) {
        return get(user, method, List.of(), null, null, spec, 0, Set.of());
    }

    /**
     * The derivative of a derivative of a method, or of the method if {@code inner} is null.
     *
     * @param known what is known of the method's arguments, if the derivative is to be for such only; else empty
     * @param met classes of all objects that the call passes, if it is to be for such only; else null
     * @param bare how many of the first parameters are captured by a function given without an activity
     * @param records the method's parameters that are records, or arrays of records, in whose place components come
     */
    Derivative get(
            Class<?> user,
            MethodKey method,
            List<KnownArgument> known,
            Set<String> met,
            Spec inner,
            Spec spec,
            int bare,
            Set<Integer> records) {
        Class<?> host = host(user, method);
        TableView view = views.ofLambda(user);
        Request request = new Request(method, known, met, inner, spec, bare, records, view.version());
        return derivatives
                .get(host)
                .get(request, host.getClassLoader(), statics -> compile(host, request, view, statics));
    }

    /** The two functions of split mode; parameters as for {@link #get(Class, MethodKey, List, Set, Spec, Spec, int, Set)}. */
    Split split(
            Class<?> user,
            MethodKey method,
            List<KnownArgument> known,
            Set<String> met,
            Spec spec,
            int bare,
            Set<Integer> records) {
        Class<?> host = host(user, method);
        TableView view = views.ofLambda(user);
        Request request = new Request(method, known, met, null, spec, bare, records, view.version());
        return splits.get(host).get(request, host.getClassLoader(), statics -> {
            HostDerivative.Split s = HostDerivative.split(
                    job(host, request, view, statics), known, spec, bare, records, listener(request, "split"));
            return new Split(defined(host, request, s.augmented()), defined(host, request, s.adjoint()), s.tape());
        });
    }

    /** The objects that a call passes, as derivatives of the method can know them; parameters as for {@link KnownObjects}. */
    KnownObjects objects(Class<?> user, MethodKey method, boolean lambdas) {
        return new KnownObjects(host(user, method).getClassLoader(), trusted, lambdas ? classes.lambdas() : null);
    }

    /** The classes of all objects that a call passes, as derivatives of the method can name them. */
    Set<String> met(Class<?> user, MethodKey method, List<Object> objects) {
        return MetObjects.of(objects, host(user, method).getClassLoader(), trusted, classes.lambdas(), lambdaClasses);
    }

    private static Class<?> host(Class<?> user, MethodKey method) {
        try {
            Class<?> owner = Class.forName(method.owner().replace('/', '.'), false, user.getClassLoader());
            return isOfJdk(owner) ? user.getNestHost() : owner;
        } catch (ClassNotFoundException | LinkageError e) {
            return user.getNestHost(); // the lift says what is missing
        }
    }

    private static boolean isOfJdk(Class<?> c) {
        return c.getClassLoader() == null || c.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }

    private Derivative compile(Class<?> host, Request request, TableView view, StaticValues statics) {
        Job job = job(host, request, view, statics);
        HostDerivative d = HostDerivative.compile(
                job,
                request.known(),
                request.inner(),
                request.spec(),
                request.bare(),
                request.records(),
                listener(request, "host"));
        return defined(host, request, d);
    }

    private StageListener listener(Request request, String kind) {
        String asked = (request.inner() == null ? "" : request.inner().key() + ", of which ")
                + request.spec().key()
                + (request.known().isEmpty() ? "" : request.known())
                + (request.met() == null ? "" : request.met());
        String name = kind + "-" + request.spec().mode().name().toLowerCase(Locale.ROOT) + "-"
                + Integer.toHexString(asked.hashCode());
        return jobs.storing(request.method(), name);
    }

    private Job job(Class<?> host, Request request, TableView view, StaticValues statics) {
        classes.open(host);
        return new Job(
                request.method(),
                request.met() == null
                        ? classes.source(host)
                        : lambdaClasses.source(classes.source(host), request.met()),
                statics,
                view,
                request.spec().distinct(),
                Kernel.Options.DEFAULT.configured(),
                jobs.environment(HostTable.TARGET));
    }

    private Derivative defined(Class<?> host, Request request, HostDerivative d) {
        MethodHandles.Lookup lookup = trusted.lookup(host);
        ClassLoader loader = host.getClassLoader();
        Members members = lambdaClasses.with(launches.with(Members.inNest(lookup, trusted::lookup), loader), loader);
        MethodHandle handle =
                ShadowGraphs.before(HiddenClasses.host(lookup, d.module(), loader, members), d.passed(), trusted);
        Function entry = d.module().entry();
        Type result = entry.result();
        return new Derivative(
                handle,
                handle.asType(handle.type().generic())
                        .asSpreader(Object[].class, handle.type().parameterCount()),
                request.spec(),
                entry.paramTypes(),
                result.isTuple() ? result.parts() : List.of(),
                d.primalResult(),
                d.key());
    }
}
