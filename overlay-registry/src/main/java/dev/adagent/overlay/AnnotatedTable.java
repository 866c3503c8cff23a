package dev.adagent.overlay;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** Makes a method table of the methods that an app marks with {@code @Overlay} and as derivative rules. */
public final class AnnotatedTable {
    private static final String ANNOTATION = "dev.adagent.Overlay";

    private AnnotatedTable() {}

    /**
     * The table of all marked methods of the given classes. The annotation is read by its name, so that classes whose loader has
     * its own copy of the api work. The table holds names only, and so keeps no class from being unloaded.
     *
     * @throws OverlayDeclarationException if a marked method is not static, or replaces a method that does not exist or cannot be replaced
     *     so
     * @throws OverlayConflictException if two marked methods replace the same one
     * @throws AnnotationException if an annotation cannot be read
     * @throws IllegalArgumentException if one is marked as a derivative rule and is none
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
            throw new OverlayDeclarationException(
                    "@Overlay on " + m + ": only a static method can stand in place of another");
        }
        Class<?> owner = (Class<?>) AnnotationElements.value(m, a, "owner");
        String name = (String) AnnotationElements.value(m, a, "name");
        boolean instance = (Boolean) AnnotationElements.value(m, a, "instance");
        boolean subclasses = (Boolean) AnnotationElements.value(m, a, "subclasses");
        MethodType type = MethodType.methodType(m.getReturnType(), m.getParameterTypes());
        MethodKey body = MethodKey.of(m);
        if (instance && (type.parameterCount() == 0 || type.parameterType(0) != owner)) {
            throw new OverlayDeclarationException("@Overlay on " + m + ": with instance = true its first parameter is"
                    + " the receiver, of type " + owner.getName());
        }
        MethodType replaced = instance ? type.dropParameterTypes(0, 1) : type;
        String replacedName = name.isEmpty() ? m.getName() : name;
        if (replacedName.equals("<init>") && !instance) {
            if (type.returnType() != owner) {
                throw new OverlayDeclarationException(
                        "@Overlay on " + m + ": in place of a constructor stands a factory" + " that returns "
                                + owner.getName() + ", or with instance = true an initialiser");
            }
            replaced = replaced.changeReturnType(void.class);
        }
        Executable original = original(m, owner, replacedName, replaced, instance);
        MethodKey key = new MethodKey(MethodKey.internalName(owner), replacedName, replaced.toMethodDescriptorString());
        if (inherited(m, original, subclasses)) {
            b.putForSubclasses(key, new Overlay.Body(body));
        } else {
            b.put(key, new Overlay.Body(body));
        }
    }

    private static Executable original(Method m, Class<?> owner, String name, MethodType type, boolean instance) {
        if (name.equals("<init>")) {
            for (Executable o : owner.getDeclaredConstructors()) {
                if (MethodType.methodType(void.class, o.getParameterTypes()).equals(type)) {
                    return o;
                }
            }
            throw new OverlayDeclarationException("@Overlay on " + m + ": " + owner.getName() + " has no constructor "
                    + type.toMethodDescriptorString());
        }
        for (Method o : owner.getDeclaredMethods()) {
            if (o.getName().equals(name)
                    && MethodType.methodType(o.getReturnType(), o.getParameterTypes())
                            .equals(type)
                    && Modifier.isStatic(o.getModifiers()) != instance) {
                if (o.isBridge()) {
                    throw new OverlayDeclarationException("@Overlay on " + m + ": " + o
                            + " is a bridge that javac made; replace the method that it calls, which has the types of "
                            + owner.getName());
                }
                return o;
            }
        }
        throw new OverlayDeclarationException("@Overlay on " + m + ": " + owner.getName() + " declares no "
                + (instance ? "instance" : "static") + " method " + name + type.toMethodDescriptorString());
    }

    /** Whether the entry holds for overriding methods too. */
    private static boolean inherited(Method m, Executable original, boolean subclasses) {
        int how = original.getModifiers();
        boolean overridable = original instanceof Method
                && !Modifier.isStatic(how)
                && !Modifier.isPrivate(how)
                && !Modifier.isFinal(how)
                && !Modifier.isFinal(original.getDeclaringClass().getModifiers());
        if (subclasses && !overridable) {
            throw new OverlayDeclarationException(
                    "@Overlay on " + m + ": nothing overrides " + original + "; leave out subclasses = true");
        }
        return subclasses || Modifier.isAbstract(how);
    }
}
