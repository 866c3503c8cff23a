package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel method called as plain Java computes the derivatives in it on the host. */
class KernelAsJavaIT {
    private static final String SOURCE = """
            import static dev.adagent.Autodiff.*;
            import static dev.adagent.Kernel.*;
            import dev.adagent.*;
            import java.util.*;
            import java.util.concurrent.*;

            public class Plain {
                static double cube(double x) { return x * x * x; }

                @GpuKernel
                static void slopes(double[] x, double[] y) {
                    int i = globalIdX();
                    if (i >= x.length) return;
                    var a = active(x[i]);
                    autodiff(REVERSE, Plain::cube, a);
                    y[i] = a.grad();
                }

                static double quartic(double x) { return x * x * x * x; }

                /** Calls itself, as a method does. */
                @GpuKernel
                static void sum(double[] x, double[] y, int depth) {
                    if (depth == 0) return;
                    var a = active(x[0]);
                    autodiffDeferred(REVERSE, Plain::quartic, a);
                    y[0] += a.grad();
                    sum(x, y, depth - 1);
                }

                /** A primal that calls a kernel method: x·3x². */
                static double outer(double x) {
                    double[] y = new double[1];
                    slopes(new double[] {x}, y);
                    return x * y[0];
                }

                /** All that a block shares; one thread has it for itself. */
                @GpuKernel
                static void shared(double[] x, double[] sum) {
                    double[] s = sharedDouble(1);
                    if (threadIdxX() == 0) s[0] = 0;
                    syncThreads();
                    atomicAdd(s, 0, x[globalIdX()] * x[globalIdX()] * blockDimX());
                    syncThreads();
                    atomicAdd(sum, 0, shflSync(-1, s[0], laneId()) * gridDimX());
                }

                static double square(double x) {
                    double[] sum = new double[1];
                    shared(new double[] {x}, sum);
                    return sum[0];
                }

                /** Its initialiser calls kernel methods. */
                static final class Table {
                    static final double SLOPE;

                    static {
                        double[] y = new double[1];
                        slopes(new double[] {5}, y);
                        SLOPE = y[0];
                    }
                }

                public static void main(String[] args) throws Exception {
                    Set<Double> results = ConcurrentHashMap.newKeySet();
                    CyclicBarrier together = new CyclicBarrier(64);
                    List<Thread> threads = new ArrayList<>();
                    for (int k = 0; k < 64; k++) {
                        boolean first = k % 2 == 0;
                        Thread t = new Thread(() -> {
                            try {
                                together.await();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                            double[] y = new double[1];
                            slopes(new double[] {2}, y);
                            results.add(y[0]);
                            if (first) results.add(Table.SLOPE);
                        });
                        t.start();
                        threads.add(t);
                    }
                    for (Thread t : threads) t.join();
                    System.out.println("slopes " + new TreeSet<>(results));
                    double[] y = new double[1];
                    sum(new double[] {2}, y, 10);
                    System.out.println("itself " + y[0]);
                    var a = active(4.0);
                    autodiff(REVERSE, Plain::outer, a);
                    System.out.println("within " + a.grad());
                    var b = active(4.0);
                    autodiff(REVERSE, Plain::square, b);
                    System.out.println("shared " + square(4) + " " + b.grad()
                        + " " + autodiff(FORWARD, Plain::square, duplicated(4.0, 1.0)).tangent());
                }
            }
            """;

    @TempDir
    Path folder;

    private void check(String name, App app) throws IOException {
        Path log = folder.resolve(name + ".txt");
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args(
                        "-Xlog:class+load:file=" + log,
                        "-jar",
                        app.source("Plain", SOURCE).jar())
                .run();
        assertThat(run.out().lines())
                .as(run.toString())
                .containsExactly("slopes [12.0, 75.0]", "itself 320.0", "within 144.0", "shared 16.0 8.0 8.0");
        try (Stream<String> lines = Files.lines(log)) {
            assertThat(lines.filter(l -> l.contains(" Plain$$adagent")))
                    .as("derivatives of cube, of quartic, of outer with that of cube in it, and two of square")
                    .hasSize(5);
        }
    }

    @Test
    void firstCallsFrom64ThreadsCompileOnceInAClassThatOptedIn() throws IOException {
        check("in", new App(folder.resolve("in")).optIn());
    }

    @Test
    void andInOneThatDidNot() throws IOException {
        check("out", new App(folder.resolve("out")));
    }
}
