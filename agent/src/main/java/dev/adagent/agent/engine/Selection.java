package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the call of a method selects on an object of a class (JVMS §5.4.6).
 *
 * @param method the selected method; the named one if it cannot be overridden
 * @param isOpen whether objects of other classes may select another
 */
record Selection(MethodKey method, boolean isOpen) {

    /** @throws CallRefusal if the class, or one above it, names a class that is not there */
    static Selection of(MethodKey named, Class<?> receiver) {
        try {
            return find(named, receiver);
        } catch (LinkageError e) {
            throw new CallRefusal(
                    "autodiff of " + named + " on a " + receiver.getName()
                            + ", whose methods cannot be listed: put the classes that it names on the class path",
                    e);
        }
    }

    private static Selection find(MethodKey named, Class<?> receiver) {
        Set<Class<?>> above = new LinkedHashSet<>();
        List<Class<?>> line = new ArrayList<>();
        for (Class<?> c = receiver; c != null; c = c.getSuperclass()) {
            line.add(c);
            collect(c, above);
        }
        Class<?> owner = above.stream()
                .filter(c -> MethodKey.internalName(c).equals(named.owner()))
                .findFirst()
                .orElse(null);
        if (owner
                == null) { // what stands for the receiver has no methods: the components of a record, the numbers of a
            // list
            return new Selection(named, false);
        }
        Method resolved = resolved(named, owner);
        if (resolved == null || isFixed(resolved)) {
            return new Selection(named, false);
        }
        Method selected = null;
        for (Class<?> c : line) {
            Method m = declared(c, named);
            if (selected == null && m != null && overrides(m, resolved)) {
                selected = m;
            }
        }
        if (selected == null || Modifier.isAbstract(selected.getModifiers())) {
            selected = mostSpecific(named, above);
        }
        MethodKey bridged = selected != null && selected.isBridge() ? bridged(selected) : null;
        if (bridged != null) { // its types are those that the class fills in (JLS §15.12.4.5)
            return new Selection(find(bridged, receiver).method(), true);
        }
        return new Selection(
                selected == null
                        ? named
                        : new MethodKey(
                                MethodKey.internalName(selected.getDeclaringClass()), named.name(), named.descriptor()),
                true);
    }

    /** The method that a bridge calls; null if that is not clear. */
    private static MethodKey bridged(Method bridge) {
        MethodType from = MethodType.methodType(bridge.getReturnType(), bridge.getParameterTypes());
        List<MethodKey> out = new ArrayList<>();
        for (Method m : bridge.getDeclaringClass().getDeclaredMethods()) {
            MethodType to = MethodType.methodType(m.getReturnType(), m.getParameterTypes());
            boolean fits = !m.isBridge()
                    && m.getName().equals(bridge.getName())
                    && to.parameterCount() == from.parameterCount()
                    && from.returnType().isAssignableFrom(to.returnType());
            for (int k = 0; fits && k < to.parameterCount(); k++) {
                fits = from.parameterType(k).isAssignableFrom(to.parameterType(k));
            }
            if (fits) {
                out.add(MethodKey.of(m));
            }
        }
        return out.size() == 1 ? out.get(0) : null;
    }

    private static void collect(Class<?> c, Set<Class<?>> out) {
        if (out.add(c)) {
            for (Class<?> i : c.getInterfaces()) {
                collect(i, out);
            }
        }
    }

    /** The method that the name means (JVMS §5.4.3.3), null if it is one of an interface above. */
    private static Method resolved(MethodKey named, Class<?> owner) {
        for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
            Method m = declared(c, named);
            if (m != null) {
                return m;
            }
        }
        Set<Class<?>> above = new LinkedHashSet<>();
        for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
            collect(c, above);
        }
        return above.stream()
                .map(c -> declared(c, named))
                .filter(m -> m != null)
                .findFirst()
                .orElse(null);
    }

    private static boolean isFixed(Method m) {
        int all = m.getModifiers() | m.getDeclaringClass().getModifiers();
        return Modifier.isPrivate(m.getModifiers()) || Modifier.isStatic(m.getModifiers()) || Modifier.isFinal(all);
    }

    private static Method declared(Class<?> c, MethodKey named) {
        for (Method m : c.getDeclaredMethods()) {
            MethodType type = MethodType.methodType(m.getReturnType(), m.getParameterTypes());
            if (m.getName().equals(named.name())
                    && type.toMethodDescriptorString().equals(named.descriptor())
                    && !Modifier.isStatic(m.getModifiers())) {
                return m;
            }
        }
        return null;
    }

    /** JVMS §5.4.5. */
    private static boolean overrides(Method m, Method resolved) {
        int access = resolved.getModifiers();
        boolean ofPackage = !Modifier.isPublic(access) && !Modifier.isProtected(access);
        return !Modifier.isPrivate(m.getModifiers())
                && (!ofPackage
                        || m.getDeclaringClass()
                                        .getPackageName()
                                        .equals(resolved.getDeclaringClass().getPackageName())
                                && m.getDeclaringClass().getClassLoader()
                                        == resolved.getDeclaringClass().getClassLoader());
    }

    /** The default method that no other interface overrides (JVMS §5.4.3.3); null if there is none, or several. */
    private static Method mostSpecific(MethodKey named, Set<Class<?>> above) {
        List<Method> all = above.stream()
                .filter(Class::isInterface)
                .map(c -> declared(c, named))
                .filter(m -> m != null && !Modifier.isPrivate(m.getModifiers()))
                .toList();
        List<Method> most = all.stream()
                .filter(m -> all.stream()
                        .noneMatch(o -> o != m && m.getDeclaringClass().isAssignableFrom(o.getDeclaringClass())))
                .filter(m -> !Modifier.isAbstract(m.getModifiers()))
                .toList();
        return most.size() == 1 ? most.get(0) : null;
    }
}
