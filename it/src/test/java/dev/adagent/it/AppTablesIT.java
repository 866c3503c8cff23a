package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps bring method tables: named in a manifest, in a properties file, at a kernel or at a class. */
class AppTablesIT {
    private static final String TABLES = """
            import dev.adagent.*;

            final class Fast {
                // visibly not Math.exp: 1 + x
                @Overlay(owner = Math.class)
                static double exp(double x) { return 1 + x; }
            }

            final class Other {
                @Overlay(owner = Math.class, name = "exp")
                static double two(double x) { return 2; }
            }

            final class Wrong {
                @Overlay(owner = Math.class)
                static double expo(double x) { return 2; }
            }
            """;

    private static final String SOURCE = """
            import static dev.adagent.Autodiff.*;
            import static dev.adagent.Kernel.*;
            import dev.adagent.*;

            public class Main {
                @GpuKernel
                static void plain(double[] y) { y[0] = Math.exp(3); }

                @GpuKernel @UseOverlays(Other.class)
                static void marked(double[] y) { y[0] = Math.exp(3); }

                @GpuKernel @UseOverlays({Other.class, Fast.class})
                static void twice(double[] y) { y[0] = Math.exp(3); }

                @GpuKernel @UseOverlays(Wrong.class)
                static void wrong(double[] y) { y[0] = Math.exp(3); }

                static double f(double x) { return Math.exp(x); }

                @GpuKernel
                static void slope(double[] y) {
                    var a = active(3.0);
                    autodiff(REVERSE, Main::f, a);
                    y[0] = a.grad();
                }

                interface K { void run(double[] y); }

                static void show(String name, K kernel) {
                    double[] y = new double[1];
                    try {
                        Gpu.launch(Grid.of(1, 1), () -> kernel.run(y));
                        System.out.println(name + " " + y[0]);
                    } catch (AdagentException e) {
                        System.out.println(name + " " + e.getClass().getSimpleName() + ": " + e.getMessage());
                    }
                }

                public static void main(String[] args) {
                    show("plain", Main::plain);
                    show("marked", Main::marked);
                    show("twice", Main::twice);
                    show("wrong", Main::wrong);
                    show("slope", Main::slope);
                    System.out.println("host " + f(3));
                    var a = active(3.0);
                    System.out.println("host primal " + autodiff(REVERSE_WITH_PRIMAL, Main::f, a).primal() + " " + a.grad());
                    double[] y = new double[1];
                    plain(y);
                    System.out.println("kernel called " + y[0]);
                }
            }
            """;

    @TempDir
    Path folder;

    private App app() {
        return new App(folder).source("Main", SOURCE).source("Fast", TABLES).optIn();
    }

    private String run(App app) {
        return run(new Jvm(folder).withAgent().args("-Dadagent.device=cpu", "-jar", app.jar()));
    }

    private static String run(Jvm jvm) {
        Jvm.Run run = jvm.run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run.out();
    }

    @Test
    void withoutATableNothingIsReplaced() {
        assertThat(run(app()).lines())
                .contains("plain " + Math.exp(3), "slope " + Math.exp(3), "marked 2.0", "host " + Math.exp(3));
    }

    /** The manifest's table replaces in kernels; a kernel's own stands above it; the host goes on as it was. */
    @Test
    void theManifestNamesTablesForAllKernels() {
        String out = run(app().manifest("Adagent-Overlays", "Fast"));
        // the original's rule is taken: d exp = exp's own result, 1 + 3
        assertThat(out.lines())
                .contains("plain 4.0", "marked 2.0", "slope 4.0")
                .contains("host " + Math.exp(3), "kernel called " + Math.exp(3))
                .contains("host primal " + Math.exp(3) + " " + Math.exp(3));
        // what cannot be a table is an error that names the entries
        assertThat(out.lines().filter(l -> l.startsWith("twice")))
                .singleElement()
                .asString()
                .contains("OverlayException", "java/lang/Math.exp(D)D", "Fast.exp(D)D", "Other.two(D)D");
        assertThat(out.lines().filter(l -> l.startsWith("wrong")))
                .singleElement()
                .asString()
                .contains("OverlayException", "Wrong.expo(double)", "declares no static method expo(D)D");
    }

    @Test
    void aTableThatIsNotThereIsAnError() {
        Jvm.Run missing = new Jvm(folder)
                .withAgent()
                .args(
                        "-Dadagent.device=cpu",
                        "-jar",
                        app().manifest("Adagent-Overlays", "Fast, Nowhere").jar())
                .run();
        assertThat(missing.out().lines().filter(l -> l.startsWith("plain")))
                .singleElement()
                .asString()
                .contains("OverlayException", "Nowhere", "MANIFEST.MF");
        // a derivative on the host looks for rules there
        assertThat(missing.err()).contains("dev.adagent.OverlayException", "Nowhere");
    }

    @Test
    void aPropertiesFileNamesThemForClassDirectories() throws IOException {
        Path classes = app().classes();
        Files.createDirectories(classes.resolve("META-INF"));
        Files.writeString(classes.resolve("META-INF/adagent.properties"), "enabled=true\noverlays=Fast\n");
        String out = run(new Jvm(folder)
                .withAgent()
                .args(
                        "-Dadagent.device=cpu",
                        "-cp",
                        classes + java.io.File.pathSeparator + Jvm.jar("api.jar"),
                        "Main"));
        assertThat(out.lines()).contains("plain 4.0", "host " + Math.exp(3));
    }

    private static final String STACKED = """
            import static dev.adagent.Kernel.*;
            import dev.adagent.*;

            @UseOverlays(OfClass.class)
            public class Stacked {
                @GpuKernel @UseOverlays(OfKernel.class)
                static void own(double[] y) {
                    y[0] = Math.exp(0) + 10 * Math.log(1) + 100 * Math.sin(0) + 1000 * Math.floorMod(7, 4) + 10000 * threadIdxY();
                }

                @GpuKernel
                static void plain(double[] y) {
                    y[0] = Math.exp(0) + 10 * Math.log(1) + 100 * Math.sin(0) + 1000 * Math.floorMod(7, 4) + 10000 * threadIdxY();
                }

                public static void main(String[] args) {
                    double[] y = new double[2];
                    try {
                        Gpu.launch(Grid.of(1, 1), () -> own(y));
                        y[1] = y[0];
                        Gpu.launch(Grid.of(1, 1), () -> plain(y));
                        System.out.println(y[1] + " " + y[0]);
                    } catch (OverlayException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }

            final class OfKernel {
                @Overlay(owner = Math.class)
                static double exp(double x) { return 1; }
            }

            final class OfClass {
                @Overlay(owner = Math.class)
                static double exp(double x) { return 2; }
                @Overlay(owner = Math.class)
                static double log(double x) { return 2; }
            }

            final class OfJar {
                @Overlay(owner = Math.class)
                static double exp(double x) { return 3; }
                @Overlay(owner = Math.class)
                static double log(double x) { return 3; }
                @Overlay(owner = Math.class)
                static double sin(double x) { return 3; }
                @Overlay(owner = Kernel.class)
                static int threadIdxY() { return 3; }
            }
            """;

    /** Kernel, class, jar, back end (a thread's index), GLOBAL (a sine), the class itself (floorMod): each hides what is below it. */
    @Test
    void tablesStackInTheOrderOfTheDocs() {
        App app = new App(folder).source("Stacked", STACKED).optIn();
        assertThat(run(app).strip()).isEqualTo("3021.0 3022.0");
        app.manifest("Adagent-Overlays", "OfJar");
        assertThat(run(app).strip()).isEqualTo("33321.0 33322.0");
    }

    /** Two jars that one loader sees, neither of which knows of the other. */
    @Test
    void jarsThatReplaceOneMethodDifferentlyAreAConflict() {
        Path app = new App(folder.resolve("app"))
                .source("Stacked", STACKED)
                .optIn()
                .manifest("Adagent-Overlays", "OfJar")
                .jar();
        Path library = new App(folder.resolve("library"))
                .source("lib.Fast", """
                        package lib;
                        final class Fast {
                            @dev.adagent.Overlay(owner = Math.class)
                            static double sin(double x) { return 4; }
                        }
                        """)
                .manifest("Adagent-Overlays", "lib.Fast")
                .jar();
        String out = run(new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-cp", app + java.io.File.pathSeparator + library, "Stacked"));
        assertThat(out).contains("java/lang/Math.sin(D)D", "OfJar.sin(D)D", "lib/Fast.sin(D)D");
    }

    /** The host copy with a table is, byte for byte, the one without. */
    @Test
    void theHostClassIsUnchanged() throws IOException {
        byte[][] copies = new byte[2][];
        for (int i = 0; i < 2; i++) {
            Path dump = folder.resolve("dump" + i);
            App app = new App(folder.resolve("app" + i))
                    .source("Main", SOURCE)
                    .source("Fast", TABLES)
                    .optIn();
            if (i == 1) {
                app.manifest("Adagent-Overlays", "Fast");
            }
            run(new Jvm(folder).withAgent().args("-Dadagent.device=cpu", "-Dadagent.dump=" + dump, "-jar", app.jar()));
            copies[i] = Files.readAllBytes(dump.resolve("Main/host-copy.class"));
            assertThat(Names.of(copies[i])).contains("java/lang/Math.exp(D)D").noneMatch(n -> n.startsWith("Fast"));
            try (Stream<Path> files = Files.walk(dump)) {
                boolean replaced = files.filter(f ->
                                f.endsWith("cpu/1-lifted.ir") && f.toString().contains("plain"))
                        .anyMatch(f -> text(f).contains("Fast.exp(D)D"));
                assertThat(replaced).isEqualTo(i == 1);
            }
        }
        assertThat(copies[1]).isEqualTo(copies[0]);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
