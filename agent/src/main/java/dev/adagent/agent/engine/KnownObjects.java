package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.KnownArgument;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a derivative may be compiled for: the classes of the objects that a call passes, and of those in their final fields; which lambdas
 * its functional object captured. Classes count that the derivative can name.
 */
final class KnownObjects {
    /** How many final fields are followed, one from another. */
    private static final int DEEPEST = 4;

    private final ClassLoader loader;
    private final Trusted trusted;
    private final HiddenLambdas lambdas;

    /**
     * @param loader that of the class in whose nest the derivative is
     * @param lambdas tells what lambdas are, if what they captured may take their place; else null
     */
    KnownObjects(ClassLoader loader, Trusted trusted, HiddenLambdas lambdas) {
        this.lambdas = lambdas;
        this.loader = loader;
        this.trusted = trusted;
    }

    /** @param flat takes the values that the derivative is given: the object, or what a lambda captured */
    KnownArgument of(Object value, List<Object> flat) {
        SerializedLambda l =
                lambdas != null && value != null && value.getClass().isHidden() ? lambdas.of(value) : null;
        if (l == null) {
            flat.add(value);
            KnownClass c = classOf(value, 0);
            return c == null ? KnownArgument.ANY : new KnownArgument(c, null);
        }
        List<KnownArgument> captured = new ArrayList<>();
        for (int k = 0; k < l.getCapturedArgCount(); k++) {
            captured.add(of(l.getCapturedArg(k), flat));
        }
        MethodKey method = new MethodKey(l.getImplClass(), l.getImplMethodName(), l.getImplMethodSignature());
        Lambda lambda = new Lambda(
                new MethodKey(
                        l.getFunctionalInterfaceClass(),
                        l.getFunctionalInterfaceMethodName(),
                        l.getFunctionalInterfaceMethodSignature()),
                l.getInstantiatedMethodType(),
                Callee.Kind.STATIC,
                method,
                null);
        return new KnownArgument(null, new KnownArgument.Made(lambda, l.getImplMethodKind(), captured));
    }

    /** Null if it is not known, or cannot be named, or has nothing that could be chosen by it. */
    private KnownClass classOf(Object value, int depth) {
        Class<?> c = value == null ? null : value.getClass();
        if (c == null || c.isArray() || c.isHidden() || c.getClassLoader() == null || !isSeen(c)) {
            return null;
        }
        Map<FieldRef, KnownClass> fields = new LinkedHashMap<>();
        for (Class<?> k = c; depth < DEEPEST && k != null && k.getClassLoader() != null; k = k.getSuperclass()) {
            for (Field f : k.getDeclaredFields()) {
                boolean asked = Modifier.isFinal(f.getModifiers())
                        && !Modifier.isStatic(f.getModifiers())
                        && !f.getType().isPrimitive();
                KnownClass held = asked ? classOf(read(f, value), depth + 1) : null;
                if (held != null) {
                    String owner = MethodKey.internalName(k);
                    fields.put(new FieldRef(owner, f.getName(), f.getType().descriptorString()), held);
                }
            }
        }
        return new KnownClass(Type.object(MethodKey.internalName(c)), fields);
    }

    private boolean isSeen(Class<?> c) {
        try {
            return Class.forName(c.getName(), false, loader) == c;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private Object read(Field f, Object from) {
        try {
            return trusted.lookup(f.getDeclaringClass()).unreflectGetter(f).invoke(from);
        } catch (Throwable e) {
            return null;
        }
    }
}
