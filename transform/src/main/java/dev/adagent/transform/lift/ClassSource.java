package dev.adagent.transform.lift;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/** Where class files come from. */
@FunctionalInterface
public interface ClassSource {

    /**
     * The class file of a class.
     *
     * @param internalName name with slashes
     * @return its bytes, or null if this source has none
     */
    byte[] find(String internalName);

    /** Whom to tell what was learnt of JDK classes. */
    default JdkAnswers.Listener listener() {
        return JdkAnswers.Listener.NONE;
    }

    /** The classes of objects that the code may meet, of which it is run for no others; null if they are not known. */
    default Set<String> met() {
        return null;
    }

    /** This source first, then {@code next}. */
    default ClassSource orElse(ClassSource next) {
        return name -> {
            byte[] bytes = find(name);
            return bytes != null ? bytes : next.find(name);
        };
    }

    /** Class files from a map of internal names; other classes are not found. */
    static ClassSource of(Map<String, byte[]> classes) {
        Map<String, byte[]> copy = Map.copyOf(classes);
        return copy::get;
    }

    /**
     * The class files as they lie in a loader's resources: what javac wrote, before any agent changed it. Null stands for the system
     * class loader, which finds the JDK's classes too.
     */
    static ClassSource of(ClassLoader loader) {
        return name -> {
            String resource = name + ".class";
            try (InputStream in = loader == null
                    ? ClassLoader.getSystemResourceAsStream(resource)
                    : loader.getResourceAsStream(resource)) {
                return in == null ? null : in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + resource, e);
            }
        };
    }
}
