package dev.adagent.it.safety;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rewritten classes to be checked.
 *
 * @param name name in reports
 * @param jar a jar of the rewritten classes alone
 * @param original a jar with their originals
 * @param libraries what else they run with, the api among it
 * @param classes their names, with dots
 * @param methods what to call, {@code class#name descriptor}
 */
record Subject(String name, Path jar, Path original, List<Path> libraries, List<String> classes, List<String> methods) {
    /** The class path that the classes run on. */
    List<Path> classPath() {
        return Stream.concat(Stream.of(jar), libraries.stream()).toList();
    }

    static String path(List<Path> jars) {
        return jars.stream().distinct().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
