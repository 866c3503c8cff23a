package dev.adagent;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * Bootstrap methods (JVMS §4.7.23) of the call sites that the agent puts in place of direct calls of {@link Autodiff}. They need
 * this package alone: a class with such call sites loads, links and is analysed without the agent.
 */
public final class CallSites {
    private CallSites() {}

    /**
     * Links a call of {@link Autodiff}'s {@code autodiff} or {@code autodiffDeferred}. Without the agent the call site throws
     * {@link AgentMissingException} when it is run, not when it is linked.
     *
     * @param caller the calling class
     * @param name name of the replaced method
     * @param type its type: mode, functional object, perhaps the result's activity, arguments to {@link Result}
     */
    public static CallSite autodiff(MethodHandles.Lookup caller, String name, MethodType type) {
        if (type.parameterCount() > 2 && type.parameterType(2) == Return.class) {
            return new ConstantCallSite(Site.RUN_WITH_RETURN
                    .asCollector(Arg[].class, type.parameterCount() - 3)
                    .asType(type));
        }
        return new Site(caller.lookupClass(), type);
    }

    /**
     * Links a call of {@link Autodiff#derivative}, which is one of {@code autodiff} in forward mode.
     *
     * @param caller the calling class
     * @param name name of the replaced method
     * @param type its type: functional object and argument to the derivative
     */
    public static CallSite derivative(MethodHandles.Lookup caller, String name, MethodType type) {
        MethodHandle forward = new Site(caller.lookupClass(), Site.FORWARD).dynamicInvoker();
        MethodHandle of = MethodHandles.insertArguments(forward, 0, Mode.FORWARD);
        MethodHandle at = MethodHandles.filterArguments(of, 1, Site.ALONG_X);
        return new ConstantCallSite(
                MethodHandles.filterReturnValue(at, Site.TANGENT).asType(type));
    }

    /**
     * A call of {@code autodiff}: tests of the functional object's class, each with that class's {@link Linked} chain. HotSpot folds it all
     * away where the class is known. After some classes, or for one that the caller must not keep from being unloaded, the chain is looked
     * up in the class ({@link ClassValue}).
     */
    private static final class Site extends MutableCallSite {
        private static final int MAX_CLASSES = 4;
        private static final MethodType FORWARD =
                MethodType.methodType(Result.class, Mode.class, Fn1.class, DuplicatedDouble.class);

        private static final MethodHandle RUN;
        private static final MethodHandle RUN_WITH_RETURN;
        private static final MethodHandle IS;
        private static final MethodHandle FIND;
        private static final MethodHandle ALONG_X;
        private static final MethodHandle TANGENT;

        static {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            try {
                RUN = lookup.findVirtual(
                        Site.class, "run", MethodType.methodType(Result.class, Mode.class, Object.class, Arg[].class));
                RUN_WITH_RETURN = lookup.findStatic(
                        HostAutodiff.class,
                        "run",
                        MethodType.methodType(Result.class, Mode.class, Object.class, Return.class, Arg[].class));
                IS = lookup.findStatic(
                        Site.class, "is", MethodType.methodType(boolean.class, Class.class, Mode.class, Object.class));
                FIND = lookup.findStatic(
                        Site.class,
                        "find",
                        MethodType.methodType(MethodHandle.class, int.class, Mode.class, Object.class));
                ALONG_X = lookup.findStatic(
                        Site.class, "alongX", MethodType.methodType(DuplicatedDouble.class, double.class));
                TANGENT = lookup.findVirtual(Result.class, "tangent", MethodType.methodType(double.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Class<?> caller;
        private final int arity;
        private int classes;

        Site(Class<?> caller, MethodType type) {
            super(type);
            this.caller = caller;
            this.arity = type.parameterCount() - 2;
            setTarget(RUN.bindTo(this).asCollector(Arg[].class, arity).asType(type));
        }

        private Result run(Mode mode, Object function, Arg<?>[] args) {
            Result result = HostAutodiff.run(mode, function, args);
            Class<?> functional = function.getClass();
            Linked chain = Linked.of(functional, arity);
            if (chain.isLinked()) {
                add(functional, chain);
            }
            return result;
        }

        private synchronized void add(Class<?> functional, Linked chain) {
            if (++classes <= MAX_CLASSES && isVisible(functional.getClassLoader())) {
                MethodType test =
                        type().dropParameterTypes(2, type().parameterCount()).changeReturnType(boolean.class);
                setTarget(MethodHandles.guardWithTest(
                        IS.bindTo(functional).asType(test), chain.invoker().asType(type()), getTarget()));
            } else {
                MethodType erased = Linked.type(arity);
                setTarget(MethodHandles.foldArguments(
                                MethodHandles.exactInvoker(erased), MethodHandles.insertArguments(FIND, 0, arity))
                        .asType(type()));
            }
        }

        /** Whether the caller's loader keeps that loader alive anyway. */
        private boolean isVisible(ClassLoader loader) {
            for (ClassLoader l = caller.getClassLoader(); l != null; l = l.getParent()) {
                if (l == loader) {
                    return true;
                }
            }
            return loader == null;
        }

        private static DuplicatedDouble alongX(double x) {
            return new DuplicatedDouble(x, 1);
        }

        private static boolean is(Class<?> functional, Mode mode, Object function) {
            return function != null && function.getClass() == functional;
        }

        private static MethodHandle find(int arity, Mode mode, Object function) {
            // Any chain's general way says that the function is missing.
            return Linked.of(function == null ? Site.class : function.getClass(), arity)
                    .invoker();
        }
    }
}
