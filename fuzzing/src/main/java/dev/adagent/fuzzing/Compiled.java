package dev.adagent.fuzzing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Class files of programs, and a loader of their own for them. */
public final class Compiled {
    private final Map<String, byte[]> classes;
    private final ClassLoader loader;

    Compiled(Map<String, byte[]> classes) {
        this.classes = classes;
        this.loader = new ClassLoader(Compiled.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = classes.get(name.replace('.', '/'));
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
    }

    /** Class files by internal name. */
    public Map<String, byte[]> classes() {
        return classes;
    }

    public ClassLoader loader() {
        return loader;
    }

    /** The files of one program, its nested classes included. */
    public List<byte[]> of(String program) {
        List<byte[]> out = new ArrayList<>();
        classes.forEach((name, bytes) -> {
            if (name.equals(program) || name.startsWith(program + "$")) {
                out.add(bytes);
            }
        });
        return out;
    }

    /** The archive of a batch in a folder of compiled programs. */
    private static Path archive(Path folder, long firstSeed) {
        return folder.resolve("programs-" + firstSeed + ".zip");
    }

    public void write(Path folder, long firstSeed) {
        try (ZipOutputStream zip =
                new ZipOutputStream(Files.newOutputStream(archive(Files.createDirectories(folder), firstSeed)))) {
            for (Map.Entry<String, byte[]> c : classes.entrySet()) {
                ZipEntry entry = new ZipEntry(c.getKey() + ".class");
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(c.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@link #write} wrote for the batch that begins there. */
    public static Compiled read(Path folder, long firstSeed) {
        Map<String, byte[]> classes = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive(folder, firstSeed)))) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                String name = e.getName();
                classes.put(name.substring(0, name.length() - ".class".length()), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no programs compiled for the batch from seed " + firstSeed, e);
        }
        return new Compiled(classes);
    }
}
