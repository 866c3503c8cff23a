package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gradient whose tape no memory holds comes out right by checkpoints, by itself; one that cannot have any is a {@code TapeOverflowException}, and
 * the arrays are as they were.
 */
class CheckpointsIT {
    @TempDir
    Path folder;

    @Test
    void aLaunchWhoseTapeDoesNotFitStartsOverWithCheckpoints() {
        App app = new App(folder).optIn().source("app.Long", """
                package app;
                import static dev.adagent.Autodiff.*;
                import static dev.adagent.Kernel.*;
                import dev.adagent.*;

                public class Long {
                    static double run(double x, int n) {
                        double s = x;
                        int i = 0;
                        while (s > 1e-9 && i < n) {
                            s = s * (1 - s) * 2.5;
                            i++;
                        }
                        return s;
                    }

                    /** Keeps what it comes by in an array: its loop writes to memory. */
                    static double written(double x, int n, double[] last) {
                        double s = x;
                        for (int i = 0; i < n; i++) {
                            s = s * (1 - s) * 2.5;
                            last[i & 1] = s;
                        }
                        return s;
                    }

                    @GpuKernel
                    static void gradient(double[] x, double[] dx, int n) {
                        var a = active(x[globalIdX()]);
                        autodiff(REVERSE, Long::run, a, constant(n));
                        dx[globalIdX()] += a.grad();
                    }

                    @GpuKernel
                    static void refused(double[] x, double[] dx, int n, double[] last, double[] dlast) {
                        var a = active(x[globalIdX()]);
                        autodiff(REVERSE, Long::written, a, constant(n), duplicated(last, dlast));
                        dx[globalIdX()] += a.grad();
                    }

                    public static void main(String[] args) {
                        int n = 3_000_000;
                        double[] x = {0.3}, dx = {0};
                        double s = 0.3, ds = 1;
                        for (int i = 0; i < 40; i++) {
                            ds *= (1 - 2 * s) * 2.5;
                            s = s * (1 - s) * 2.5;
                        }
                        Gpu.launch(Grid.of(1, 1), () -> gradient(x, dx, 40));
                        System.out.println(Math.abs(dx[0] - ds) <= 1e-12 * Math.abs(ds));
                        dx[0] = 7;
                        Gpu.launch(Grid.of(1, 1), () -> gradient(x, dx, n));
                        System.out.println(dx[0]); // 0.5 to the power of millions is 0
                        try {
                            Gpu.launch(Grid.of(1, 1), () -> refused(x, dx, n, new double[2], new double[2]));
                        } catch (KernelException e) {
                            System.out.println(e.getCause().getClass().getSimpleName() + " " + dx[0]);
                        }
                    }
                }
                """);
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args(
                        "-Dadagent.device=llvm-host",
                        "-Dadagent.cache=none",
                        "-cp",
                        app.jar() + java.io.File.pathSeparator + Jvm.jar("api.jar"),
                        "app.Long")
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).isEqualTo("true\n7.0\nTapeOverflowException 7.0\n");
    }
}
