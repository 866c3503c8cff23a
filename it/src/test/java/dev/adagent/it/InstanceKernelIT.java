package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels that are instance methods: the receiver's fields go with the launch; writing to them is refused. */
class InstanceKernelIT {
    private static final String SOURCE = """
            import dev.adagent.*;
            import static dev.adagent.Kernel.*;

            public class Main {
                final double scale;
                final double[] table;
                int count;

                Main(double scale, double... table) {
                    this.scale = scale;
                    this.table = table;
                }

                @GpuKernel
                void run(double[] y) {
                    int i = globalIdX();
                    if (i < y.length) {
                        y[i] = scale * table[i % table.length] + i;
                    }
                }

                @GpuKernel
                void counts(double[] y) {
                    count++;
                    y[0] = count;
                }

                static void print(Main m) {
                    double[] y = new double[5];
                    Gpu.launch(Grid.covering(5, 2), () -> m.run(y));
                    System.out.println(java.util.Arrays.toString(y));
                }

                public static void main(String[] args) {
                    print(new Main(2.5, 1, 2, 3));
                    print(new Main(-1, 4));
                    Main m = new Main(0);
                    try {
                        Gpu.launch(Grid.of(1, 1), () -> m.counts(new double[1]));
                    } catch (CompileException e) {
                        System.out.println(m.count + " " + e.getMessage().replaceAll("\\\\s+", " "));
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "llvm-host"})
    void readsItsReceiver(String device) {
        Path app = new App(folder.resolve("app")).source("Main", SOURCE).optIn().jar();

        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=" + device, "-jar", app)
                .run();

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines().toList())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("[2.5, 6.0, 9.5, 5.5, 9.0]"),
                        second -> assertThat(second).isEqualTo("[-4.0, -3.0, -2.0, -1.0, 0.0]"),
                        refused -> assertThat(refused)
                                .startsWith("0 Main.java:")
                                .contains(
                                        "a write to a field of",
                                        "in Main.counts(Main.java:",
                                        "use a one-element array"));
    }

    /** What is refused for objects of one class is compiled for those of another. */
    @Test
    void aRefusalHoldsForItsClasses() {
        Path app = new App(folder.resolve("app")).source("Main", """
                        import dev.adagent.*;
                        import static dev.adagent.Kernel.*;

                        public class Main {
                            interface Step {
                                double of(double x);
                            }

                            static class Twice implements Step {
                                public double of(double x) {
                                    return 2 * x;
                                }
                            }

                            static class Kept implements Step {
                                static Object kept;

                                public double of(double x) {
                                    kept = new Object();
                                    return x;
                                }
                            }

                            @GpuKernel
                            static void run(Step s, double[] x) {
                                x[globalIdX()] = s.of(x[globalIdX()]);
                            }

                            static void print(Step s) {
                                double[] x = {1, 2};
                                try {
                                    Gpu.launch(Grid.of(1, 2), () -> run(s, x));
                                    System.out.println(java.util.Arrays.toString(x));
                                } catch (CompileException e) {
                                    System.out.println(e.construct());
                                }
                            }

                            public static void main(String[] args) {
                                print(new Kept());
                                print(new Twice());
                                print(new Kept());
                                print(new Twice());
                            }
                        }
                        """).optIn().jar();

        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-jar", app)
                .run();

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "a write to the static field Main$Kept.kept",
                        "[2.0, 4.0]",
                        "a write to the static field Main$Kept.kept",
                        "[2.0, 4.0]");
    }
}
