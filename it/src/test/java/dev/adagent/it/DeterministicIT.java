package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The switch {@code deterministic}, as an app gives it: by annotation, agent option, system property. */
class DeterministicIT {
    @TempDir
    Path folder;

    private static final String SOURCE = """
            package app;
            import static dev.adagent.Autodiff.*;
            import static dev.adagent.Kernel.*;
            import dev.adagent.*;
            public class Sums {
                static double one(double[] w, double[] x, int i) { return w[i % w.length] * x[i]; }

                static void body(double[] w, double[] dw, double[] x) {
                    int i = globalIdX();
                    if (i < x.length) {
                        autodiff(REVERSE, Sums::one, duplicated(w, dw), constant(x), constant(i));
                    }
                }
                @GpuKernel(deterministic = true)
                static void exact(double[] w, double[] dw, double[] x) { body(w, dw, x); }
                @GpuKernel
                static void plain(double[] w, double[] dw, double[] x) { body(w, dw, x); }
                @GpuKernel(deterministic = true)
                static void old(double[] x) { x[globalIdX()] = atomicAdd(x, 0, 1.0); }

                static long bits(boolean exact, int threads) {
                    double[] x = new double[1 << 15];
                    java.util.SplittableRandom r = new java.util.SplittableRandom(1);
                    java.util.Arrays.setAll(x, k -> Math.scalb(r.nextDouble(-1, 1), r.nextInt(-30, 30)));
                    double[] w = new double[4], dw = new double[4];
                    if (exact) {
                        Gpu.launch(Grid.covering(x.length, threads), () -> exact(w, dw, x));
                    } else {
                        Gpu.launch(Grid.covering(x.length, threads), () -> plain(w, dw, x));
                    }
                    java.math.BigDecimal sum = java.math.BigDecimal.ZERO;
                    for (int k = 0; k < x.length; k += 4) sum = sum.add(new java.math.BigDecimal(x[k]));
                    return Double.doubleToRawLongBits(dw[0]) - Double.doubleToRawLongBits(sum.doubleValue());
                }
                public static void main(String[] args) {
                    System.out.println("exact " + bits(true, 256) + " " + bits(true, 32));
                    System.out.println("plain " + (bits(false, 256) == 0));
                    System.out.println(Gpu.explain("sm_80", Grid.covering(9, 32), () ->
                            exact(new double[4], new double[4], new double[9])).shadows().get(0));
                    try {
                        Gpu.launch(Grid.covering(9, 32), () -> old(new double[32]));
                    } catch (CompileException e) {
                        System.out.println(e.getMessage().replace('\\n', ' '));
                    }
                }
            }
            """;

    private String run(String agent, String... args) {
        App app = new App(folder).optIn().source("app.Sums", SOURCE);
        String path = app.jar() + File.pathSeparator + Jvm.jar("api.jar");
        Jvm jvm = new Jvm(folder)
                .args("-javaagent:" + Jvm.jar("adagent.jar") + "=" + agent)
                .args((Object[]) args)
                .args(
                        "-Dadagent.device=cpu",
                        "-Dadagent.cpu.threads=3",
                        "-Dadagent.cache=none",
                        "-cp",
                        path,
                        "app.Sums");
        Jvm.Run run = jvm.run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run.out();
    }

    @Test
    void byAnnotation() {
        assertThat(run(""))
                .contains("exact 0 0")
                .contains("plain false")
                .contains(
                        "dw, Sums.one(Sums.java:6): exact, since the kernel is deterministic, and other threads may add to the same element")
                .containsPattern("old value of an atomic add .* in app.Sums.old\\(Sums.java:19\\)");
    }

    @Test
    void byPropertyForAllKernels() {
        assertThat(run("", "-Dadagent.deterministic=true")).contains("exact 0 0", "plain true");
    }

    @Test
    void byAgentOption() {
        assertThat(run("deterministic=true")).contains("exact 0 0", "plain true");
    }
}
