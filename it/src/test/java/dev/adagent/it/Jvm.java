package dev.adagent.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code java} as a user would, in a folder of its own, and keeps what it printed. */
public final class Jvm {
    private final List<String> command = new ArrayList<>();
    private Path folder;
    private long timeoutSeconds = 120;

    /**
     * What a run left.
     *
     * @param exit exit status
     * @param out standard output
     * @param err standard error
     * @param seconds wall-clock time from start to end
     */
    public record Run(int exit, String out, String err, double seconds) {
        @Override
        public String toString() {
            return "exit " + exit + " after " + seconds + " s\n--- out\n" + out + "\n--- err\n" + err;
        }
    }

    /** The Java that runs the tests. */
    public Jvm(Path folder) {
        this(folder, Path.of(System.getProperty("java.home")));
    }

    /** Another JDK's {@code java}. */
    public Jvm(Path folder, Path home) {
        this(folder, home, "java");
    }

    /** A program of a JDK. */
    public Jvm(Path folder, Path home, String program) {
        this.folder = folder;
        command.add(home.resolve("bin").resolve(program).toString());
    }

    /** The jar that a system property of the build names. */
    public static Path jar(String property) {
        Path p = Path.of(System.getProperty(property)).normalize();
        if (!Files.isRegularFile(p)) {
            throw new IllegalStateException(p + " is missing: run ./mvnw package first");
        }
        return p;
    }

    public Jvm withAgent() {
        return args("-javaagent:" + jar("adagent.jar"));
    }

    public Jvm args(Object... args) {
        Arrays.stream(args).map(Object::toString).forEach(command::add);
        return this;
    }

    public Jvm timeout(long seconds) {
        timeoutSeconds = seconds;
        return this;
    }

    public Run run() {
        try {
            Files.createDirectories(folder);
            File out = Files.createTempFile(folder, "stdout", ".txt").toFile();
            File err = Files.createTempFile(folder, "stderr", ".txt").toFile();
            long start = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out)
                    .redirectError(err)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("no end after " + timeoutSeconds + " s: " + command);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Run(
                    process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()), seconds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
