package dev.adagent.fuzzing.autodiff;

import dev.adagent.transform.lift.ClassSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The class files that all programs share, of the JDK and of the api: each is read once. */
final class LibraryClasses {
    private static final ClassSource SOURCE = ClassSource.of(LibraryClasses.class.getClassLoader());
    private static final Map<String, byte[]> READ = new ConcurrentHashMap<>();

    private LibraryClasses() {}

    static byte[] find(String internalName) {
        return READ.computeIfAbsent(internalName, SOURCE::find);
    }
}
