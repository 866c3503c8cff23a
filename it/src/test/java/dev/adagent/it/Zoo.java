package dev.adagent.it;

import java.nio.file.Path;

/** An app with a class of every kind that the agent rewrites: what host copies are checked on. */
public final class Zoo {
    private Zoo() {}

    public static App app(Path folder) {
        return new App(folder)
                .source("zoo.Main", MAIN)
                .source("zoo.Kernels", KERNELS)
                .source("zoo.Faced", INTERFACE)
                .source("zoo.Instance", INSTANCE)
                .source("zoo.Derivatives", DERIVATIVES)
                .source("zoo.Holder", HOLDER)
                .optIn();
    }

    private static final String MAIN = """
            package zoo;
            import dev.adagent.*;

            public class Main {
                public static void main(String[] args) {
                    double[] y = new double[8];
                    Gpu.launch(Grid.of(1, 8), () -> Kernels.all(true, (byte) 1, 'c', (short) 2, 3, 4L, 5f, 6.0, y, new int[8]));
                    Gpu.launch(Grid.of(1, 8), () -> Kernels.startsWithALoop(y));
                    Gpu.launch(Grid.of(1, 8), () -> Kernels.gradient(y, y.clone()));
                    Gpu.launch(Grid.of(1, 8), () -> Faced.stat(y));
                    new Instance(2).run(y);
                    System.out.println(java.util.Arrays.toString(y));
                    System.out.println(Derivatives.direct(3) + " " + new Derivatives().instance(3) + " " + Derivatives.inLambda(3)
                        + " " + Derivatives.deferred(3) + " " + Derivatives.twoKinds(3) + " " + new Holder(3).slope());
                }
            }
            """;

    private static final String KERNELS = """
            package zoo;
            import static dev.adagent.Autodiff.*;
            import static dev.adagent.Kernel.*;
            import dev.adagent.*;

            final class Kernels {
                static final double SCALE = 1.5;

                @GpuKernel
                static void all(boolean z, byte b, char c, short s, int i, long j, float f, double d, double[] y, int[] n) {
                    int t = globalIdX();
                    if (t >= y.length) return;
                    y[t] = (z ? b : c) + s + i + j + f + d * SCALE + n[t];
                }

                @GpuKernel
                static void startsWithALoop(double[] y) {
                    do {
                        int i = globalIdX();
                        y[i] = y[i] / 2 - 1;
                    } while (y[globalIdX()] > 1);
                }

                static double f(double x, int k) {
                    double r = 0;
                    for (int i = 0; i < k; i++) {
                        switch (i) {
                            case 0: r += x * x; break;
                            case 1: r *= x; break;
                            default: r = r * x + 1;
                        }
                    }
                    return r;
                }

                @GpuKernel
                static void gradient(double[] y, double[] x) {
                    int i = globalIdX();
                    if (i >= y.length) return;
                    var a = active(x[i]);
                    autodiff(REVERSE, Kernels::f, a, constant(4));
                    y[i] = a.grad();
                }

                static double plain(double x) { return x > 0 ? x : -x; }
            }
            """;

    private static final String INTERFACE = """
            package zoo;
            import dev.adagent.*;

            interface Faced {
                @GpuKernel
                static void stat(double[] y) {
                    int i = Kernel.globalIdX();
                    if (i < y.length) y[i] += i;
                }

                default String name() { return "faced"; }
            }
            """;

    private static final String INSTANCE = """
            package zoo;
            import static dev.adagent.Kernel.*;
            import dev.adagent.*;

            final class Instance implements Faced {
                private final double factor;

                Instance(double factor) { this.factor = factor; }

                void run(double[] y) { Gpu.launch(Grid.of(1, 8), () -> scale(y, factor)); }

                @GpuKernel
                static void scale(double[] y, double by) {
                    int i = globalIdX();
                    try {
                        y[i] *= by;
                    } catch (ArrayIndexOutOfBoundsException e) {
                        y[0] = -1;
                    }
                }
            }
            """;

    private static final String DERIVATIVES = """
            package zoo;
            import static dev.adagent.Autodiff.*;
            import dev.adagent.*;

            final class Derivatives {
                static double square(double x) { return x * x; }

                static double direct(double at) {
                    var x = active(at);
                    autodiff(REVERSE, Derivatives::square, x);
                    return x.grad();
                }

                double instance(double at) {
                    var x = active(at);
                    for (int i = 0; i < 2; i++) {
                        if (i == 1) autodiff(REVERSE, v -> v * v * v, x);
                    }
                    return x.grad();
                }

                static double inLambda(double at) {
                    java.util.function.DoubleUnaryOperator d = p -> {
                        var x = active(p);
                        autodiff(REVERSE, Math::exp, x);
                        return x.grad();
                    };
                    return d.applyAsDouble(at);
                }

                static double deferred(double at) {
                    var x = active(at);
                    autodiffDeferred(REVERSE, Derivatives::square, x);
                    return x.grad();
                }

                static double twoKinds(double at) {
                    var x = active(at);
                    double r = 0;
                    synchronized (Derivatives.class) {
                        try {
                            autodiff(REVERSE, (a, b) -> a * b, x, constant(2.0));
                            r = x.grad();
                        } finally {
                            r += 1;
                        }
                    }
                    return r;
                }
            }
            """;

    private static final String HOLDER = """
            package zoo;
            import static dev.adagent.Autodiff.*;
            import dev.adagent.*;

            record Holder(double at, double slope) {
                static final double AT_LOADING;

                static {
                    var x = active(1.0);
                    double g;
                    try {
                        autodiff(REVERSE, Holder::cube, x);
                        g = x.grad();
                    } catch (AgentMissingException e) {
                        g = Double.NaN;
                    }
                    AT_LOADING = g;
                }

                Holder(double at) { this(at, slope(at)); }

                static double cube(double x) { return x * x * x; }

                private static double slope(double at) {
                    var x = active(at);
                    autodiff(REVERSE, Holder::cube, x);
                    return x.grad();
                }
            }
            """;
}
