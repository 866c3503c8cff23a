package dev.adagent.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.BiFunction;

/**
 * Finds the engine through the agent's door, the class {@code dev.adagent.agent.Door} of the system class loader. Only JDK types
 * cross it, so that several copies of this package, in class loaders of their own, can use one engine.
 *
 * <p>Requests and replies:
 *
 * <ul>
 *   <li>{@code "launch"}: {@code Class owner, String method, String descriptor, Object[] args, int[6] grid}; reply null
 *   <li>{@code "autodiff"}: {@code String mode, Object functional object, String[] kinds ("active", "duplicated", "constant", "record": active, its gradient so far among the shadows),
 *       Object[] values, Object[] shadows or tangents, Map<String, Object> options}, among the options {@code "seed"}, a Double: the
 *       adjoint of the result, and {@code "constantReturn"}, true where a forward derivative gives no tangent, {@code "width"} with {@code "seeds"}, a {@code double[]}: a batch, whose
 *       shadows, gradients and tangents are arrays by lane; {@code "holomorphic"}: records are complex numbers; {@code "function"} and {@code "functionShadow"}: the activity of the function; and {@code "inner"}, a mode: the
 *       derivative of the derivative of that mode with respect to one array, which takes the array and its shadow. One argument more than the
 *       function takes gets the elements of the array that the function returns; reply {@code {Number primal or null, Number tangent or null, Object[]
 *       gradients: a Number for each active argument}}; array shadows are accumulated in place
 *   <li>{@code "augmented"}: the arguments of {@code "autodiff"}; among the options {@code "tape"}, an {@code Object[]} of arrays to record to, or
 *       empty; reply {@code {Number primal or null, Object[] tape, Object the form that the derivative had}}
 *   <li>{@code "adjoint"}: the same arguments; among the options {@code "tape"}, {@code "form"}, the last of that reply, and {@code "seeds"};
 *       reply {@code Object[]} gradients
 *   <li>{@code "link"}: the arguments of {@code "autodiff"}, then {@code String[] simple names of the arguments' classes,
 *       MethodHandles.Lookup on the api's package, MethodType (mode, functional object, arguments to Result), Integer the
 *       batch's width or 0}; reply two
 *       {@code MethodHandle}s of that type, the first giving a boolean: whether a call may take the second; or null
 *   <li>{@code "id"}: the arguments of {@code "autodiff"}; reply a Long, see {@code dev.adagent.DeferredCode}
 *   <li>{@code "derivative"}: {@code Long id, ClassLoader}; reply a {@code MethodHandle}
 *   <li>{@code "explain"}: the arguments of {@code "launch"}, then a String, the architecture such as {@code sm_90}, or null; reply a {@code Map} of
 *       what {@code dev.adagent.KernelReport} gives, by the names of its methods: Integers, Doubles, Strings, and lists of {@code Object[]}
 *   <li>{@code "allocate"}: {@code Class}; reply a new object of it, no constructor run
 *   <li>{@code "device"}: nothing; reply a String
 *   <li>{@code "ready"}: the lambda of a launch; reply null if the agent started well and the kernels that the lambda calls can be launched
 *   <li>{@code "why"}: {@code String class name or null}; reply null, or as a failure what kept the agent from rewriting that class,
 *       or any
 * </ul>
 *
 * <p>A failure of any is the reply {@code {"error", simple name of the exception, message, Throwable cause, Object[] details}}, see
 * {@code dev.adagent.Replies}.
 */
public final class EngineClient {
    private static final String DOOR = "dev.adagent.agent.Door";

    private static volatile BiFunction<String, Object[], Object> engine;

    private EngineClient() {}

    /** The engine, or null if the agent is not running. An agent that was attached later is found. */
    public static BiFunction<String, Object[], Object> find() {
        BiFunction<String, Object[], Object> e = engine;
        if (e == null) {
            e = ask();
            engine = e;
        }
        return e;
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<String, Object[], Object> ask() {
        Class<?> door;
        try {
            door = Class.forName(DOOR, true, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
        try {
            MethodHandle engine =
                    MethodHandles.publicLookup().findStatic(door, "engine", MethodType.methodType(BiFunction.class));
            return (BiFunction<String, Object[], Object>) engine.invoke();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the class " + DOOR + " is not the one of this version of adagent", e);
        }
    }
}
