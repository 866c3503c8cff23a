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
 * @param key the method; of a method that classes may override, the one that the receiver's class has
 * @param captured the values that come before the call's own arguments, the receiver of an instance method first
 * @param virtual whether {@code key} holds for receivers of the present one's class only; the receiver is the first captured value, or the first
 *     argument
 * @param itself whether {@code captured} is what the functional object captured, not what a lambda captured that it calls
 */
record FunctionalMethod(MethodKey key, Object[] captured, boolean virtual, boolean itself) {

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
        FunctionalMethod named = new FunctionalMethod(
                new MethodKey(lambda.getImplClass(), lambda.getImplMethodName(), lambda.getImplMethodSignature()),
                captured,
                kind == MethodHandleInfo.REF_invokeVirtual || kind == MethodHandleInfo.REF_invokeInterface,
                true);
        return captured.length == 0 ? named : named.selected(captured[0]);
    }

    /** The method that these arguments select: their first is the receiver of an instance method that is named without one. */
    FunctionalMethod on(Object... arguments) {
        return captured.length == 0 && arguments.length > 0 ? selected(arguments[0]) : this;
    }

    /** Selects as {@code invokevirtual} and {@code invokeinterface} do (JVMS §5.4.6). */
    private FunctionalMethod selected(Object receiver) {
        if (!virtual || receiver == null) {
            return this;
        }
        Selection selection = Selection.of(key, receiver.getClass());
        if (!selection.isOpen()) {
            return new FunctionalMethod(key, captured, false, itself);
        }
        if (receiver.getClass().isHidden() && captured.length > 0) {
            FunctionalMethod called = of(receiver);
            return new FunctionalMethod(called.key, called.captured, called.virtual, false);
        }
        return new FunctionalMethod(selection.method(), captured, true, itself);
    }

    /** The class that {@code key} holds for, null if it holds for all. */
    Class<?> receiverClass(Object... arguments) {
        return virtual ? (captured.length > 0 ? captured[0] : arguments[0]).getClass() : null;
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
