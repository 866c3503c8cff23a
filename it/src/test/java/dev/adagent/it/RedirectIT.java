package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The redirect of {@code autodiff} is an entry of the view: it holds in a library that no agent touched. */
class RedirectIT {
    private static final String LIBRARY = """
            package lib;

            import static dev.adagent.Autodiff.*;

            public class Slopes {
                static double cube(double x) { return x * x * x; }

                public static double slope(double x) {
                    var a = active(x);
                    autodiff(REVERSE, Slopes::cube, a);
                    return a.grad();
                }

                public static double deferredSlope(double x) {
                    var a = active(x);
                    autodiffDeferred(REVERSE, Slopes::cube, a);
                    return a.grad();
                }
            }
            """;

    private static final String APP = """
            import static dev.adagent.Kernel.*;
            import dev.adagent.*;
            import lib.Slopes;

            public class Main {
                @GpuKernel
                static void kernel(double[] x, double[] y) {
                    int i = globalIdX();
                    if (i < x.length) {
                        y[i] = Slopes.slope(x[i]) + 1000 * Slopes.deferredSlope(x[i]);
                    }
                }

                public static void main(String[] args) {
                    System.out.println("host " + Slopes.slope(3) + " " + Slopes.deferredSlope(3));
                    double[] x = {2, 3};
                    double[] y = new double[2];
                    if (args.length > 0) {
                        Gpu.launch(Grid.of(1, 2), () -> kernel(x, y));
                        System.out.println("kernel " + y[0] + " " + y[1]);
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    /** A jar of the library's class alone. */
    private Path library(Path classes, boolean optIn) throws IOException {
        Path jar = folder.resolve(optIn ? "in.jar" : "out.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out)) {
            if (optIn) {
                zip.putNextEntry(new JarEntry("META-INF/MANIFEST.MF"));
                zip.write("Manifest-Version: 1.0\nAdagent-Enabled: true\n\n"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            zip.putNextEntry(new JarEntry("lib/Slopes.class"));
            Files.copy(classes.resolve("lib/Slopes.class"), zip);
        }
        return jar;
    }

    private Jvm.Run run(Path library, Path app, Path dump, String... args) {
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-Dadagent.dump=" + dump)
                .args(
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                library.toString(),
                                app.toString(),
                                Jvm.jar("api.jar").toString()))
                .args("Main")
                .args((Object[]) args)
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run;
    }

    @Test
    void holdsInALibraryThatDidNotOptIn() throws IOException {
        App both = new App(folder).source("Main", APP).source("lib.Slopes", LIBRARY);
        Path classes = both.classes();
        Path out = library(classes, false);
        Path in = library(classes, true);
        Files.delete(classes.resolve("lib/Slopes.class"));
        Files.createDirectories(classes.resolve("META-INF"));
        Files.writeString(classes.resolve("META-INF/adagent.properties"), "enabled=true\n");
        Path dump = folder.resolve("dump");

        Jvm.Run untouched = run(out, classes, dump, "launch");
        assertThat(untouched.out().lines()).containsExactly("host 27.0 27.0", "kernel 12012.0 27027.0");
        // the dump holds each class that was rewritten: the app's, not the library's
        assertThat(dump.resolve("Main/host-copy.class")).exists();
        assertThat(dump.resolve("lib.Slopes/host-copy.class")).doesNotExist();

        Jvm.Run touched = run(in, classes, folder.resolve("dump2"));
        assertThat(folder.resolve("dump2/lib.Slopes/host-copy.class")).exists();
        assertThat(touched.out().lines()).containsExactly("host 27.0 27.0");
    }
}
