package dev.adagent.fuzzing.language;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Class files of programs, and a loader of their own for them. */
final class Compiled {
    /** That a source is no Java: a smaller program that does not fit together, or a mistake of the generator. */
    static final class NotJava extends Exception {
        private static final long serialVersionUID = 1L;

        NotJava(String message) {
            super(message);
        }
    }

    private final Map<String, byte[]> classes;
    private final ClassLoader loader;

    private Compiled(Map<String, byte[]> classes) {
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
    Map<String, byte[]> classes() {
        return classes;
    }

    ClassLoader loader() {
        return loader;
    }

    /** The files of one program, its nested classes included. */
    List<byte[]> of(String program) {
        List<byte[]> out = new ArrayList<>();
        classes.forEach((name, bytes) -> {
            if (name.equals(program) || name.startsWith(program + "$")) {
                out.add(bytes);
            }
        });
        return out;
    }

    /** Compiles programs together, with lines and without debug information beyond them. */
    static Compiled compile(List<Program> programs) throws NotJava {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        if (javac == null) {
            throw new IllegalStateException(
                    "this Java has no compiler: use --classes with what --compile wrote elsewhere");
        }
        List<JavaFileObject> sources = new ArrayList<>();
        for (Program p : programs) {
            sources.add(source(p.name(), p.source()));
        }
        StringWriter messages = new StringWriter();
        Map<String, ByteArrayOutputStream> out = new HashMap<>();
        try (StandardJavaFileManager standard = javac.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-nowarn", "-proc:none", "-g:source,lines", "-source", "17", "-target", "17", "-cp", classPath());
            boolean fine = javac.getTask(messages, inMemory(standard, out), null, options, null, sources)
                    .call();
            if (!fine) {
                throw new NotJava(messages.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, byte[]> classes = new TreeMap<>();
        out.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return new Compiled(classes);
    }

    /** Where javac finds the api. */
    private static String classPath() {
        return Path.of(URI.create(dev.adagent.Kernel.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("mem:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static ForwardingJavaFileManager<StandardJavaFileManager> inMemory(
            StandardJavaFileManager standard, Map<String, ByteArrayOutputStream> out) {
        return new ForwardingJavaFileManager<>(standard) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + ".class"), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return out.computeIfAbsent(name.replace('.', '/'), n -> new ByteArrayOutputStream());
                    }
                };
            }
        };
    }

    /** The archive of a batch in a folder of compiled programs. */
    private static Path archive(Path folder, long firstSeed) {
        return folder.resolve("programs-" + firstSeed + ".zip");
    }

    void write(Path folder, long firstSeed) {
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
    static Compiled read(Path folder, long firstSeed) {
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
