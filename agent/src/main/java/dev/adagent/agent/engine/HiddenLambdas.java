package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Type;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.invoke.WrongMethodTypeException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What lambdas and method references are whose interface is not {@code Serializable}, and which so do not say it: the constant pool of a lambda's hidden class
 * names the method that it calls, its fields hold what it captured ({@code java.lang.invoke.LambdaMetafactory} as of Java 17 and 25). What is not clear is not
 * known.
 */
final class HiddenLambdas {
    private static final String CAPTURED = "arg$";

    /** One hidden class. @param captured how many values it captures */
    private record Known(
            MethodKey interfaceMethod, String instantiated, int kind, MethodKey implementation, int captured) {}

    /** A method that a constant pool names. */
    private record Named(MethodKey key, boolean ofInterface) {}

    private final Trusted trusted;
    private final ClassValue<Optional<Known>> classes = new ClassValue<>() {
        @Override
        protected Optional<Known> computeValue(Class<?> c) {
            try {
                return Optional.ofNullable(isOfMetafactory(c) ? read(c) : null);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                return Optional.empty(); // another Java, another shape of the class
            }
        }
    };

    private final ClassValue<List<MethodHandle>> getters = new ClassValue<>() {
        @Override
        protected List<MethodHandle> computeValue(Class<?> c) {
            try {
                return getters(c);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("what " + c.getName() + " captured cannot be read", e);
            }
        }
    };

    HiddenLambdas(Trusted trusted) {
        this.trusted = trusted;
    }

    /** What a lambda or method reference says of itself, or would if it were {@code Serializable}; null if it is none, or that is not known. */
    SerializedLambda of(Object lambda) {
        SerializedLambda own = serialised(lambda);
        if (own != null) {
            return own;
        }
        Known k = classes.get(lambda.getClass()).orElse(null);
        if (k == null) {
            return null;
        }
        Object[] captured = new Object[k.captured()];
        try {
            for (int i = 0; i < captured.length; i++) {
                captured[i] = captured(i, lambda);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("what " + lambda.getClass().getName() + " captured cannot be read", e);
        }
        return new SerializedLambda(
                lambda.getClass(),
                k.interfaceMethod().owner(),
                k.interfaceMethod().name(),
                k.interfaceMethod().descriptor(),
                k.kind(),
                k.implementation().owner(),
                k.implementation().name(),
                k.implementation().descriptor(),
                k.instantiated(),
                captured);
    }

    /** Others make hidden classes too, which may do anything around the one call that they make. */
    private static boolean isOfMetafactory(Class<?> c) {
        return c.isHidden() && c.isSynthetic() && c.getName().contains("$$Lambda");
    }

    private static SerializedLambda serialised(Object lambda) {
        if (!(lambda instanceof Serializable)) {
            return null;
        }
        try {
            Method replace = lambda.getClass().getDeclaredMethod("writeReplace");
            return replace.trySetAccessible() && replace.invoke(lambda) instanceof SerializedLambda l ? l : null;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }

    /** One of the values that a lambda captured. */
    Object captured(int index, Object lambda) throws Throwable {
        return getters.get(lambda.getClass()).get(index).invokeExact(lambda);
    }

    private List<MethodHandle> getters(Class<?> c) throws IllegalAccessException {
        List<MethodHandle> out = new ArrayList<>();
        for (Field f : fields(c)) {
            out.add(trusted.lookup(c).unreflectGetter(f).asType(MethodType.genericMethodType(1)));
        }
        return out;
    }

    private Known read(Class<?> c) throws ReflectiveOperationException {
        Class<?> itf = c.getInterfaces().length > 0 ? c.getInterfaces()[0] : null;
        Method called = itf == null ? null : interfaceMethod(c, itf);
        List<Named> named = called == null ? List.of() : named(c);
        List<Named> own = named.stream().filter(n -> !isConversion(n.key())).toList();
        List<Named> candidates = own.isEmpty() ? named : own;
        if (candidates.size() != 1 || candidates.get(0).key().owner().startsWith("java/lang/invoke/")) {
            return null;
        }
        Named m = candidates.get(0);
        List<Field> fields = fields(c);
        int kind = kind(c, m);
        String instantiated = instantiated(called, m.key(), kind, fields.size(), unboxed(named));
        if (instantiated == null) {
            return null;
        }
        MethodKey of = MethodKey.of(called);
        return new Known(
                new MethodKey(MethodKey.internalName(itf), of.name(), of.descriptor()),
                instantiated,
                kind,
                m.key(),
                fields.size());
    }

    /** The lambda's method that is no bridge to another: that which its interface itself declares, if there are several. */
    private static Method interfaceMethod(Class<?> lambda, Class<?> itf) {
        List<Method> own = Arrays.stream(lambda.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
                .toList();
        if (own.size() == 1) {
            return own.get(0);
        }
        List<Method> declared = own.stream()
                .filter(m -> Arrays.stream(itf.getDeclaredMethods())
                        .anyMatch(i -> Modifier.isAbstract(i.getModifiers())
                                && i.getName().equals(m.getName())
                                && type(i).equals(type(m))))
                .toList();
        return declared.size() == 1 ? declared.get(0) : null;
    }

    private static MethodType type(Method m) {
        return MethodType.methodType(m.getReturnType(), m.getParameterTypes());
    }

    private static List<Field> fields(Class<?> c) {
        return Arrays.stream(c.getDeclaredFields())
                .filter(f -> !Modifier.isStatic(f.getModifiers()) && f.getName().startsWith(CAPTURED))
                .sorted(Comparator.comparingInt(
                        f -> Integer.parseInt(f.getName().substring(CAPTURED.length()))))
                .toList();
    }

    /** The methods that a class calls, but those that make objects of the class and of its serial form. */
    private List<Named> named(Class<?> c) throws ReflectiveOperationException {
        Class<?> secrets = Class.forName("jdk.internal.access.SharedSecrets");
        Class<?> access = Class.forName("jdk.internal.access.JavaLangAccess");
        Class<?> pool = Class.forName("jdk.internal.reflect.ConstantPool");
        Class<?> tag = Class.forName("jdk.internal.reflect.ConstantPool$Tag");
        MethodHandles.Lookup l = trusted.lookup(pool);
        List<Named> out = new ArrayList<>();
        try {
            Object jdk = trusted.lookup(secrets)
                    .findStatic(secrets, "getJavaLangAccess", MethodType.methodType(access))
                    .invoke();
            Object entries = trusted.lookup(access)
                    .findVirtual(access, "getConstantPool", MethodType.methodType(pool, Class.class))
                    .invoke(jdk, c);
            MethodHandle tagAt = l.findVirtual(pool, "getTagAt", MethodType.methodType(tag, int.class));
            MethodHandle infoAt =
                    l.findVirtual(pool, "getMemberRefInfoAt", MethodType.methodType(String[].class, int.class));
            int size = (int) l.findVirtual(pool, "getSize", MethodType.methodType(int.class))
                    .invoke(entries);
            for (int k = 1; k < size; k++) {
                String kind;
                try {
                    kind = String.valueOf((Object) tagAt.invoke(entries, k));
                } catch (IllegalArgumentException e) {
                    continue; // the second place of a long or double
                }
                if (kind.equals("METHODREF") || kind.equals("INTERFACEMETHODREF")) {
                    String[] info = (String[]) infoAt.invoke(entries, k);
                    MethodKey key = new MethodKey(info[0], info[1], info[2]);
                    boolean object = key.name().equals("<init>") && key.owner().equals("java/lang/Object");
                    if (!object && !key.owner().equals("java/lang/invoke/SerializedLambda")) {
                        out.add(new Named(key, kind.startsWith("I")));
                    }
                }
            }
            return out;
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a lambda's class may call it to box and unbox. */
    private static boolean isConversion(MethodKey m) {
        return m.owner().matches("java/lang/(Double|Float|Long|Integer|Short|Byte|Character|Boolean|Number)")
                && (m.name().equals("valueOf") && m.descriptor().matches("\\([DFJISBCZ]\\).*")
                        || m.name().endsWith("Value") && m.descriptor().startsWith("()"));
    }

    private static int kind(Class<?> lambda, Named m) throws ClassNotFoundException {
        if (m.key().name().equals("<init>")) {
            return MethodHandleInfo.REF_newInvokeSpecial;
        }
        Class<?> owner = Class.forName(m.key().owner().replace('/', '.'), false, lambda.getClassLoader());
        for (Method d : owner.getDeclaredMethods()) {
            if (MethodKey.of(d).equals(m.key())) {
                if (Modifier.isStatic(d.getModifiers())) {
                    return MethodHandleInfo.REF_invokeStatic;
                } else if (Modifier.isPrivate(d.getModifiers())) {
                    return MethodHandleInfo.REF_invokeSpecial;
                }
            }
        }
        // one that is inherited is no static one: javac names the class that declares those
        return m.ofInterface() ? MethodHandleInfo.REF_invokeInterface : MethodHandleInfo.REF_invokeVirtual;
    }

    /** The interface's method with the types filled in that the implementation takes; null if they do not fit. */
    private static String instantiated(
            Method called, MethodKey implementation, int kind, int captured, Set<Class<?>> unboxed) {
        List<String> takes = new ArrayList<>();
        boolean made = kind == MethodHandleInfo.REF_newInvokeSpecial;
        if (kind != MethodHandleInfo.REF_invokeStatic && !made) {
            takes.add("L" + implementation.owner() + ";");
        }
        Type.parameters(implementation.descriptor()).forEach(t -> takes.add(t.descriptor()));
        if (takes.size() != captured + called.getParameterCount()) {
            return null;
        }
        StringBuilder out = new StringBuilder("(");
        List<String> given = takes.subList(captured, takes.size());
        boolean ofResult = called.getReturnType().isPrimitive()
                && result(implementation.descriptor()).length() > 1;
        for (int k = 0; k < called.getParameterCount(); k++) {
            Class<?> erased = called.getParameterTypes()[k];
            boolean unboxes = !erased.isPrimitive() && given.get(k).length() == 1;
            String type = unboxes ? taken(erased, k, given, unboxed, ofResult) : filled(erased, given.get(k));
            if (type == null) {
                return null;
            }
            out.append(type);
        }
        String gives = made ? "L" + implementation.owner() + ";" : result(implementation.descriptor());
        boolean none = gives.equals("V") || called.getReturnType() == void.class;
        return out.append(')')
                .append(none ? called.getReturnType().descriptorString() : filled(called.getReturnType(), gives))
                .toString();
    }

    /** The wrappers out of which a lambda's class takes numbers. */
    private static Set<Class<?>> unboxed(List<Named> named) throws ClassNotFoundException {
        Set<Class<?>> out = new HashSet<>();
        for (Named n : named) {
            if (isConversion(n.key()) && n.key().name().endsWith("Value")) {
                out.add(Class.forName(n.key().owner().replace('/', '.')));
            }
        }
        return out;
    }

    /**
     * The wrapper out of which a parameter's number is taken, which may be widened then (JLS §5.3): {@code Function<Integer, Double> f = Math::sqrt}. Null if
     * several could be.
     *
     * @param ofResult whether one of them may be the result's
     */
    private static String taken(
            Class<?> erased, int parameter, List<String> given, Set<Class<?>> unboxed, boolean ofResult) {
        if (MethodType.methodType(erased).unwrap().returnType().isPrimitive()) {
            return erased.descriptorString();
        }
        MethodType number = MethodType.fromMethodDescriptorString("()" + given.get(parameter), null);
        Class<?> own = number.wrap().returnType();
        if (!ofResult && unboxed.contains(own) && Collections.frequency(given, given.get(parameter)) == 1) {
            return own.descriptorString(); // no other parameter could be given it, but a wider one that has its own
        }
        List<Class<?>> fitting = unboxed.stream()
                .filter(w -> widens(MethodType.methodType(w).unwrap().returnType(), number.returnType()))
                .toList();
        return fitting.size() == 1 ? fitting.get(0).descriptorString() : null;
    }

    /** JLS §5.1.2, and a type itself. */
    private static boolean widens(Class<?> from, Class<?> to) {
        if (!from.isPrimitive()) {
            return false; // a Number, of whichever kind
        }
        try {
            return MethodHandles.identity(from).asType(MethodType.methodType(to, from)) != null;
        } catch (WrongMethodTypeException e) {
            return false;
        }
    }

    private static String result(String descriptor) {
        return descriptor.substring(descriptor.indexOf(')') + 1);
    }

    /** A number in the place of a reference is boxed. */
    private static String filled(Class<?> erased, String used) {
        if (erased.isPrimitive()) {
            return erased.descriptorString();
        }
        return used.length() > 1
                ? used
                : MethodType.fromMethodDescriptorString("()" + used, null)
                        .wrap()
                        .returnType()
                        .descriptorString();
    }
}
