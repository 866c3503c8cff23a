package dev.adagent.it.safety;

import dev.adagent.it.Jdks;
import dev.adagent.it.Jvm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.jacoco.core.instr.Instrumenter;
import org.jacoco.core.runtime.OfflineInstrumentationAccessGenerator;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

/** Tools that read class files and run nothing of them. */
final class Readers {
    private Readers() {}

    static List<Checker> all() {
        Path jdk25 = Jdks.find(25).orElse(null);
        String missing25 = jdk25 == null ? Jdks.missing(25) : null;
        Path jmods = Jdks.find(17).map(h -> h.resolve("jmods/java.base.jmod")).orElse(Path.of("none"));
        return List.of(
                Checker.each("adagent-verify", null, Readers::verify),
                Checker.each("check-class-adapter", null, Readers::checkClassAdapter),
                Checker.of("class-file-verify-25", missing25, (s, f) -> ClassFile25.verify(s, f, jdk25)),
                Checker.each("jdeps", null, Readers::jdeps),
                Checker.each("jnativescan-25", missing25, (s, f) -> jnativescan(s, f, jdk25)),
                Checker.each(
                        "proguard",
                        Files.isRegularFile(jmods) ? null : "no jmods/java.base.jmod of a JDK 17 here",
                        (s, f) -> proguard(s, f, jmods)),
                Checker.each("jacoco-offline", null, Readers::jacoco));
    }

    private static String lines(String text, String with) {
        String found =
                text.lines().filter(l -> l.contains(with)).map(String::strip).collect(Collectors.joining(" | "));
        return found.isEmpty() ? null : found;
    }

    private static String verify(Subject s, Path folder) {
        Jvm.Run run = new Jvm(folder)
                .args("-jar", Jvm.jar("adagent.jar"), "verify", "-cp", Subject.path(s.libraries()))
                .args("--original", s.original(), s.jar())
                .run();
        if (run.exit() == 0 && run.out().contains(" all link")) {
            return null;
        }
        return run.exit() == 1 && run.err().isEmpty() ? run.out() : "failed: " + run;
    }

    /** ASM's own check, which loads what it compares. */
    private static String checkClassAdapter(Subject s, Path folder) throws IOException {
        URL[] urls = new URL[s.classPath().size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = s.classPath().get(i).toUri().toURL();
        }
        StringWriter out = new StringWriter();
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            for (String c : s.classes()) {
                ClassReader reader = new ClassReader(Jars.read(s.jar(), c.replace('.', '/')));
                CheckClassAdapter.verify(reader, loader, false, new PrintWriter(out));
                reader.accept(new CheckClassAdapter(null, false), 0);
            }
        } catch (RuntimeException | LinkageError e) {
            out.append(e.toString());
        }
        return out.toString().isEmpty() ? null : out.toString();
    }

    private static String jdeps(Subject s, Path folder) {
        StringWriter out = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "--missing-deps",
                        "--multi-release",
                        "17",
                        "-cp",
                        Subject.path(s.libraries()),
                        s.jar().toString());
        String missing = lines(out.toString(), "not found");
        return status != 0 && missing == null ? "exit " + status + ": " + out : missing;
    }

    private static String jnativescan(Subject s, Path folder, Path jdk) {
        Jvm.Run run = new Jvm(folder, jdk, "jnativescan")
                .args("--class-path", Subject.path(s.classPath()))
                .run();
        List<String> said = new ArrayList<>();
        for (String c : s.classes()) {
            String line = lines(run.out() + run.err(), c + "::");
            if (line != null) {
                said.add(line);
            }
        }
        if (run.exit() != 0 || !run.err().isEmpty()) {
            said.add(run.err());
        }
        return said.isEmpty() ? null : String.join(" | ", said);
    }

    /** ProGuard changes nothing here, but links everything first. */
    private static String proguard(Subject s, Path folder, Path jmods) throws IOException {
        Files.createDirectories(folder);
        List<String> config = new ArrayList<>(List.of(
                "-injars '" + s.jar() + "'",
                "-outjars '" + folder.resolve("out.jar") + "'",
                "-libraryjars '" + jmods + "'(!**.jar;!module-info.class)",
                "-dontskipnonpubliclibraryclassmembers", // the rest of the app stands among the libraries
                "-dontshrink",
                "-dontoptimize",
                "-dontobfuscate",
                "-ignorewarnings", // they are read all the same, and those of other classes are not the question
                "-keep class ** { *; }"));
        s.libraries().forEach(l -> config.add("-libraryjars '" + l + "'(!module-info.class;!META-INF/**)"));
        Jvm.Run run = new Jvm(folder)
                .args("-XX:TieredStopAtLevel=1", "-cp", toolPath(), "proguard.ProGuard")
                .args("@" + Files.write(folder.resolve("keep.pro"), config))
                .timeout(300)
                .run();
        String warnings = s.classes().stream()
                .map(c -> lines(run.out() + run.err(), "Warning: " + c + ":"))
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.joining(" | "));
        if (!warnings.isEmpty()) {
            return warnings;
        }
        return run.exit() == 0 ? null : (run.out() + run.err()).strip();
    }

    /** The tests' class path, ProGuard in it. */
    private static String toolPath() {
        return System.getProperty("tools.class.path", System.getProperty("java.class.path"));
    }

    private static String jacoco(Subject s, Path folder) {
        Instrumenter instrumenter = new Instrumenter(new OfflineInstrumentationAccessGenerator());
        try {
            for (String c : s.classes()) {
                byte[] out = instrumenter.instrument(Jars.read(s.jar(), c.replace('.', '/')), c);
                if (out.length == 0) {
                    return "nothing came out";
                }
            }
            return null;
        } catch (IOException | RuntimeException e) {
            return e + (e.getCause() == null ? "" : " <- " + e.getCause());
        }
    }
}
