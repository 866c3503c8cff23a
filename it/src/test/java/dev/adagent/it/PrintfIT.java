package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Kernel.printf}, as an app calls it: in kernels, in kernels called as plain Java, and in functions that the host differentiates. */
class PrintfIT {
    private static final String SOURCE = """
            package app;
            import static dev.adagent.Autodiff.*;
            import static dev.adagent.Kernel.*;
            import dev.adagent.*;

            public class Prints {
                private enum Colour { RED, GREEN { public String toString() { return "green!"; } } }

                @GpuKernel
                static void show(int[] n) {
                    int i = globalIdX();
                    if (i < n.length) {
                        printf("%d: %s %c %.2f %s%n", i, n[i] > 1 ? "many" : "few", (char) ('a' + i), n[i] / 3.0,
                                Colour.GREEN);
                        if (n[i] == 9) throw new IllegalStateException("nine");
                    }
                }
                @GpuKernel
                static void wrong(double[] x) {
                    printf("%d%n", x[0]);
                }
                @GpuKernel
                static void much(int[] n) {
                    for (int k = 0; k < n[0]; k++) printf("%d", k);
                }
                static double square(double x) {
                    printf("square of %s%n", x);
                    return x * x;
                }
                @GpuKernel
                static void slope(double[] x) {
                    var d = active(x[globalIdX()]);
                    autodiff(REVERSE, Prints::square, d);
                    x[globalIdX()] = d.grad();
                }
                public static void main(String[] args) {
                    int[] n = {1, 2, 0, 4};
                    Gpu.launch(Grid.covering(4, 2), () -> show(n));
                    System.out.println("-- plain");
                    show(n);
                    try {
                        Gpu.launch(Grid.covering(2, 2), () -> show(new int[] {9, 9}));
                    } catch (KernelException e) {
                        System.out.println("-- " + e.getCause());
                    }
                    double[] x = {3, 4};
                    Gpu.launch(Grid.of(1, 2), () -> slope(x));
                    System.out.println("-- " + x[0] + " " + x[1]);
                    var d = active(5.0);
                    autodiff(REVERSE, Prints::square, d);
                    System.out.println("-- " + d.grad());
                    System.out.println("-- " + autodiff(FORWARD, Prints::square, duplicated(6.0, 1.0)).tangent());
                    try {
                        Gpu.launch(Grid.of(1, 1), () -> wrong(new double[1]));
                    } catch (CompileException e) {
                        System.out.println("-- " + e.getMessage().replaceAll("\\\\s+", " "));
                    }
                    if (args.length > 0) Gpu.launch(Grid.of(1, 1), () -> much(new int[] {50_000}));
                }
            }
            """;

    private static final String EXPECTED = """
            0: few a 0.33 green!
            1: many b 0.67 green!
            2: few c 0.00 green!
            3: many d 1.33 green!
            -- plain
            0: few a 0.33 green!
            0: many a 3.00 green!
            FAILED-- java.lang.IllegalStateException: nine
            square of 3.0
            square of 4.0
            -- 6.0 8.0
            square of 5.0
            -- 10.0
            square of 6.0
            -- 12.0
            -- Prints.java:20: error: cannot compile a call of Kernel.printf with a format that does not fit its arguments\
             in app.Prints.wrong(Prints.java:20) why: java.util.Formatter throws\
             java.util.IllegalFormatConversionException: d != java.lang.Double instead: correct the format, or the\
             arguments' types
            """;

    @TempDir
    Path folder;

    private Jvm.Run run(String device, Object... more) {
        Path app = new App(folder.resolve("app"))
                .source("app.Prints", SOURCE)
                .optIn()
                .jar();
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=" + device, "-Duser.language=en", "-cp", app, "app.Prints")
                .args(more)
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run;
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "llvm-host"})
    void printsAsJavaDoes(String device) {
        Jvm.Run run = run(device);
        // the other thread of the launch that fails may have run
        String failed = run.out().contains("1: many b 3.00 green!") ? "1: many b 3.00 green!\n" : "";
        assertThat(run.out()).isEqualTo(EXPECTED.replace("FAILED", failed));
        assertThat(run.err()).doesNotContain("printf");
    }

    @Test
    void saysHowManyCallsDidNotFit() {
        Jvm.Run run = run("cpu", "more");
        int fit = (1 << 17) / 3;
        assertThat(run.out()).endsWith(String.valueOf(fit - 1));
        assertThat(run.err())
                .contains(50_000 - fit
                        + " calls of Kernel.printf in a launch of app/Prints.much([I)V did not fit in 1 MiB")
                .containsOnlyOnce("did not fit");
    }
}
