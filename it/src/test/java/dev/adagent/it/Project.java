package dev.adagent.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A Maven project of a user, outside the reactor: built by Maven from a repository that holds what adagent would publish, or, where a test
 * needs it built often, by javac against the jars of exactly the dependencies that its pom names.
 */
public final class Project {
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>.*?<artifactId>([^<]+)</artifactId>.*?</dependency>");
    private static final Pattern ENTRY = Pattern.compile("<manifestEntries><([^>]+)>([^<]+)<");
    private static final Map<String, String> JARS =
            Map.of("adagent-api", "api.jar", "adagent-overlay-registry", "overlay.jar");

    private final Path folder;
    private final String pom;

    private Project(Path folder) throws IOException {
        this.folder = folder;
        pom = Files.readString(folder.resolve("pom.xml"));
    }

    /** A copy of one of the projects, which a test may change. */
    public static Project copy(String name, Path to) throws IOException {
        Path from = Path.of(System.getProperty("projects")).normalize().resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path f : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(f));
                Files.createDirectories(target.getParent());
                Files.copy(f, target);
            }
        }
        return new Project(to);
    }

    /** Artifacts on the compile class path. */
    List<String> dependencies() {
        return DEPENDENCY.matcher(pom).results().map(m -> m.group(1)).toList();
    }

    /** Replaces text in a source file, which must be there. */
    Project change(String file, String text, String by) throws IOException {
        Path path = folder.resolve("src/main/java").resolve(file);
        String before = Files.readString(path);
        if (!before.contains(text)) {
            throw new IllegalArgumentException(file + " does not contain " + text);
        }
        Files.writeString(path, before.replace(text, by));
        return this;
    }

    /**
     * Builds by Maven, offline, as a user does whose repository has adagent's api and overlay registry.
     *
     * @throws IllegalArgumentException with Maven's messages if the build fails
     */
    Path maven() throws IOException {
        Path repository = folder.resolve("repository");
        Path wrapper = Path.of(System.getProperty("maven.wrapper")).normalize();
        Path root = wrapper.getParent();
        publish(repository, "adagent-parent", root.resolve("pom.xml"), null);
        publish(repository, "adagent-api", root.resolve("api/pom.xml"), Jvm.jar("api.jar"));
        publish(
                repository,
                "adagent-overlay-registry",
                root.resolve("overlay-registry/pom.xml"),
                Jvm.jar("overlay.jar"));
        Path log = folder.resolve("maven.log");
        ProcessBuilder maven = new ProcessBuilder(
                        wrapper.toString(),
                        "-q",
                        "-o",
                        "-Dmaven.repo.local=" + repository.toAbsolutePath(),
                        "-Dmaven.repo.local.tail=" + System.getProperty("local.repository"),
                        "package")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        maven.environment().keySet().removeIf(k -> k.startsWith("MAVEN_"));
        try {
            Process p = maven.start();
            p.getOutputStream().close();
            if (!p.waitFor(180, TimeUnit.SECONDS)) {
                p.destroyForcibly();
                throw new IllegalStateException("Maven did not end: " + Files.readString(log));
            }
            if (p.exitValue() != 0) {
                throw new IllegalArgumentException("Maven cannot build the project: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        try (Stream<Path> jars = Files.list(folder.resolve("target"))) {
            return jars.filter(f -> f.toString().endsWith(".jar")).findFirst().orElseThrow();
        }
    }

    private static void publish(Path repository, String artifact, Path pom, Path jar) throws IOException {
        String version = "0.1.0-SNAPSHOT";
        Path at = Files.createDirectories(
                repository.resolve("dev/adagent").resolve(artifact).resolve(version));
        Files.copy(pom, at.resolve(artifact + "-" + version + ".pom"));
        if (jar != null) {
            Files.copy(jar, at.resolve(artifact + "-" + version + ".jar"));
        }
    }

    /** Compiles and packs, without Maven. */
    public Path jar() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("target/classes"));
        String classPath = dependencies().stream()
                .map(d -> Jvm.jar(JARS.get(d)).toString())
                .collect(Collectors.joining(java.io.File.pathSeparator));
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager fm = javac.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(folder.resolve("src/main/java"))) {
            List<Path> files =
                    sources.filter(f -> f.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "-d",
                    classes.toString(),
                    "-cp",
                    classPath,
                    "-g",
                    "--release",
                    "17",
                    "-proc:none",
                    "-Xlint:all",
                    "-Werror");
            if (!javac.getTask(messages, fm, null, options, null, fm.getJavaFileObjectsFromPaths(files))
                    .call()) {
                throw new IllegalArgumentException("the project does not compile: " + messages);
            }
        }
        Manifest m = new Manifest();
        m.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Matcher entry = ENTRY.matcher(pom);
        while (entry.find()) {
            m.getMainAttributes().putValue(entry.group(1), entry.group(2));
        }
        Path jar = folder.resolve("target/backend.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, m)) {
            pack(zip, classes);
            pack(zip, folder.resolve("src/main/resources"));
        }
        return jar;
    }

    private static void pack(JarOutputStream zip, Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path f : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new JarEntry(root.relativize(f).toString()));
                Files.copy(f, zip);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
