package dev.adagent.overlay;

import java.lang.reflect.Method;
import java.util.Objects;

/**
 * Names one method: internal class name, method name and descriptor (JVMS §4.2.1, §4.3.3), for example {@code java/lang/Math.sin(D)D}.
 *
 * @param owner internal name of the class, with slashes
 * @param name method name, {@code <init>} for a constructor
 * @param descriptor method descriptor
 */
public record MethodKey(String owner, String name, String descriptor) {
    public MethodKey {
        Objects.requireNonNull(owner);
        Objects.requireNonNull(name);
        Objects.requireNonNull(descriptor);
    }

    /** The key of a method that is loaded. */
    public static MethodKey of(Method m) {
        StringBuilder descriptor = new StringBuilder("(");
        for (Class<?> p : m.getParameterTypes()) {
            descriptor.append(p.descriptorString());
        }
        descriptor.append(')').append(m.getReturnType().descriptorString());
        return new MethodKey(internalName(m.getDeclaringClass()), m.getName(), descriptor.toString());
    }

    /** A class's name as keys have it, with slashes (JVMS §4.2.1). */
    public static String internalName(Class<?> c) {
        return c.getName().replace('.', '/');
    }

    /**
     * Reads the form that {@link #toString} prints.
     *
     * @throws IllegalArgumentException if {@code text} has no dot before its parenthesis
     */
    public static MethodKey parse(String text) {
        int paren = text.indexOf('(');
        int dot = paren < 0 ? -1 : text.lastIndexOf('.', paren);
        if (dot <= 0) {
            throw new IllegalArgumentException("not a method key: " + text);
        }
        return new MethodKey(text.substring(0, dot), text.substring(dot + 1, paren), text.substring(paren));
    }

    /** By hand: what javac links for a record makes some forty hidden classes at its first use, while an app's classes load. */
    @Override
    public boolean equals(Object other) {
        return other instanceof MethodKey k
                && name.equals(k.name)
                && owner.equals(k.owner)
                && descriptor.equals(k.descriptor);
    }

    @Override
    public int hashCode() {
        return (owner.hashCode() * 31 + name.hashCode()) * 31 + descriptor.hashCode();
    }

    @Override
    public String toString() {
        return owner + "." + name + descriptor;
    }
}
