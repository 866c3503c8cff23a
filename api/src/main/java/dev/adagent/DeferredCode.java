package dev.adagent;

import dev.adagent.spi.EngineClient;
import java.lang.invoke.MethodHandle;
import java.util.function.BiFunction;

/**
 * Derivatives by id, for tools and other compilers that link to them. An id is a hash of all that the derivative depends on: the code of
 * the method and of what it calls, constants, what is differentiated how, adagent's version. It is negative, the same in every run and on
 * every machine, and another one when any of that changes. A run that knows the id alone finds the derivative that an earlier run made, if
 * both use the same folder {@code adagent.cache}.
 */
public final class DeferredCode {
    private DeferredCode() {}

    /**
     * The id of the derivative that {@link Autodiff}'s {@code autodiff} of the same arguments calls.
     *
     * @throws AgentMissingException without the agent
     * @throws CompileException if the function cannot be differentiated
     */
    public static long id(Mode mode, Object function, Arg<?>... args) {
        return (Long)
                Replies.check(engine("DeferredCode.id").apply("id", HostAutodiff.flattened(mode, function, args)));
    }

    /**
     * The derivative of an id, compiled now if it is not yet. Its parameters are the method's: captured values, then for each argument
     * its value, followed by its shadow or tangent if it is duplicated. Its result is a {@code double[]} of the primal (in a mode with
     * primal) and in reverse mode the gradients of the active arguments, in forward mode the tangent; a {@code long[]} of raw bits where
     * not all of these are {@code double}; or {@code void}.
     *
     * @param loader finds the method's class
     * @throws AgentMissingException without the agent
     * @throws LaunchException if no run left such a derivative, or its code has changed since
     */
    public static MethodHandle find(long id, ClassLoader loader) {
        Object[] request = {id, loader};
        return (MethodHandle) Replies.check(engine("DeferredCode.find").apply("derivative", request));
    }

    private static BiFunction<String, Object[], Object> engine(String what) {
        BiFunction<String, Object[], Object> engine = EngineClient.find();
        if (engine == null) {
            throw AgentMissingException.notRunning(what);
        }
        return engine;
    }
}
