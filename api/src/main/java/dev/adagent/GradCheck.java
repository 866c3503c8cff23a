package dev.adagent;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Assertions that gradients agree with finite differences, for tests. Where they do not, the message says which entries differ, at which
 * values, and by how much.
 *
 * <pre>{@code
 * GradCheck.check(Rosenbrock::value, new double[] {0.3, -1.2});                   // what autodiff computes, both modes
 * GradCheck.check(x -> lossByKernel(x), x -> gradientByKernel(x), weights);       // what a kernel computes, or any code
 * }</pre>
 *
 * <p>The differences are central, of fourth order, with steps of a thousandth of the argument (of 0.1 if that is larger). A function that is not
 * smooth between them is reported as such.
 */
public final class GradCheck {
    /** The tolerance if none is given. */
    public static final double TOLERANCE = 1e-6;

    private GradCheck() {}

    /**
     * Checks reverse and forward mode for a function of an array, every entry of it.
     *
     * @param x where; not changed
     * @throws AssertionError if a derivative differs from its difference by more than {@link #TOLERANCE}, relative to the larger of 1 and the difference
     * @throws AgentMissingException without the agent
     * @throws CompileException if the function cannot be differentiated
     */
    public static void check(Fn1<double[], Double> f, double[] x) {
        check(f, x, TOLERANCE);
    }

    /** {@link #check(Fn1, double[])} with another tolerance. */
    public static void check(Fn1<double[], Double> f, double[] x, double tolerance) {
        Differences d = Differences.ofDoubles(tolerance);
        double[] reverse = new double[x.length];
        Autodiff.autodiff(Mode.REVERSE, f, Autodiff.duplicated(x.clone(), reverse));
        entries(d, "gradient", reverse, a -> f.call(a), x);
        double[] direction = direction(x.length);
        double tangent = Autodiff.autodiff(Mode.FORWARD, f, Autodiff.duplicated(x.clone(), direction.clone()))
                .tangent();
        d.compare("tangent in forward mode", "", tangent, h -> f.call(moved(x, direction, h)), 1);
        d.report("GradCheck");
    }

    /**
     * Checks reverse and forward mode for a function of a number.
     *
     * @throws AssertionError as {@link #check(Fn1, double[])}
     */
    public static void check(Fn1<Double, Double> f, double x) {
        check(f, x, TOLERANCE);
    }

    /** {@link #check(Fn1, double)} with another tolerance. */
    public static void check(Fn1<Double, Double> f, double x, double tolerance) {
        Differences d = Differences.ofDoubles(tolerance);
        Active a = Autodiff.active(x);
        Autodiff.autodiff(Mode.REVERSE, f, a);
        d.compare("derivative in reverse mode", Double.toString(x), a.grad(), h -> f.call(x + h), x);
        double tangent =
                Autodiff.autodiff(Mode.FORWARD, f, Autodiff.duplicated(x, 1.0)).tangent();
        d.compare("derivative in forward mode", Double.toString(x), tangent, h -> f.call(x + h), x);
        d.report("GradCheck");
    }

    /**
     * Checks any gradient, however it was computed: by a kernel, by a library, by hand. Needs no agent for itself.
     *
     * @param value the function; gets arrays of its own
     * @param gradient its gradient, as long as {@code x}; gets an array of its own
     * @param x where; not changed
     * @throws AssertionError as {@link #check(Fn1, double[])}, and if the gradient has another length
     */
    public static void check(ToDoubleFunction<double[]> value, Function<double[], double[]> gradient, double[] x) {
        check(value, gradient, x, TOLERANCE);
    }

    /** {@link #check(ToDoubleFunction, Function, double[])} with another tolerance; for {@code float} code 1e-2 is much already. */
    public static void check(
            ToDoubleFunction<double[]> value, Function<double[], double[]> gradient, double[] x, double tolerance) {
        double[] g = gradient.apply(x.clone());
        if (g.length != x.length) {
            throw new AssertionError("GradCheck: the gradient has " + g.length + " entries, x has " + x.length);
        }
        Differences d = tolerance >= 1e-3 ? Differences.ofFloats(tolerance) : Differences.ofDoubles(tolerance);
        entries(d, "gradient", g, value, x);
        d.report("GradCheck");
    }

    private static void entries(
            Differences d, String name, double[] gradient, ToDoubleFunction<double[]> f, double[] x) {
        for (int i = 0; i < x.length; i++) {
            int entry = i;
            d.compare(
                    name + "[" + i + "]",
                    "x[" + i + "] = " + x[i],
                    gradient[i],
                    h -> {
                        double[] a = x.clone();
                        a[entry] += h;
                        return f.applyAsDouble(a);
                    },
                    x[i]);
        }
    }

    /** The same at every call; no entry is small, and no two are equal. */
    private static double[] direction(int n) {
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = (i % 2 == 0 ? 1 : -1) * (0.5 + ((i * 0.6180339887498949) % 1)) / Math.sqrt(n);
        }
        return out;
    }

    private static double[] moved(double[] x, double[] direction, double h) {
        double[] out = x.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] += h * direction[i];
        }
        return out;
    }
}
