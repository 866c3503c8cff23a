package dev.adagent.it;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** An ordinary app, compiled against the api jar alone and packed as a user would. */
public final class App {
    private final Path folder;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<Path> libraries = new ArrayList<>();
    private final Map<String, String> manifest = new LinkedHashMap<>();

    public App(Path folder) {
        this.folder = folder;
    }

    /** Adds a class by its full name, or {@code module-info}. */
    public App source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    public String text(String className) {
        return sources.get(className);
    }

    public App manifest(String name, String value) {
        manifest.put(name, value);
        return this;
    }

    public App optIn() {
        return manifest("Adagent-Enabled", "true");
    }

    /** Compiles against a jar besides the api's. */
    public App with(Path jar) {
        libraries.add(jar);
        return this;
    }

    private String classPath() {
        StringBuilder out = new StringBuilder(Jvm.jar("api.jar").toString());
        libraries.forEach(l -> out.append(File.pathSeparator).append(l));
        return out.toString();
    }

    /** Compiles; the result is the class directory. */
    public Path classes() {
        try {
            Path src = Files.createDirectories(folder.resolve("src"));
            Path classes = Files.createDirectories(folder.resolve("classes"));
            List<Path> files = new ArrayList<>();
            for (Map.Entry<String, String> e : sources.entrySet()) {
                Path file = src.resolve(e.getKey().replace('.', '/') + ".java");
                Files.createDirectories(file.getParent());
                files.add(Files.writeString(file, e.getValue()));
            }
            JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
            StringWriter messages = new StringWriter();
            try (StandardJavaFileManager fm = javac.getStandardFileManager(null, null, null)) {
                List<String> options = List.of(
                        "-d",
                        classes.toString(),
                        sources.containsKey("module-info") ? "-p" : "-cp",
                        classPath(),
                        "-g",
                        "--release",
                        "17");
                boolean ok = javac.getTask(messages, fm, null, options, null, fm.getJavaFileObjectsFromPaths(files))
                        .call();
                if (!ok) {
                    throw new IllegalArgumentException("the app does not compile: " + messages);
                }
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles and packs; the first class is the main class and the api jar stands on the jar's class path. */
    public Path jar() {
        Path classes = classes();
        Manifest m = new Manifest();
        m.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        m.getMainAttributes()
                .put(Attributes.Name.MAIN_CLASS, sources.keySet().iterator().next());
        m.getMainAttributes()
                .put(Attributes.Name.CLASS_PATH, Jvm.jar("api.jar").toUri().toString());
        manifest.forEach(m.getMainAttributes()::putValue);
        Path jar = folder.resolve("app.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, m);
                Stream<Path> files = Files.walk(classes)) {
            for (Path f : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new JarEntry(classes.relativize(f).toString()));
                Files.copy(f, zip);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    /** An app that adds two vectors in a kernel and prints the sum of the result, 1 + … + 1000 = 500500. */
    public static App vectorAdd(Path folder) {
        return new App(folder).source("Add", """
                        import static dev.adagent.Kernel.*;
                        import dev.adagent.*;

                        public class Add {
                            @GpuKernel
                            static void add(double[] x, double[] y) {
                                int i = globalIdX();
                                if (i >= x.length) return;
                                y[i] = y[i] + x[i];
                            }

                            public static void main(String[] args) {
                                int n = 1000;
                                double[] x = new double[n];
                                double[] y = new double[n];
                                for (int i = 0; i < n; i++) {
                                    x[i] = i;
                                    y[i] = 1;
                                }
                                Gpu.launch(Grid.covering(n, 128), () -> add(x, y));
                                double s = 0;
                                for (double v : y) s += v;
                                System.out.println("sum " + s);
                            }
                        }
                        """);
    }
}
