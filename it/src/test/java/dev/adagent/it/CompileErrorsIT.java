package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What compilation is certain to refuse is said when the class is loaded, once; the launch still throws it. */
class CompileErrorsIT {
    private static final String SAID = "K.java:9: error: cannot compile ";

    @TempDir
    Path folder;

    /** An app with a kernel whose line 9 is the statement: it loads the class, waits for what is said, and launches twice if asked to. */
    private App app(String statement, String modifiers) {
        return app(folder, statement, modifiers);
    }

    private static App app(Path folder, String statement, String modifiers) {
        return new App(folder).source("K", """
                import static dev.adagent.Kernel.*;
                import dev.adagent.*;

                public class K {
                    static int count;
                    @GpuKernel
                    static %s run(double[] x) {
                        int i = globalIdX();
                        %s
                    }
                }
                """.formatted(modifiers, statement)).source("Main", """
                import dev.adagent.*;

                public class Main {
                    public static void main(String[] args) throws Exception {
                        double[] x = new double[4];
                        Class.forName("K");
                        Thread.sleep(1500);
                        System.out.println("loaded");
                        for (int k = 0; k < args.length; k++) {
                            try {
                                Gpu.launch(Grid.of(2, 2), () -> K.run(x));
                                System.out.println("ran");
                            } catch (AdagentException e) {
                                System.out.println("thrown " + e.getMessage());
                            }
                        }
                    }
                }
                """);
    }

    private Jvm.Run run(App app, String... args) {
        Object[] command = new Object[4 + args.length];
        command[0] = "-Dadagent.device=cpu";
        command[1] = "-cp";
        command[2] = app.jar();
        command[3] = "Main";
        System.arraycopy(args, 0, command, 4, args.length);
        Jvm.Run run = new Jvm(folder.resolve("run")).withAgent().args(command).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run;
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    @Test
    void aWriteToAStaticFieldIsSaidWithoutALaunch() {
        Jvm.Run run = run(app("count = i;", "void").optIn());
        assertThat(run.err())
                .contains(SAID + "a write to the static field K.count\n    in K.run(K.java:9)")
                .contains("  instead: pass ");
        assertThat(run.out()).isEqualTo("loaded\n");
    }

    @Test
    void itIsSaidOnceAndThrownAtEachLaunch() {
        Jvm.Run run = run(app("count = i;", "void").optIn(), "launch", "again");
        assertThat(count(run.err(), SAID + "a write to the static field K.count"))
                .as(run.toString())
                .isOne();
        assertThat(count(run.out(), "thrown " + SAID + "a write to the static field K.count"))
                .as(run.toString())
                .isEqualTo(2);
    }

    @Test
    void callsOfTheJdkThatLeadNowhereAreSaidUnlessTablesMayReplaceThem() {
        App app = app("x[i] = System.nanoTime();", "void");
        assertThat(run(app.optIn()).err()).contains(SAID + "the JVM's runtime (java.lang.System.nanoTime)");
        App replaced = app.source("Clock", """
                import dev.adagent.*;

                public final class Clock {
                    @Overlay(owner = System.class)
                    static long nanoTime() { return 7; }
                }
                """).manifest("Adagent-Overlays", "Clock");
        Jvm.Run run = run(replaced, "launch");
        assertThat(run.err()).doesNotContain("error");
        assertThat(run.out()).isEqualTo("loaded\nran\n");
    }

    @Test
    void aMethodThatCannotBeAKernelIsSaid() {
        assertThat(run(app("x[i] = 1;", "synchronized void").optIn()).err())
                .contains("K.run([D)V cannot be a kernel: it is synchronized");
    }

    @Test
    void nothingIsSaidOfAKernelThatCompilesNorWithoutOptIn() {
        assertThat(run(app("x[i] = i; System.arraycopy(x, 0, x, 0, 0);", "void").optIn(), "launch")
                        .err())
                .isEmpty();
        App plain = app(folder.resolve("plain"), "count = i;", "void");
        assertThat(run(plain).err()).isEmpty();
    }
}
