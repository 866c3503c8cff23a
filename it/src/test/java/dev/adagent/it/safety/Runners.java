package dev.adagent.it.safety;

import dev.adagent.it.Jdks;
import dev.adagent.it.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JVMs that load, link, archive, reflect on or call the classes. The agent is not there: host copies link without it. */
final class Runners {
    private static final String MAIN = Probe.class.getName();

    private Runners() {}

    /** What can be asked of one JDK. */
    static List<Checker> on(int feature) {
        Path home = Jdks.find(feature).orElse(null);
        String missing = home == null ? Jdks.missing(feature) : null;
        List<Checker> all = new ArrayList<>();
        all.add(Checker.of(
                feature == 17 ? "app-cds-17" : "aot-cache-" + feature,
                missing,
                (s, f) -> archive(s, f, home, feature)));
        all.add(probe("xcomp-load-" + feature, missing, home, "load", true));
        all.add(probe("xcomp-call-" + feature, missing, home, "call", true));
        all.add(probe("reflection-" + feature, missing, home, "reflect", false));
        all.add(probe("run-" + feature, missing, home, "call", false));
        return all;
    }

    static String path(List<Subject> subjects) {
        // All rewritten classes come before the jars that hold their originals.
        return Subject.path(Stream.concat(
                        subjects.stream().map(Subject::jar), subjects.stream().flatMap(s -> s.libraries().stream()))
                .toList());
    }

    private static Checker probe(String name, String missing, Path home, String mode, boolean compile) {
        return Checker.of(name, missing, (subjects, folder) -> {
            Function<Subject, List<String>> names = mode.equals("call") ? Subject::methods : Subject::classes;
            Jvm jvm = new Jvm(folder, home);
            if (compile) {
                // Everything is compiled before it runs for the first time, but only the classes at hand: the JDK's
                // would take a minute.
                jvm.args("-Xcomp");
                subjects.stream()
                        .flatMap(s -> s.classes().stream())
                        .forEach(c ->
                                jvm.args("-XX:CompileCommand=quiet", "-XX:CompileCommand=compileonly," + c + "::*"));
            }
            Jvm.Run run = jvm.args("-cp", probeJar(folder) + java.io.File.pathSeparator + path(subjects), MAIN, mode)
                    .args(subjects.stream()
                            .flatMap(s -> names.apply(s).stream())
                            .toArray())
                    .timeout(300)
                    .run();
            return answers(subjects, names, run);
        });
    }

    /** The lines {@code @ name: answer} of a run. */
    static Map<Subject, String> answers(List<Subject> subjects, Function<Subject, List<String>> names, Jvm.Run run) {
        Map<Subject, String> all = new LinkedHashMap<>();
        for (Subject s : subjects) {
            String complaints = names.apply(s).stream()
                    .map(n -> answer(n, run))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining(" | "));
            if (!complaints.isEmpty()) {
                all.put(s, complaints);
            }
        }
        return all;
    }

    private static Optional<String> answer(String name, Jvm.Run run) {
        String prefix = "@ " + name + ": ";
        String line =
                run.out().lines().filter(l -> l.startsWith(prefix)).findFirst().orElse(null);
        if (line == null) {
            return Optional.of("no answer: " + run);
        }
        return line.startsWith(prefix + "ok") ? Optional.empty() : Optional.of(line.substring(prefix.length()));
    }

    static Path probeJar(Path folder) throws IOException {
        String name = MAIN.replace('.', '/');
        return Jars.write(folder.resolve("probe.jar"), Map.of(name, Jars.of(Probe.class)));
    }

    /** Dumps an archive in one run and uses it in a second. A class must come out of the archive. */
    private static Map<Subject, String> archive(List<Subject> subjects, Path folder, Path home, int feature)
            throws IOException {
        Files.createDirectories(folder);
        boolean cds = feature == 17;
        String archive = folder.resolve("app.archive").toString();
        String classPath = probeJar(folder) + java.io.File.pathSeparator + path(subjects);
        Object[] classes = subjects.stream().flatMap(s -> s.classes().stream()).toArray();
        Jvm.Run dump = new Jvm(folder, home)
                .args((cds ? "-XX:ArchiveClassesAtExit=" : "-XX:AOTCacheOutput=") + archive)
                .args(
                        cds ? "-Xlog:cds=info,cds+dynamic=info" : "-Xlog:aot=info,cds=info",
                        "-cp",
                        classPath,
                        MAIN,
                        "load")
                .args(classes)
                .timeout(300)
                .run();
        Jvm.Run use = new Jvm(folder, home)
                .args((cds ? "-XX:SharedArchiveFile=" : "-XX:AOTCache=") + archive, "-Xlog:class+load=info")
                .args("-cp", classPath, MAIN, "load")
                .args(classes)
                .run();
        Map<Subject, String> all = new LinkedHashMap<>();
        for (Subject s : subjects) {
            String complaint = s.classes().stream()
                    .filter(c -> use.out().lines().noneMatch(l -> l.contains(" " + c + " source: shared objects file")))
                    .map(c -> "not archived: " + said(dump, c))
                    .collect(Collectors.joining(" | "));
            if (!complaint.isEmpty()) {
                all.put(s, complaint);
            }
        }
        return all;
    }

    private static String said(Jvm.Run dump, String className) {
        String said = (dump.out() + dump.err())
                .lines()
                .filter(l -> (l.contains(className + ":")
                                || l.contains(className.replace('.', '/'))
                                || l.contains(className))
                        && !l.startsWith("@"))
                .collect(Collectors.joining(" "));
        return said.isEmpty() ? "exit " + dump.exit() + ", nothing said of " + className : said;
    }
}
