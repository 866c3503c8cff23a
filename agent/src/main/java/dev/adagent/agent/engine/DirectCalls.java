package dev.adagent.agent.engine;

import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.deferred.Holders;
import dev.adagent.transform.emit.HiddenClasses;
import dev.adagent.transform.ir.Type;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Makes the direct way from a call of {@code autodiff} to a derivative: a hidden class in the api's package that reads the argument holders'
 * fields, calls the derivative by a constant handle, and adds gradients to the holders. Nothing is boxed, so that HotSpot can fold the
 * holders and the derivative's result away.
 */
final class DirectCalls {
    private static final Set<String> MODES = Set.of("REVERSE", "REVERSE_WITH_PRIMAL", "FORWARD", "FORWARD_WITH_PRIMAL");

    /** Supertypes of arrays (JLS §4.10.3): what is passed there may alias an array. */
    private static final Set<String> ABOVE_ARRAYS =
            Set.of("java/lang/Object", "java/lang/Cloneable", "java/io/Serializable");

    private final Trusted trusted;

    DirectCalls(Trusted trusted) {
        this.trusted = trusted;
    }

    /**
     * The request {@code "link"} of {@code dev.adagent.spi.EngineClient}.
     *
     * @param functional the functional object of a call that has run
     * @param derivative the derivative that it ran
     * @param captured how many values the functional object captured
     * @param receiver the class of receivers that select the method, the receiver being the first value captured or the first argument; null if
     *     all do
     * @param holders simple names of the arguments' classes
     * @param api a lookup on the api's package
     * @return a test and the way, or null where only the general way leads
     */
    Object[] link(
            Object functional,
            Derivative derivative,
            int captured,
            Class<?> receiver,
            String[] holders,
            MethodHandles.Lookup api,
            MethodType type) {
        List<MethodHandle> getters = getters(functional.getClass(), captured);
        List<Holders.Kind> kinds = kinds(derivative, captured, holders);
        if (getters == null || kinds == null || !areNameable(derivative)) {
            return null;
        }
        DirectCallWriter writer = new DirectCallWriter(derivative, getters, receiver, kinds, type);
        byte[] bytes = writer.write(api.lookupClass().getPackageName().replace('.', '/'));
        MethodHandles.Lookup defined = HiddenClasses.define(api, bytes, writer.data());
        try {
            Class<?> c = defined.lookupClass();
            return new Object[] {
                defined.findStatic(c, DirectCallWriter.TEST, type.changeReturnType(boolean.class)),
                defined.findStatic(c, DirectCallWriter.CALL, type)
            };
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException("the methods that were just emitted are not there", e);
        }
    }

    /**
     * Handles on what a lambda captured: the JDK's lambda classes keep it in fields {@code arg$1}, {@code arg$2}, … Null where the class is
     * made otherwise.
     */
    private List<MethodHandle> getters(Class<?> functional, int captured) {
        List<MethodHandle> out = new ArrayList<>();
        try {
            for (int k = 1; k <= captured; k++) {
                Field f = functional.getDeclaredField("arg$" + k);
                out.add(trusted.lookup(functional).unreflectGetter(f));
            }
            return out;
        } catch (NoSuchFieldException | IllegalAccessException e) {
            return null;
        }
    }

    private static boolean isBatch(String holder) {
        Holders.Kind kind = Holders.Kind.named(holder);
        return kind != null && kind.batch();
    }

    /** The arguments' kinds, or null if one's values need a conversion that only the general way makes. */
    private static List<Holders.Kind> kinds(Derivative d, int captured, String[] holders) {
        boolean batch = Arrays.stream(holders).anyMatch(DirectCalls::isBatch);
        if (!MODES.contains(d.spec().mode().name()) || batch && !d.spec().mode().isReverse()) {
            return null;
        }
        List<Holders.Kind> out = new ArrayList<>();
        int at = captured;
        for (int i = 0; i < holders.length; i++) {
            Holders.Kind kind = Holders.Kind.named(holders[i]);
            if (kind == null
                    || kind.batch() != (batch && kind.activity() != Activity.CONST)
                    || kind.activity() != d.spec().activities().get(captured + i)) {
                return null;
            }
            Type parameter = d.parameters().get(at);
            if (kind.value() == null
                    ? !parameter.isReference()
                    : !kind.value().asValue().equals(parameter)) {
                return null;
            }
            at += kind.activity() == Activity.DUPLICATED ? 1 + d.spec().width() : 1;
            out.add(kind);
        }
        at += d.spec().seeded() && d.primalResult().isFloating() ? d.spec().width() : 0;
        return at == d.parameters().size() && at == d.handle().type().parameterCount() ? out : null;
    }

    /** Whether the api's package can name the array types, arrays come as such only, and results are numbers. */
    private static boolean areNameable(Derivative d) {
        for (Type p : d.parameters()) {
            if (p.kind() == Type.Kind.OBJECT && ABOVE_ARRAYS.contains(p.name())) {
                return false;
            }
            Type t = p;
            while (t.isArray()) {
                t = t.element();
            }
            if (p.isArray() && t.kind() == Type.Kind.OBJECT && !t.name().startsWith("java/lang/")) {
                return false;
            }
        }
        return d.members().stream().allMatch(m -> m.isFloating() || m.isInteger());
    }
}
