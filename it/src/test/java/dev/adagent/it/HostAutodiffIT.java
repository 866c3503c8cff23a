package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code autodiff} outside kernels: in classes that opted in and in those that did not, and in a kernel called as plain Java. */
class HostAutodiffIT {
    private static final String SOURCE = """
            import static dev.adagent.Autodiff.*;
            import static dev.adagent.Kernel.*;
            import dev.adagent.*;
            import java.util.Arrays;

            public class Slopes {
                static double untilTen(double x) {
                    while (Math.abs(x) < 10) x = x * x + 0.5;
                    return x;
                }
                static double product(double x, int n) {
                    double p = 1;
                    for (int i = 1; i <= n; i++) p *= i * x;
                    return p;
                }
                static void square(double[] x) {
                    for (int i = 0; i < x.length; i++) x[i] *= x[i];
                }
                static double fails(double x, double[] a) { return x * a[5]; }

                @GpuKernel
                static void slope(double[] x, double[] slope) {
                    int i = globalIdX();
                    var a = active(x[i]);
                    autodiff(REVERSE, Slopes::untilTen, a);
                    slope[i] = a.grad();
                }

                public static void main(String[] args) {
                    var a = active(1.3);
                    double value = autodiff(REVERSE_WITH_PRIMAL, Slopes::untilTen, a).primal();
                    System.out.println("while " + value + " " + a.grad());
                    var b = active(2.0);
                    autodiff(REVERSE, Slopes::product, b, constant(3));
                    System.out.println("product " + b.grad());
                    double[] x = {3, -4};
                    double[] dx = {1, 10};
                    autodiff(REVERSE, Slopes::square, duplicated(x, dx));
                    System.out.println("square " + Arrays.toString(x) + Arrays.toString(dx));
                    double factor = 5;
                    var c = active(3.0);
                    autodiff(REVERSE, t -> factor * t * t, c);
                    System.out.println("captured " + c.grad());
                    System.out.println("forward " + autodiff(FORWARD, Slopes::untilTen, duplicated(1.3, 2.0)).tangent());
                    double[] out = new double[1];
                    slope(new double[] {1.3}, out);
                    System.out.println("kernel as plain Java " + out[0]);
                    try {
                        autodiff(REVERSE, Slopes::fails, active(1.0), constant(new double[2]));
                    } catch (ArrayIndexOutOfBoundsException e) {
                        System.out.println("its own exception: " + e.getMessage());
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void givesTheSameNumbersWithAndWithoutOptIn() {
        String in = run(new App(folder.resolve("in")).source("Slopes", SOURCE).optIn());
        String out = run(new App(folder.resolve("out")).source("Slopes", SOURCE));
        assertThat(out).isEqualTo(in);
        assertThat(in.lines())
                .contains("product 72.0")
                .contains("square [9.0, 16.0][6.0, -80.0]")
                .contains("captured 30.0")
                .contains("its own exception: Index 5 out of bounds for length 2");
        assertThat(number(in, "while [0-9.]+ (.*)")).isBetween(120.62397359, 120.62397361);
        assertThat(number(in, "forward (.*)")).isBetween(241.24794718, 241.24794722);
        assertThat(number(in, "kernel as plain Java (.*)")).isBetween(120.62397359, 120.62397361);
    }

    private String run(App app) {
        Jvm.Run run = new Jvm(folder).withAgent().args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run.out();
    }

    private static double number(String text, String pattern) {
        var m = java.util.regex.Pattern.compile(pattern).matcher(text);
        assertThat(m.find()).as(text).isTrue();
        return Double.parseDouble(m.group(1));
    }
}
