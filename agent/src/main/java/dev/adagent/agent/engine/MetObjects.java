package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The classes of all objects that a call passes: of its arguments and what its function captured, and of what they hold, in fields that may change, in
 * arrays and in the JDK's collections.
 */
final class MetObjects {
    private final ClassLoader loader;
    private final Trusted trusted;
    private final HiddenLambdas lambdas;
    private final LambdaClasses names;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> work = new ArrayDeque<>();
    private final Set<String> out = new TreeSet<>();

    private MetObjects(ClassLoader loader, Trusted trusted, HiddenLambdas lambdas, LambdaClasses names) {
        this.loader = loader;
        this.trusted = trusted;
        this.lambdas = lambdas;
        this.names = names;
    }

    /**
     * Internal names of the classes.
     *
     * @param loader that of the class in whose nest the derivative is: classes count that it finds
     */
    static Set<String> of(
            List<Object> roots, ClassLoader loader, Trusted trusted, HiddenLambdas lambdas, LambdaClasses names) {
        MetObjects met = new MetObjects(loader, trusted, lambdas, names);
        roots.forEach(met::add);
        while (!met.work.isEmpty()) {
            met.visit(met.work.poll());
        }
        return met.out;
    }

    private void add(Object x) {
        boolean leaf = x == null
                || x instanceof Number && isOfBoot(x.getClass())
                || x instanceof String
                || x instanceof Boolean
                || x instanceof Character
                || x instanceof Class
                || x instanceof ClassLoader
                || x instanceof Thread
                || x.getClass().isArray() && x.getClass().componentType().isPrimitive();
        if (!leaf && seen.add(x)) {
            work.add(x);
        }
    }

    private static boolean isOfBoot(Class<?> c) {
        return c.getClassLoader() == null;
    }

    private void visit(Object x) {
        Class<?> c = x.getClass();
        if (x instanceof Object[] elements) {
            for (Object e : elements) {
                add(e);
            }
            return;
        }
        if (c.isHidden()) {
            String name = names.name(x);
            SerializedLambda l = name == null ? null : lambdas.of(x);
            for (int k = 0; l != null && k < l.getCapturedArgCount(); k++) {
                add(l.getCapturedArg(k));
            }
            if (l != null && isSame(l.getImplClass(), c.getClassLoader())) {
                out.add(name);
            }
            return;
        }
        if (isSeen(c)) {
            out.add(MethodKey.internalName(c));
        }
        for (Class<?> k = c; k != null && !isOfBoot(k); k = k.getSuperclass()) {
            fields(k, x);
        }
        held(x, c);
    }

    /** What the JDK's own hold. */
    private void held(Object x, Class<?> c) {
        Class<?> jdk = c;
        while (!isOfBoot(jdk)) {
            jdk = jdk.getSuperclass();
        }
        boolean holds =
                jdk == c || !Modifier.isAbstract(jdk.getModifiers()); // what extends AbstractList has fields of its own
        if (holds && x instanceof Collection<?> all) {
            all.forEach(this::add);
        } else if (holds && x instanceof Map<?, ?> all) {
            all.keySet().forEach(this::add);
            all.values().forEach(this::add);
        } else if (x instanceof Optional<?> o) {
            add(o.orElse(null));
        } else if (x instanceof AtomicReference<?> r) {
            add(r.get());
        }
    }

    private void fields(Class<?> c, Object x) {
        for (Field f : c.getDeclaredFields()) {
            if (!Modifier.isStatic(f.getModifiers()) && !f.getType().isPrimitive()) {
                try {
                    MethodHandle getter = trusted.lookup(c).unreflectGetter(f);
                    add(getter.invoke(x));
                } catch (RuntimeException | Error e) {
                    throw e;
                } catch (Throwable e) {
                    throw new IllegalStateException("the field " + f + " cannot be read", e);
                }
            }
        }
    }

    /** Whether a class is the same for the derivative as for another loader. */
    private boolean isSame(String internalName, ClassLoader other) {
        try {
            return isSeen(Class.forName(internalName.replace('/', '.'), false, other));
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private boolean isSeen(Class<?> c) {
        try {
            return Class.forName(c.getName(), false, loader) == c;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
