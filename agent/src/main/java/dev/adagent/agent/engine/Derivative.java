package dev.adagent.agent.engine;

import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.ir.Type;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * A compiled derivative of a method of the app.
 *
 * @param handle takes the parameters and gives the result that {@link Spec} says, a tuple as its carrier array
 * @param spread takes boxed arguments as an {@code Object[]}, gives the carrier array
 * @param spec what was asked
 * @param parameters types of the parameters
 * @param members types of the tuple's members; none for {@code void}
 * @param primalResult type of the differentiated method's result
 * @param key the job's key, see {@code JobKey}
 */
record Derivative(
        MethodHandle handle,
        MethodHandle spread,
        Spec spec,
        List<Type> parameters,
        List<Type> members,
        Type primalResult,
        String key) {}
