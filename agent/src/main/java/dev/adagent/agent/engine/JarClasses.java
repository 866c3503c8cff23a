package dev.adagent.agent.engine;

import dev.adagent.transform.lift.ClassSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** The class files of jars and class directories, in the order of a class path; of a multi-release jar, those for the running Java. */
final class JarClasses implements ClassSource, Closeable {
    private static final String SUFFIX = ".class";

    private final List<Path> folders = new ArrayList<>();
    private final List<JarFile> jars = new ArrayList<>();

    /** @throws IOException if one is neither a directory nor a jar */
    JarClasses(List<Path> path) throws IOException {
        try {
            for (Path p : path) {
                if (Files.isDirectory(p)) {
                    folders.add(p);
                } else {
                    jars.add(open(p));
                }
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static JarFile open(Path p) throws IOException {
        try {
            return new JarFile(p.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
        } catch (IOException e) {
            throw new IOException(p + " is neither a directory nor a jar: " + e.getMessage(), e);
        }
    }

    /** Internal names of all classes. */
    Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.map(f -> folder.relativize(f).toString().replace('\\', '/'))
                        .forEach(f -> add(names, f));
            }
        }
        for (JarFile jar : jars) {
            jar.versionedStream().map(JarEntry::getName).forEach(f -> add(names, f));
        }
        return names;
    }

    private static void add(Set<String> names, String file) {
        if (file.endsWith(SUFFIX) && !file.startsWith("META-INF/") && !file.endsWith("module-info.class")) {
            names.add(file.substring(0, file.length() - SUFFIX.length()));
        }
    }

    /** What the manifests say under a name. */
    List<String> manifests(String name) throws IOException {
        List<String> values = new ArrayList<>();
        for (JarFile jar : jars) {
            Manifest m = jar.getManifest();
            Attributes a = m == null ? new Attributes() : m.getMainAttributes();
            if (a.getValue(name) != null) {
                values.add(a.getValue(name));
            }
        }
        return values;
    }

    @Override
    public byte[] find(String internalName) {
        String file = internalName + SUFFIX;
        try {
            for (Path folder : folders) {
                if (Files.isRegularFile(folder.resolve(file))) {
                    return Files.readAllBytes(folder.resolve(file));
                }
            }
            for (JarFile jar : jars) {
                JarEntry entry = jar.getJarEntry(file);
                if (entry != null) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        return in.readAllBytes();
                    }
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public void close() throws IOException {
        for (JarFile jar : jars) {
            jar.close();
        }
    }
}
