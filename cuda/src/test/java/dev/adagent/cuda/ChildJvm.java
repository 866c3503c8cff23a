package dev.adagent.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs what may never end in a JVM of its own, which is ended then: a kernel that hangs cannot be stopped otherwise. */
final class ChildJvm {
    private ChildJvm() {}

    /**
     * Runs a main class on this JVM's class path, with its {@code adagent.*} properties.
     *
     * @return what it printed
     * @throws AssertionError with that text, if it does not end in time or ends with another status than 0
     */
    static String run(Class<?> main, Duration limit, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-ea");
        System.getProperties().stringPropertyNames().stream()
                .filter(n -> n.startsWith("adagent.") || n.equals("java.library.path"))
                .forEach(n -> command.add("-D" + n + "=" + System.getProperty(n)));
        command.add("-cp");
        command.add(classPath());
        command.add(main.getName());
        command.addAll(List.of(args));
        Path output = Files.createTempFile("adagent-child", ".txt");
        try {
            Process child = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = child.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended) {
                throw new AssertionError("still running after " + limit.toSeconds() + " s: it hangs\n" + text);
            }
            if (child.exitValue() != 0) {
                throw new AssertionError("ended with status " + child.exitValue() + "\n" + text);
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Surefire puts the tests' class path into a property of its own and JUnit's console into a class loader of its own. */
    private static String classPath() {
        String own = ChildJvm.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return own + File.pathSeparator + all;
    }
}
