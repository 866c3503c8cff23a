package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Call sites of {@code autodiff} that lead straight to the derivative give what the general way gives, and cost nothing more. */
class CallSiteIT {
    @TempDir
    Path folder;

    private static final String SOURCE = """
            import static dev.adagent.Autodiff.*;
            import dev.adagent.*;
            import java.util.*;

            public class Sites {
                static double square(double x) { return x * x; }
                static float cube(float x) { return x * x * x; }
                static double mixed(double x, float y, int n, long m, boolean b, double[] w) {
                    return b ? x * y * n + m * w[0] * x : -x;
                }
                static void scale(double[] x, double[] y) {
                    for (int i = 0; i < x.length; i++) y[i] = x[i] * x[i] + y[i] * 0.5;
                }
                static double fails(double x, int i) { return x * new double[] {1, 2}[i]; }
                static double refuses(double x) {
                    if (x < 0) throw new IllegalArgumentException("negative");
                    return Math.sqrt(x);
                }
                private final double factor;
                Sites(double factor) { this.factor = factor; }
                double times(double x) { return factor * x * x; }

                static String bits(double... d) {
                    StringBuilder s = new StringBuilder();
                    for (double v : d) s.append(' ').append(Long.toHexString(Double.doubleToRawLongBits(v)));
                    return s.toString();
                }

                static String square(Mode mode, double x) {
                    var a = active(x);
                    var t = duplicated(x, 1.5);
                    Result r = autodiff(mode, Sites::square, mode.toString().startsWith("R") ? a : t);
                    return bits(a.grad(), mode.withPrimal() ? r.primal() : 0,
                            mode.toString().startsWith("F") ? r.tangent() : 0);
                }

                static String mixed(double x) {
                    var a = active(x);
                    var b = active((float) x + 1);
                    double[] w = {x, 2};
                    double[] dw = {0.25, 0};
                    Result r = autodiff(REVERSE_WITH_PRIMAL, Sites::mixed, a, b, constant(3), constant(4L), constant(x > 1), duplicated(w, dw));
                    return bits(a.grad(), b.grad(), r.primal(), dw[0], dw[1]);
                }

                static String arrays(double[] x, double[] dx, double[] y, double[] dy) {
                    autodiff(REVERSE, Sites::scale, duplicated(x, dx), duplicated(y, dy));
                    return bits(x) + bits(dx) + bits(y) + bits(dy);
                }

                static double slope(Fn1<Double, Double> f, double x) {
                    var a = active(x);
                    autodiff(REVERSE, f, a);
                    return a.grad();
                }

                static String failure(Runnable r) {
                    try {
                        r.run();
                        return "none";
                    } catch (RuntimeException e) {
                        return e.getClass().getSimpleName() + " " + e.getMessage();
                    }
                }

                static void line(int round, String name, String text) {
                    System.out.println(name + "|" + round + "|" + text);
                }

                public static void main(String[] args) {
                    for (int round = 0; round < 6; round++) {
                        for (Mode m : List.of(REVERSE, REVERSE_WITH_PRIMAL, FORWARD, FORWARD_WITH_PRIMAL, withStrongZero(REVERSE), withRuntimeActivity(FORWARD_WITH_PRIMAL))) line(round, "square " + m, square(m, 1.25));
                        var f = active(1.5f);
                        autodiff(REVERSE, Sites::cube, f);
                        line(round, "float", bits(f.grad()));
                        line(round, "mixed", mixed(1.25) + mixed(0.5));
                        line(round, "arrays", arrays(new double[] {1, 2}, new double[2], new double[] {3, 4}, new double[] {1, 10}));
                        double[] x = {1, 2};
                        double[] dx = {1, 0.5};
                        line(round, "aliased", arrays(x, dx, x, dx));
                        double c = round;
                        boolean flag = round % 2 == 0;
                        short narrow = (short) (round + 1);
                        line(round, "captured " + round, bits(slope(t -> c * t * t, 2), slope(t -> (flag ? t : -t) * narrow, 2)));
                        line(round, "instance " + round, bits(slope(new Sites(round)::times, 3)));
                        line(round, "JDK", bits(slope(Math::sin, 0.5), slope(Math::exp, 0.5), slope(Math::sqrt, 4), slope(Math::cbrt, 8),
                                slope(t -> t, 1), slope(t -> t * t, 1), slope(t -> t * t * t, 1)));
                        line(round, "derivative", bits(derivative(Sites::square, 3), derivative(Math::sin, 0.5)) + failure(() -> derivative(Sites::refuses, -1)));
                        double[] y = {5, 7, 11};
                        double[][] dx3 = {new double[3], new double[3]};
                        double[][] dy3 = {{1, 0, 0}, {0, 1, 0.5}};
                        autodiff(REVERSE, Sites::scale, duplicatedBatch(new double[] {1, 2, 3}, dx3[0], dx3[1]), duplicatedBatch(y, dy3[0], dy3[1]));
                        var batch = activeBatch(2.0, 2);
                        var single = activeBatch(2.5f, 2);
                        Result two = autodiff(REVERSE_WITH_PRIMAL, Sites::mixed, batch, single, constant(3), constant(4L), constant(true), constant(new double[] {0.5}));
                        line(round, "batch", bits(dx3[0]) + bits(dx3[1]) + bits(dy3[0]) + bits(dy3[1]) + bits(y) + bits(batch.grads()) + bits(single.grad(0), single.grad(1), two.primal()));
                        line(round, "bounds", failure(() -> autodiff(REVERSE, Sites::fails, active(1.0), constant(2))));
                        line(round, "no failure", failure(() -> autodiff(REVERSE, Sites::fails, active(1.0), constant(1))));
                        line(round, "own exception", failure(() -> slope(Sites::refuses, -1)) + failure(() -> slope(Sites::refuses, 1)));
                        line(round, "no mode", failure(() -> autodiff(null, Sites::square, active(1.0))));
                        line(round, "no function", failure(() -> slope(null, 1)));
                        line(round, "no argument", failure(() -> autodiff(REVERSE, Sites::square, (Active) null)));
                        line(round, "lengths", failure(() -> arrays(new double[2], new double[3], new double[2], new double[2])));
                        line(round, "null array", failure(() -> arrays(null, new double[3], new double[2], new double[2])));
                    }
                }
            }
            """;

    @Test
    void giveTheNumbersAndErrorsOfTheGeneralWay() {
        List<String> in =
                run(new App(folder.resolve("in")).source("Sites", SOURCE).optIn());
        List<String> out = run(new App(folder.resolve("out")).source("Sites", SOURCE));
        assertThat(out).isEqualTo(in);
        // The first round goes the general way, the last by linked call sites.
        for (int round = 1; round < 6; round++) {
            assertThat(round(in, round)).isEqualTo(round(in, 0));
        }
        assertThat(round(in, 0))
                .contains(
                        "bounds|ArrayIndexOutOfBoundsException Index 2 out of bounds for length 2",
                        "own exception|IllegalArgumentException negativenone",
                        "no function|NullPointerException autodiff without a function",
                        "no mode|NullPointerException autodiff without a mode",
                        "JDK| 3fec1528065b7d50 3ffa61298e1e069c 3fd0000000000000 3fb5555555555555 3ff0000000000000 4000000000000000 4008000000000000");
    }

    private static List<String> round(List<String> lines, int round) {
        return lines.stream()
                .filter(l -> l.contains("|" + round + "|") && !l.startsWith("captured") && !l.startsWith("instance"))
                .map(l -> l.replace("|" + round + "|", "|"))
                .toList();
    }

    private List<String> run(App app) {
        Jvm.Run run = new Jvm(folder).withAgent().args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run.out().lines().toList();
    }

    @Test
    void allocateNothing() {
        App app = new App(folder).source("Allocation", """
                        import static dev.adagent.Autodiff.*;
                        import dev.adagent.*;
                        import java.lang.management.ManagementFactory;
                        import java.util.function.DoubleUnaryOperator;

                        public class Allocation {
                            static Object sink;

                            static double square(double x) { return x * x; }
                            static double two(double x, double y) { return x * y + Math.sqrt(x); }

                            static double slope(double x) {
                                var a = active(x);
                                autodiff(REVERSE, Allocation::square, a);
                                return a.grad();
                            }
                            static double captured(double c) {
                                var a = active(c);
                                autodiff(REVERSE, t -> c * t * t, a);
                                return a.grad();
                            }
                            static double gradients(double x) {
                                var a = active(x);
                                var b = active(x + 1);
                                double primal = autodiff(REVERSE_WITH_PRIMAL, Allocation::two, a, b).primal();
                                return primal + a.grad() + b.grad();
                            }
                            static double forward(double x) {
                                return autodiff(FORWARD, Allocation::two, duplicated(x, 1.0), constant(x)).tangent();
                            }
                            static double derivatives(double x) {
                                return derivative(Allocation::square, x);
                            }
                            static double escaping(double x) {
                                var a = active(x);
                                autodiff(REVERSE, Allocation::square, a);
                                sink = a;
                                return a.grad();
                            }

                            static double loop(DoubleUnaryOperator op, int n) {
                                double s = 0;
                                for (int i = 0; i < n; i++) s += op.applyAsDouble(i & 15);
                                return s;
                            }

                            /** Bytes for each call once the compiler has done its work. */
                            static void measure(String name, DoubleUnaryOperator op) {
                                var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
                                long self = Thread.currentThread().getId();
                                int n = 100_000;
                                long bytes = Long.MAX_VALUE;
                                long end = System.nanoTime() + 60_000_000_000L;
                                while (bytes > n / 10 && System.nanoTime() < end) {
                                    long before = threads.getThreadAllocatedBytes(self);
                                    loop(op, n);
                                    bytes = threads.getThreadAllocatedBytes(self) - before;
                                    if (name.equals("escaping") && end - System.nanoTime() < 57_000_000_000L) break;
                                }
                                System.out.println(name + " " + bytes / n);
                            }

                            public static void main(String[] args) {
                                switch (args[0]) {
                                    case "slope": measure("slope", Allocation::slope); break;
                                    case "captured": measure("captured", Allocation::captured); break;
                                    case "gradients": measure("gradients", Allocation::gradients); break;
                                    case "forward": measure("forward", Allocation::forward); break;
                                    case "derivatives": measure("derivatives", Allocation::derivatives); break;
                                    default: measure("escaping", Allocation::escaping);
                                }
                            }
                        }
                        """).optIn();
        Path jar = app.jar();
        for (String name : List.of("slope", "captured", "gradients", "forward", "derivatives")) {
            assertThat(bytes(jar, name)).as(name).isZero();
        }
        assertThat(bytes(jar, "escaping")).as("what the measure would see").isGreaterThanOrEqualTo(16);
    }

    /** With HotSpot's compilers in the foreground: on a busy machine those in the background may not come to their work within a minute. */
    private long bytes(Path jar, String name) {
        Jvm.Run run =
                new Jvm(folder).withAgent().args("-Xbatch", "-jar", jar, name).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return Long.parseLong(run.out().strip().split(" ")[1]);
    }
}
