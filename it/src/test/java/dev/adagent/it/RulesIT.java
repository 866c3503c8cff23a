package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of an app's own: in its method table, and named by the method; on the host and in kernels. */
class RulesIT {
    private static final String SOURCE = """
            import static dev.adagent.Autodiff.*;
            import dev.adagent.*;

            @UseOverlays(Main.Table.class)
            public class Main {
                static double sq(double x) { return x * x; }
                static double callsSq(double x) { return sq(x); }
                static double usesSq(double x) { double y = sq(x); return y * y; }

                @DerivativeRules(Own.class)
                static double g(double x) { return x * x; }
                static double d9(double x, boolean take) { return take ? g(x) : x; }

                static final class Table {
                    // 10 if the value of sq is needed too, else 100
                    @ReverseRule(owner = Main.class)
                    static double sq(RuleConfig c, double x, double dret) {
                        return (c.needsPrimal() ? 10 : 100) + 2 * x * dret;
                    }
                }

                static final class Own {
                    @ForwardRule(owner = Main.class, name = "g")
                    static double tangent(@Constant double x) { return 0; }
                }

                @GpuKernel
                static void slopes(double[] x, double[] dx) {
                    int i = Kernel.globalIdX();
                    if (i >= x.length) { return; }
                    var a = active(x[i]);
                    autodiff(REVERSE, Main::callsSq, a);
                    var b = active(x[i]);
                    autodiff(REVERSE, Main::usesSq, b);
                    dx[i] = 1000 * a.grad() + b.grad();
                }

                @GpuKernel
                static void unfit(double[] x, double[] dx, boolean take) {
                    int i = Kernel.globalIdX();
                    dx[i] = autodiff(FORWARD, t -> d9(t, take), duplicated(x[i], 1.0)).tangent();
                }

                static String failure(Runnable r) {
                    try {
                        r.run();
                        return "none";
                    } catch (KernelException e) {
                        return "in a kernel " + e.getCause().getClass().getSimpleName();
                    } catch (RuleException e) {
                        return "on the host RuleException, line named: " + e.getMessage().contains("Main.java:12");
                    } catch (AssertionError e) {
                        return e.getMessage();
                    }
                }

                public static void main(String[] args) {
                    var h = active(3.0);
                    autodiff(REVERSE, Main::callsSq, h);
                    System.out.println("host " + h.grad());
                    double[] x = {3, 4};
                    double[] dx = new double[2];
                    Gpu.launch(Grid.covering(2, 32), () -> slopes(x, dx));
                    System.out.println("kernel " + dx[0] + " " + dx[1]);
                    Gpu.launch(Grid.of(1, 2), () -> unfit(x, dx, false));
                    System.out.println("not reached " + dx[0]);
                    System.out.println("reached " + failure(() -> Gpu.launch(Grid.of(1, 2), () -> unfit(x, dx, true))));
                    System.out.println("reached "
                            + failure(() -> autodiff(FORWARD, t -> d9(t, true), duplicated(3.0, 1.0))));
                    GradCheck.check((double[] v) -> v[0] * Math.sin(v[1]), new double[] {2, .5});
                    System.out.println("planted " + failure(() -> GradCheck.check(Main::callsSq, 2.0)));
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void holdOnTheHostAndInKernelsAndFailWhereReached() {
        App app = new App(folder).source("Main", SOURCE).optIn();
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .timeout(120)
                .args("-Dadagent.device=cpu", "-jar", app.jar())
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines())
                .contains(
                        "host 106.0",
                        "kernel 106118.0 108266.0",
                        "not reached 1.0",
                        "reached in a kernel RuleException",
                        "reached on the host RuleException, line named: true")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("planted GradCheck: 1 of 2 derivatives")
                        .doesNotContain("NaN"));
    }
}
