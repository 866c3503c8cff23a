package dev.adagent.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** JDKs of this machine, by feature number. */
public final class Jdks {
    private Jdks() {}

    /**
     * A JDK: the one that runs, else what the system property {@code adagent.jdk25} or the variable {@code JAVA_HOME_25} names, else one
     * found where JDKs are usually put.
     */
    public static Optional<Path> find(int feature) {
        if (Runtime.version().feature() == feature) {
            return Optional.of(Path.of(System.getProperty("java.home")));
        }
        List<Path> candidates = new ArrayList<>();
        for (String named : new String[] {
            System.getProperty("adagent.jdk" + feature),
            System.getenv("JAVA_HOME_" + feature),
            System.getenv("JAVA_HOME_" + feature + "_X64")
        }) {
            if (named != null && !named.isBlank()) {
                candidates.add(Path.of(named));
            }
        }
        Path home = Path.of(System.getProperty("user.home"));
        for (Path folder : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/opt/java"),
                home.resolve(".sdkman/candidates/java"),
                home.resolve(".jdks"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> entries = Files.list(folder)) {
                    entries.sorted().forEach(candidates::add);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
        return candidates.stream().filter(c -> isJdk(c, feature)).findFirst();
    }

    /** What a test that needs one and has none says. */
    public static String missing(int feature) {
        return "no JDK " + feature + " here: name one with -Dadagent.jdk" + feature + " or JAVA_HOME_" + feature;
    }

    private static boolean isJdk(Path home, int feature) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/javac"))) {
            return false;
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.anyMatch(l -> l.matches("JAVA_VERSION=\"" + feature + "([.+-].*)?\""));
        } catch (IOException e) {
            return false;
        }
    }
}
