package dev.adagent.it.safety;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/** Jars of class files. */
final class Jars {
    private Jars() {}

    /** Writes class files, by internal name, to a jar. */
    static Path write(Path jar, Map<String, byte[]> classes) throws IOException {
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> e : new TreeMap<>(classes).entrySet()) {
                zip.putNextEntry(new JarEntry(e.getKey() + ".class"));
                zip.write(e.getValue());
            }
        }
        return jar;
    }

    /** A class file of a jar. */
    static byte[] read(Path jar, String internalName) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getInputStream(file.getJarEntry(internalName + ".class"))
                    .readAllBytes();
        }
    }

    /** The class file of a class of the tests. */
    static byte[] of(Class<?> c) throws IOException {
        try (var in = c.getResourceAsStream("/" + c.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }
}
