package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * The method that a functional object denotes. A lambda or method reference says so itself when it is serialised
 * ({@link SerializedLambda}); the api's functional interfaces are {@code Serializable} for that.
 *
 * @param key the method
 * @param captured the values that come before the call's own arguments, the receiver of an instance method first
 */
record FunctionalMethod(MethodKey key, Object[] captured) {

    /** @throws CallRefusal if {@code functional} is neither a lambda nor a method reference */
    static FunctionalMethod of(Object functional) {
        SerializedLambda lambda = serialized(functional);
        int kind = lambda.getImplMethodKind();
        if (kind == MethodHandleInfo.REF_newInvokeSpecial) {
            throw new CallRefusal("autodiff of the constructor of "
                    + lambda.getImplClass().replace('/', '.') + ": write a lambda that returns a number");
        }
        Object[] captured = new Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = lambda.getCapturedArg(i);
        }
        return new FunctionalMethod(
                new MethodKey(lambda.getImplClass(), lambda.getImplMethodName(), lambda.getImplMethodSignature()),
                captured);
    }

    private static SerializedLambda serialized(Object functional) {
        try {
            Method replace = functional.getClass().getDeclaredMethod("writeReplace");
            if (replace.trySetAccessible() && replace.invoke(functional) instanceof SerializedLambda l) {
                return l;
            }
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw unknown(functional, e);
        }
        throw unknown(functional, null);
    }

    private static CallRefusal unknown(Object functional, Exception cause) {
        return new CallRefusal(
                functional.getClass().getName()
                        + " is no lambda or method reference: pass a lambda that calls it, such as x -> f.call(x)",
                cause);
    }
}
