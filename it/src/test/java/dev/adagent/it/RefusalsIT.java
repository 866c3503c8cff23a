package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What apps see when something cannot be done, or goes wrong in a kernel: an exception of the api that says where and what to do. */
class RefusalsIT {
    private static final String CPU = "-Dadagent.device=cpu";

    @TempDir
    Path folder;

    /** An app whose kernel's third line, source line 8, is the statement. */
    private Path app(String statement, String members) {
        return new App(folder)
                .source("K", """
                        import static dev.adagent.Kernel.*;
                        import dev.adagent.*;

                        public class K {
                            @GpuKernel
                            static void run(double[] x, int[] n) {
                                int i = globalIdX();
                                %s
                            }

                            %s

                            public static void main(String[] args) {
                                double[] x = new double[4];
                                int[] n = new int[4];
                                try {
                                    Gpu.launch(Grid.of(2, 2), () -> run(x, n));
                                    System.out.println("ran " + java.util.Arrays.toString(x));
                                } catch (CompileException e) {
                                    System.out.println("refused " + e.className() + "." + e.method() + ":" + e.line());
                                    System.out.println("construct " + e.construct());
                                    System.out.println("hint " + e.hint());
                                } catch (KernelException e) {
                                    System.out.println("thrown " + e.getCause() + " block " + e.block()[0] + " thread " + e.thread()[0]);
                                    System.out.println("at " + e.getCause().getStackTrace()[0]);
                                }
                            }
                        }
                        """.formatted(statement, members))
                .optIn()
                .jar();
    }

    private Jvm.Run run(Path jar) {
        Jvm.Run run = new Jvm(folder.resolve("run"))
                .withAgent()
                .args(CPU, "-jar", jar)
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "escaping new|kept = new Object(); x[i] = 1;|static Object kept;",
                "monitor|synchronized (x) { x[i] = 1; }|",
                "unknown native|x[i] = System.nanoTime();|",
                "output|System.out.println(i);|",
            })
    void whatNoDeviceCanDoIsRefusedWithAPlaceAndAWayOut(String name, String statement, String members) {
        Jvm.Run run = run(app(statement, members == null ? "" : members));
        assertThat(run.out())
                .as(name + ": " + run)
                .contains("refused K.run:8\n")
                .containsPattern("construct .+\nhint .+");
    }

    @Test
    void theSameKernelWithoutTheConstructRuns() {
        assertThat(run(app("x[i] = i;", "")).out()).contains("ran [0.0, 1.0, 2.0, 3.0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x[i + 2] = 1|java.lang.ArrayIndexOutOfBoundsException: Index 4 out of bounds for length 4|1|0",
                "n[i] = 1 / (1 - i)|java.lang.ArithmeticException: / by zero|0|1",
                "if (i == 3) throw new IllegalStateException(\"three\")|java.lang.IllegalStateException: three|1|1",
            })
    void whatAThreadThrowsArrivesWithItsLineBlockAndThread(String statement, String thrown, int block, int thread) {
        Jvm.Run run = run(app(statement + ";", ""));
        assertThat(run.out())
                .as(run.toString())
                .contains("thrown " + thrown + " block " + block + " thread " + thread)
                .contains("at K.run(K.java:8)");
    }

    @Test
    void aDeviceThatIsNotThereIsSaid() {
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cuda", "-jar", app("x[i] = i;", ""))
                .run();
        if (run.exit() == 0) {
            assertThat(run.out()).as("there is a GPU here").contains("ran [0.0, 1.0, 2.0, 3.0]");
        } else {
            assertThat(run.err()).as(run.toString()).contains("DeviceUnavailableException");
        }
    }

    @Test
    void hostDerivativesNeedNoOptIn() {
        App slope = new App(folder).source("Slope", """
                        import static dev.adagent.Autodiff.*;

                        public class Slope {
                            static double f(double x, double[] w) { return x * x * w[0] + w[1]; }

                            public static void main(String[] args) {
                                var x = active(3.0);
                                double[] dw = new double[2];
                                var r = autodiff(REVERSE_WITH_PRIMAL, Slope::f, x, duplicated(new double[] {2, 1}, dw));
                                System.out.println(r.primal() + " " + x.grad() + " " + dw[0] + " " + dw[1]);
                                System.out.println(java.util.Arrays.toString(gradient(v -> Math.sin(v[0]) * v[1], new double[] {0, 2})));
                                try {
                                    autodiff(REVERSE, (double[] v) -> v[7], duplicated(new double[1], new double[1]));
                                } catch (ArrayIndexOutOfBoundsException e) {
                                    System.out.println("its own " + e.getMessage());
                                }
                            }
                        }
                        """);
        String expected = "19.0 12.0 9.0 1.0\n[2.0, 0.0]\nits own Index 7 out of bounds for length 1\n";
        assertThat(run(slope.jar()).out()).isEqualTo(expected);
        assertThat(run(slope.optIn().jar()).out()).isEqualTo(expected);
    }
}
