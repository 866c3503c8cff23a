package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Type;

/** What is known of the classes that a job names. */
@FunctionalInterface
public interface Hierarchy {
    /** Knows the JDK's classes that the boot loader defines, and nothing of others. */
    Hierarchy JDK = Hierarchy::ofBootClasses;

    /**
     * Whether every value of class {@code sub} is one of {@code sup}.
     *
     * @param sub internal name of a class
     * @param sup internal name of a class or interface
     * @return null if that is not known
     */
    Boolean isSubclass(String sub, String sup);

    /** The same for types; arrays are related as JLS §4.10.3 says. */
    default Boolean isSubtype(Type sub, Type sup) {
        if (sub.equals(sup) || sup.equals(Type.object("java/lang/Object"))) {
            return true;
        }
        if (!sub.isArray() && !sup.isArray()) {
            return isSubclass(sub.name(), sup.name());
        }
        if (sub.isArray() && sup.isArray()) {
            boolean references = sub.element().isReference() && sup.element().isReference();
            return references ? isSubtype(sub.element(), sup.element()) : Boolean.FALSE;
        }
        return sub.isArray()
                && (sup.name().equals("java/lang/Cloneable") || sup.name().equals("java/io/Serializable"));
    }

    private static Boolean ofBootClasses(String sub, String sup) {
        if (sub.equals(sup)) {
            return true;
        }
        try {
            Class<?> a = Class.forName(sub.replace('/', '.'), false, null);
            if (!sup.startsWith("java/")) {
                return false; // a class of the boot loader extends none of the app's
            }
            return Class.forName(sup.replace('/', '.'), false, null).isAssignableFrom(a);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
