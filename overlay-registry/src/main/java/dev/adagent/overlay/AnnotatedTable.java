package dev.adagent.overlay;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** Makes a method table of the methods that an app marks with {@code @Overlay} and as derivative rules. */
public final class AnnotatedTable {
    private static final String ANNOTATION = "dev.adagent.Overlay";

    private AnnotatedTable() {}

    /**
     * The table of all marked methods of the given classes. The annotation is read by its name, so that classes whose loader has
     * its own copy of the api work.
     *
     * @throws IllegalArgumentException if a marked method is not static, replaces a method that does not exist, or is no rule for one
     */
    public static MethodTable of(String name, Class<?>... classes) {
        MethodTable.Builder b = MethodTable.builder(name);
        for (Class<?> c : classes) {
            for (Method m : c.getDeclaredMethods()) {
                for (Annotation a : m.getAnnotations()) {
                    if (a.annotationType().getName().equals(ANNOTATION)) {
                        add(b, m, a);
                    }
                }
            }
            AnnotatedRules.addTo(b, c);
        }
        return b.build();
    }

    private static void add(MethodTable.Builder b, Method m, Annotation a) {
        if (!Modifier.isStatic(m.getModifiers())) {
            throw new IllegalArgumentException(
                    "@Overlay on " + m + ": only a static method can stand in place of another");
        }
        Class<?> owner = (Class<?>) value(a, "owner");
        String name = (String) value(a, "name");
        boolean instance = (Boolean) value(a, "instance");
        MethodType type = MethodType.methodType(m.getReturnType(), m.getParameterTypes());
        MethodType replaced = instance ? type.dropParameterTypes(0, 1) : type;
        String replacedName = name.isEmpty() ? m.getName() : name;
        checkExists(m, owner, replacedName, replaced, instance);
        b.put(
                new MethodKey(owner.getName().replace('.', '/'), replacedName, replaced.toMethodDescriptorString()),
                new Overlay.Body(new MethodKey(
                        m.getDeclaringClass().getName().replace('.', '/'),
                        m.getName(),
                        type.toMethodDescriptorString())));
    }

    private static void checkExists(Method m, Class<?> owner, String name, MethodType type, boolean instance) {
        for (Method o : owner.getDeclaredMethods()) {
            if (o.getName().equals(name)
                    && o.getReturnType() == type.returnType()
                    && MethodType.methodType(o.getReturnType(), o.getParameterTypes())
                            .equals(type)
                    && Modifier.isStatic(o.getModifiers()) != instance) {
                return;
            }
        }
        throw new IllegalArgumentException("@Overlay on " + m + ": " + owner.getName() + " has no "
                + (instance ? "instance" : "static") + " method " + name + type.toMethodDescriptorString());
    }

    private static Object value(Annotation a, String element) {
        try {
            Method m = a.annotationType().getMethod(element);
            m.setAccessible(true);
            return m.invoke(a);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "the annotation " + ANNOTATION + " is not the one of this version of adagent", e);
        }
    }
}
