package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.KnownArgument;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The method that a functional object denotes. A lambda or method reference says so itself when it is serialised
 * ({@link SerializedLambda}); the api's functional interfaces are {@code Serializable} for that. Of others {@link HiddenLambdas} may know it.
 *
 * @param key the method; of a method that classes may override, the one that the receiver's class has
 * @param captured the values that come before the call's own arguments, the receiver of an instance method first
 * @param instance whether it is an instance method
 * @param virtual whether {@code key} holds for receivers of the present one's class only; the receiver is the first captured value, or the first
 *     argument
 * @param itself whether {@code captured} is what the functional object captured, not what a lambda captured that it calls
 * @param known what is known of the method's arguments, the receiver first, if the derivative is to be for such only; {@code captured} has then what a
 *     captured lambda captured in its place. Else empty
 * @param met classes of all objects that the call passes, if the derivative is to be for such only; else null
 * @param lambdas tells what lambdas are
 */
record FunctionalMethod(
        MethodKey key,
        Object[] captured,
        boolean instance,
        boolean virtual,
        boolean itself,
        List<KnownArgument> known,
        Set<String> met,
        HiddenLambdas lambdas) {

    /** @throws CallRefusal if {@code functional} is neither a lambda nor a method reference */
    static FunctionalMethod of(Object functional, HiddenLambdas lambdas) {
        SerializedLambda lambda = lambdas.of(functional);
        if (lambda == null) {
            throw unknown(functional);
        }
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
                kind != MethodHandleInfo.REF_invokeStatic,
                kind == MethodHandleInfo.REF_invokeVirtual || kind == MethodHandleInfo.REF_invokeInterface,
                true,
                List.of(),
                null,
                lambdas);
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
            return withMethod(key, false);
        }
        if (receiver.getClass().isHidden() && captured.length > 0) {
            FunctionalMethod called = of(receiver, lambdas);
            return called.with(called.captured, false, known, met);
        }
        return withMethod(selection.method(), true);
    }

    /** The class that {@code key} holds for, null if it holds for all. */
    Class<?> receiverClass(Object... arguments) {
        return virtual ? (captured.length > 0 ? captured[0] : arguments[0]).getClass() : null;
    }

    /**
     * This method for arguments such as these, of which more is known than their types; null if nothing is.
     *
     * @param arguments of the call; null if what the method takes is not what the call passes
     */
    FunctionalMethod knowing(KnownObjects objects, Object... arguments) {
        List<Object> flat = new ArrayList<>();
        List<KnownArgument> all = new ArrayList<>();
        for (Object c : captured) {
            all.add(objects.of(c, flat));
        }
        int rest = Type.parameters(key.descriptor()).size() + (instance ? 1 : 0) - captured.length;
        for (int k = 0; k < rest; k++) {
            boolean given = arguments != null && k < arguments.length;
            all.add(given && !isLambda(arguments[k]) ? objects.of(arguments[k], new ArrayList<>()) : KnownArgument.ANY);
        }
        return all.stream().noneMatch(KnownArgument::isKnown)
                ? null
                : with(flat.toArray(), false, List.copyOf(all), met);
    }

    /** This method for calls that pass objects of these classes alone. */
    FunctionalMethod meeting(Set<String> classes) {
        return with(captured, itself, known, classes);
    }

    /** The method alone, which takes as arguments what was captured. */
    FunctionalMethod open() {
        return with(new Object[0], itself, known, met);
    }

    private FunctionalMethod withMethod(MethodKey selected, boolean forItsClassOnly) {
        return new FunctionalMethod(selected, captured, instance, forItsClassOnly, itself, known, met, lambdas);
    }

    private FunctionalMethod with(
            Object[] values, boolean areItsOwn, List<KnownArgument> ofArguments, Set<String> classes) {
        return new FunctionalMethod(key, values, instance, virtual, areItsOwn, ofArguments, classes, lambdas);
    }

    private static boolean isLambda(Object x) {
        return x != null && x.getClass().isHidden();
    }

    private static CallRefusal unknown(Object functional) {
        return new CallRefusal(functional.getClass().getName()
                + " is no lambda or method reference: pass a lambda that calls it, such as x -> f.call(x)");
    }
}
