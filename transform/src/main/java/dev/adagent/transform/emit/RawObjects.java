package dev.adagent.transform.emit;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.function.Function;

/**
 * Objects as the IR has them: allocated with all fields zero, then filled field by field, final fields too. A differentiated function's
 * constructors are compiled into it, and the shadow of an object has no constructor, so neither can be run; the JDK's own
 * {@code Unsafe} does what {@code new} and {@code putfield} do without the rules of JVMS §4.10.2.4 and §6.5 on who may.
 */
final class RawObjects {
    private final Function<Class<?>, MethodHandles.Lookup> trusted;
    private MethodHandles.Lookup lookup;
    private Object unsafe;

    /** @param trusted gives lookups with full access on any class */
    RawObjects(Function<Class<?>, MethodHandles.Lookup> trusted) {
        this.trusted = trusted;
    }

    /**
     * A handle that gives a new object of exactly that class; null for classes whose objects are more than their fields: an enum's constants
     * are known by identity, exceptions have a stack, and the JVM knows those of {@code java.lang}.
     */
    MethodHandle allocate(Class<?> c) throws ReflectiveOperationException {
        boolean special = Enum.class.isAssignableFrom(c)
                || Throwable.class.isAssignableFrom(c)
                || c.getName().startsWith("java.lang.");
        if (special) {
            return null;
        }
        return method("allocateInstance", MethodType.methodType(Object.class, Class.class))
                .bindTo(c)
                .asType(MethodType.methodType(c));
    }

    /**
     * A handle that writes an instance field.
     *
     * @param owner class of the objects, that which declares the field or a subclass
     */
    MethodHandle setter(Class<?> owner, Field field) throws ReflectiveOperationException {
        Class<?> type = field.getType();
        Class<?> stored = type.isPrimitive() ? type : Object.class;
        String name = type.isPrimitive() ? type.getName() : "reference";
        MethodHandle place = method("objectFieldOffset", MethodType.methodType(long.class, Class.class, String.class));
        long offset;
        try {
            offset = (long) place.invoke(field.getDeclaringClass(), field.getName());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ReflectiveOperationException(e);
        }
        MethodHandle put = method(
                "put" + Character.toUpperCase(name.charAt(0)) + name.substring(1),
                MethodType.methodType(void.class, Object.class, long.class, stored));
        MethodHandle set =
                MethodHandles.insertArguments(put, 1, offset).asType(MethodType.methodType(void.class, owner, type));
        // Unsafe takes null for an address
        MethodHandle check = MethodHandles.lookup()
                .findStatic(
                        java.util.Objects.class, "requireNonNull", MethodType.methodType(Object.class, Object.class))
                .asType(MethodType.methodType(owner, owner));
        return MethodHandles.filterArguments(set, 0, check);
    }

    private MethodHandle method(String name, MethodType type) throws ReflectiveOperationException {
        Class<?> c = Class.forName("jdk.internal.misc.Unsafe");
        if (unsafe == null) {
            lookup = trusted.apply(c);
            try {
                unsafe = lookup.findStatic(c, "getUnsafe", MethodType.methodType(c))
                        .invoke();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new ReflectiveOperationException(e);
            }
        }
        return lookup.findVirtual(c, name, type).bindTo(unsafe);
    }
}
