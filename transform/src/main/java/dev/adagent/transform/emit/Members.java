package dev.adagent.transform.emit;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.LaunchCall;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.function.Function;

/**
 * How an emitted class reaches the members that its IR names. What the access rules let it name (JVMS §5.4.4), it names; private members of
 * classes outside its nest come as constant method handles, which HotSpot inlines as it does direct calls.
 */
public interface Members {
    /** Names everything directly. */
    Members DIRECT = new Members() {
        @Override
        public MethodHandle field(FieldRef field, FieldAccess access) {
            return null;
        }

        @Override
        public MethodHandle method(MethodKey method, Callee.Kind kind) {
            return null;
        }

        @Override
        public boolean canName(String internalName) {
            return true;
        }
    };

    /** What is done with a field. */
    enum FieldAccess {
        GET,
        PUT,
        GET_STATIC,
        PUT_STATIC
    }

    /** A handle that accesses the field, its operands as the instruction has them; null if the class may name it. */
    MethodHandle field(FieldRef field, FieldAccess access);

    /** A handle that calls the method, the receiver first; null if the class may name it. */
    MethodHandle method(MethodKey method, Callee.Kind kind);

    /**
     * A handle that launches a kernel or a derivative of it.
     *
     * @param descriptor of the handle
     * @throws UnsupportedOperationException if this code has no device
     */
    default MethodHandle launch(LaunchCall call, String descriptor) {
        throw new UnsupportedOperationException("no device runs " + call);
    }

    /**
     * A handle that makes an object, its fields zero and no constructor run; null if objects of the class cannot be made.
     *
     * @param internalName the class
     */
    default MethodHandle allocate(String internalName) {
        return null;
    }

    /**
     * A handle that tells whether an object is of exactly the class, where that has no name of its own; null if it has.
     *
     * @param internalName the class
     */
    default MethodHandle isExactly(String internalName) {
        return null;
    }

    /** Whether the class may name that class (JVMS §5.4.4). One that is not found may be named: linking then says what is missing. */
    boolean canName(String internalName);

    /**
     * For a class in the nest of {@code host}'s class.
     *
     * @param host a lookup with full access
     * @param trusted gives lookups with full access on any class
     */
    static Members inNest(MethodHandles.Lookup host, Function<Class<?>, MethodHandles.Lookup> trusted) {
        return new NestMembers(host, trusted);
    }

    /** Asks the host's lookup, which knows the access rules; what it refuses, a lookup on the member's own class finds. */
    final class NestMembers implements Members {
        private final MethodHandles.Lookup host;
        private final Function<Class<?>, MethodHandles.Lookup> trusted;
        private final RawObjects raw;

        @FunctionalInterface
        private interface Find {
            MethodHandle in(MethodHandles.Lookup lookup, Class<?> owner) throws ReflectiveOperationException;
        }

        private NestMembers(MethodHandles.Lookup host, Function<Class<?>, MethodHandles.Lookup> trusted) {
            this.host = host;
            this.trusted = trusted;
            raw = new RawObjects(trusted);
        }

        @Override
        public MethodHandle allocate(String internalName) {
            try {
                return nameable(raw.allocate(named(internalName)));
            } catch (ReflectiveOperationException | LinkageError e) {
                return null;
            }
        }

        /** A final field is written as its constructor does: by its place. */
        private MethodHandle finalSetter(FieldRef field) {
            try {
                Class<?> owner = named(field.owner());
                for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
                    for (Field f : c.getDeclaredFields()) {
                        if (f.getName().equals(field.name())
                                && f.getType().descriptorString().equals(field.descriptor())) {
                            boolean isFinal =
                                    Modifier.isFinal(f.getModifiers()) && !Modifier.isStatic(f.getModifiers());
                            return isFinal ? nameable(raw.setter(owner, f)) : null;
                        }
                    }
                }
                return null;
            } catch (ReflectiveOperationException | LinkageError e) {
                return null;
            }
        }

        @Override
        public MethodHandle field(FieldRef field, FieldAccess access) {
            MethodHandle setter = access == FieldAccess.PUT ? finalSetter(field) : null;
            return setter != null
                    ? setter
                    : find(field.owner(), (lookup, owner) -> {
                        Class<?> type = MethodType.fromMethodDescriptorString(
                                        "()" + field.descriptor(), owner.getClassLoader())
                                .returnType();
                        return switch (access) {
                            case GET -> lookup.findGetter(owner, field.name(), type);
                            case PUT -> lookup.findSetter(owner, field.name(), type);
                            case GET_STATIC -> lookup.findStaticGetter(owner, field.name(), type);
                            case PUT_STATIC -> lookup.findStaticSetter(owner, field.name(), type);
                        };
                    });
        }

        @Override
        public MethodHandle method(MethodKey method, Callee.Kind kind) {
            if (method.owner().startsWith("[")) {
                return null;
            }
            return find(method.owner(), (lookup, owner) -> {
                MethodType type = MethodType.fromMethodDescriptorString(method.descriptor(), owner.getClassLoader());
                return switch (kind) {
                    case STATIC -> lookup.findStatic(owner, method.name(), type);
                    case VIRTUAL, INTERFACE -> lookup.findVirtual(owner, method.name(), type);
                    case SPECIAL -> null;
                };
            });
        }

        private Class<?> named(String internalName) throws ClassNotFoundException {
            return Class.forName(
                    internalName.replace('/', '.'), false, host.lookupClass().getClassLoader());
        }

        private MethodHandle find(String ownerName, Find find) {
            try {
                Class<?> owner = named(ownerName);
                try {
                    find.in(host, owner);
                    return null;
                } catch (IllegalAccessException e) {
                    return nameable(find.in(trusted.apply(owner), owner));
                }
            } catch (ReflectiveOperationException | LinkageError | TypeNotPresentException e) {
                return null; // the class is not there or has changed: linking its name says so, as in the app's own
                // code
            }
        }

        @Override
        public boolean canName(String internalName) {
            try {
                return canName(Class.forName(
                        internalName.replace('/', '.'),
                        false,
                        host.lookupClass().getClassLoader()));
            } catch (ClassNotFoundException | LinkageError e) {
                return true;
            }
        }

        private boolean canName(Class<?> c) {
            Class<?> element = c;
            while (element.isArray()) {
                element = element.componentType();
            }
            try {
                return element.isPrimitive() || host.accessClass(element) != null;
            } catch (IllegalAccessException e) {
                return false;
            }
        }

        /** The handle's descriptor stands in the class: operands of classes that it may not name are passed as objects. */
        private MethodHandle nameable(MethodHandle handle) {
            if (handle == null) {
                return null;
            }
            MethodType type = handle.type();
            for (int k = 0; k < type.parameterCount(); k++) {
                if (!canName(type.parameterType(k))) {
                    type = type.changeParameterType(k, Object.class);
                }
            }
            return handle.asType(type);
        }
    }
}
