package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table holds for the classes whose loader sees it, and keeps no loader alive. */
class TableScopeIT {
    private static final String PLUGIN = """
            import dev.adagent.*;
            import static dev.adagent.Autodiff.*;

            public class Plugin implements java.util.concurrent.Callable<String> {
                @GpuKernel
                static void kernel(double[] y) {
                    y[0] = Math.exp(0) + Math.sqrt(16);
                    var a = active(0.0);
                    autodiff(REVERSE, Math::exp, a);
                    y[1] = a.grad();
                }

                public String call() {
                    double[] y = new double[2];
                    Gpu.launch(Grid.of(1, 1), () -> kernel(y));
                    var a = active(0.0);
                    autodiff(REVERSE, Math::exp, a);
                    return y[0] + " " + y[1] + " " + a.grad();
                }
            }

            class Table {
                @Overlay(owner = Math.class)
                static double exp(double x) { return VALUE; }
            }
            """;

    private static final String MAIN = """
            import dev.adagent.*;
            import java.lang.ref.WeakReference;
            import java.net.*;
            import java.nio.file.*;
            import java.util.concurrent.Callable;

            public class Main {
                @GpuKernel
                static void kernel(double[] y) { y[0] = Math.exp(0) + Math.sqrt(16); }

                static WeakReference<ClassLoader> run(String jar) throws Exception {
                    try (URLClassLoader loader = new URLClassLoader(new URL[] {Path.of(jar).toUri().toURL()}, Main.class.getClassLoader())) {
                        Object plugin = loader.loadClass("Plugin").getConstructor().newInstance();
                        System.out.println("plugin " + ((Callable<?>) plugin).call());
                        return new WeakReference<>(loader);
                    }
                }

                public static void main(String[] args) throws Exception {
                    var a = run(args[0]);
                    var b = run(args[1]);
                    double[] y = new double[1];
                    Gpu.launch(Grid.of(1, 1), () -> kernel(y));
                    System.out.println("app " + y[0]);
                    for (int i = 0; i < 100 && (a.get() != null || b.get() != null); i++) {
                        System.gc();
                        Thread.sleep(20);
                    }
                    System.out.println("unloaded " + (a.get() == null) + " " + (b.get() == null));
                }
            }

            class Roots {
                @Overlay(owner = Math.class)
                static double sqrt(double x) { return 7; }
            }
            """;

    @TempDir
    Path folder;

    private Path plugin(String name, String value) {
        return new App(folder.resolve(name))
                .source("Plugin", PLUGIN.replace("VALUE", value))
                .optIn()
                .manifest("Adagent-Overlays", "Table")
                .jar();
    }

    @Test
    void holdsWhereItIsSeenAndGoesWithItsLoader() {
        Path app = new App(folder.resolve("main"))
                .source("Main", MAIN)
                .optIn()
                .manifest("Adagent-Overlays", "Roots")
                .jar();
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-jar", app, plugin("a", "10"), plugin("b", "20"))
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines())
                .containsExactly("plugin 17.0 10.0 1.0", "plugin 27.0 20.0 1.0", "app 8.0", "unloaded true true");
    }
}
