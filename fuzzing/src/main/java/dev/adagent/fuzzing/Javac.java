package dev.adagent.fuzzing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles programs in memory. Not to be touched on a Java without the module jdk.compiler. */
public final class Javac {
    /** That a source is no Java: a smaller program that does not fit together, or a mistake of the generator. */
    public static final class NotJava extends Exception {
        private static final long serialVersionUID = 1L;

        NotJava(String message) {
            super(message);
        }
    }

    private Javac() {}

    /** Whether this Java has a compiler. */
    public static boolean isThere() {
        return ModuleLayer.boot().findModule("jdk.compiler").isPresent();
    }

    /** Compiles sources by class name together, with lines and without debug information beyond them. */
    public static Compiled compile(Map<String, String> programs) throws NotJava {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        if (javac == null) {
            throw new IllegalStateException(
                    "this Java has no compiler: use --classes with what --compile wrote elsewhere");
        }
        List<JavaFileObject> sources = new ArrayList<>();
        programs.forEach((name, text) -> sources.add(source(name, text)));
        StringWriter messages = new StringWriter();
        Map<String, ByteArrayOutputStream> out = new HashMap<>();
        try (StandardJavaFileManager standard = javac.getStandardFileManager(null, null, null)) {
            // not --release, which needs ct.sym: the runtime of a GPU host has none
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
}
