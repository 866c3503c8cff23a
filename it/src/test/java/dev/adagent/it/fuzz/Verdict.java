package dev.adagent.it.fuzz;

import java.net.URL;

/** What the JVM says of a class file when it links it. */
enum Verdict {
    /** It links. */
    OK,
    /** A class that it names is not there. */
    INCOMPLETE,
    /** It is refused: malformed, ill-typed, or at odds with its superclasses. */
    REFUSED;

    /** Defines the class apart from all others and links it; nothing of it runs. */
    static Verdict of(byte[] classFile, ClassLoader parent) {
        try {
            Class<?> c = new One(parent).define(classFile);
            int members = c.getDeclaredConstructors().length + c.getDeclaredMethods().length; // links first
            return members >= 0 ? OK : REFUSED;
        } catch (NoClassDefFoundError | TypeNotPresentException e) {
            return e.getMessage() != null && e.getMessage().contains("wrong name") ? REFUSED : INCOMPLETE;
        } catch (LinkageError | SecurityException e) {
            return REFUSED;
        }
    }

    /** A loader that holds one class. Its resources are there, so that the agent keeps no class file for it. */
    static final class One extends ClassLoader {
        One(ClassLoader parent) {
            super(parent);
        }

        Class<?> define(byte[] classFile) {
            return defineClass(null, classFile, 0, classFile.length);
        }

        @Override
        public URL getResource(String name) {
            return Object.class.getResource("Object.class");
        }
    }
}
