package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user sees when a kernel fails or cannot be compiled. */
class FailuresIT {
    @TempDir
    Path folder;

    private Jvm.Run launch(String helpers, String body) {
        Path app = new App(folder.resolve("app"))
                .source("Kernels", """
                        import static dev.adagent.Kernel.*;
                        import static dev.adagent.Autodiff.*;
                        import dev.adagent.*;

                        public class Kernels {
                            static Object leak;
                            static double total;
                            %s
                            @GpuKernel
                            static void kernel(double[] x, int[] n) {
                                int i = globalIdX();
                                %s
                            }

                            public static void main(String[] args) {
                                double[] x = new double[100];
                                int[] n = new int[100];
                                try {
                                    Gpu.launch(new Grid(2, 1, 1, 64, 1, 1), () -> kernel(x, n));
                                    System.out.println("no exception");
                                } catch (KernelException e) {
                                    StackTraceElement at = e.getCause().getStackTrace()[0];
                                    System.out.println(e.getMessage());
                                    System.out.println(e.getCause());
                                    System.out.println("at " + at.getClassName() + "." + at.getMethodName() + ":" + at.getLineNumber());
                                } catch (AdagentException e) {
                                    System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
                                }
                                Gpu.launch(Grid.of(1, 1), () -> fine(x));
                                System.out.println("afterwards " + x[99]);
                            }

                            @GpuKernel
                            static void fine(double[] x) { x[99] = 7; }
                        }
                        """.formatted(helpers, body))
                .optIn()
                .jar();
        return new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-jar", app)
                .run();
    }

    @Test
    void anIndexOutOfBoundsNamesClassLineBlockAndThread() {
        Jvm.Run run = launch("", "x[i] = 1;");
        assertThat(run.out())
                .as(run.toString())
                .contains("java.lang.ArrayIndexOutOfBoundsException: Index 100 out of bounds for length 100")
                .contains("block [1, 0, 0], thread [36, 0, 0]")
                .contains("at Kernels.kernel:12")
                .contains("afterwards 7.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x[0] = 5 / n[i];                            | java.lang.ArithmeticException: / by zero",
                "double[] z = null; x[0] = z[i];             | java.lang.NullPointerException",
                "if (i == 3) throw new IllegalStateException(\"three\"); | java.lang.IllegalStateException: three",
            })
    void javasExceptionsComeBack(String body, String expected) {
        Jvm.Run run = launch("", body);
        assertThat(run.out()).as(run.toString()).contains(expected).contains("afterwards 7.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leak = new double[2];                       | CompileException Kernels.java:12:",
                "synchronized (x) { x[0] = 1; }              | CompileException Kernels.java:12:",
                "x[0] = Runtime.getRuntime().freeMemory();   | CompileException Kernels.java:12:",
                "x[0] = System.nanoTime();                   | CompileException Kernels.java:12:",
                "x[0] = new Object().hashCode();             | CompileException Kernels.java:12:",
            })
    void whatIsNotSupportedIsRefusedWithAWayOut(String body, String expected) {
        Jvm.Run run = launch("", body);
        assertThat(run.out())
                .as(run.toString())
                .contains(expected)
                .contains("instead: ")
                .doesNotContain("no exception")
                .contains("afterwards 7.0");
    }

    @Test
    void aDerivativeThatCannotBeMadeIsRefusedWithItsLine() {
        Jvm.Run run = launch(
                "static double noise(double v) { return v * System.nanoTime(); }",
                "var a = active(x[0]); autodiff(REVERSE, Kernels::noise, a); x[0] = a.grad();");
        assertThat(run.out()).as(run.toString()).contains("CompileException Kernels.java:9:");
    }
}
