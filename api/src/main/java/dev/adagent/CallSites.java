package dev.adagent;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Bootstrap methods (JVMS §4.7.23) of the call sites that the agent puts in place of direct calls of {@link Autodiff}. They need
 * this package alone: a class with such call sites loads, links and is analysed without the agent.
 */
public final class CallSites {
    private static final MethodHandle RUN;

    static {
        try {
            RUN = MethodHandles.lookup()
                    .findStatic(
                            HostAutodiff.class,
                            "run",
                            MethodType.methodType(Result.class, Mode.class, Object.class, Arg[].class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private CallSites() {}

    /**
     * Links a call of {@link Autodiff}'s {@code autodiff} or {@code autodiffDeferred}. Without the agent the call site throws
     * {@link AgentMissingException} when it is run, not when it is linked.
     *
     * @param caller the calling class
     * @param name name of the replaced method
     * @param type its type: mode, functional object, arguments to {@link Result}
     */
    public static CallSite autodiff(MethodHandles.Lookup caller, String name, MethodType type) {
        return new ConstantCallSite(
                RUN.asCollector(Arg[].class, type.parameterCount() - 2).asType(type));
    }
}
