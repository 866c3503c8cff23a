package dev.adagent;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Assertions that derivatives agree with finite differences, for tests. Where they do not, the message says which entries differ, at which
 * values, and by how much.
 *
 * <pre>{@code
 * GradCheck.check(Rosenbrock::value, new double[] {0.3, -1.2});                   // what autodiff computes, both modes
 * GradCheck.check(Loss::call, weights, 0.1, labels);                              // by each argument
 * GradCheck.check((x, y) -> Gpu.launch(Grid.covering(x.length, 256), () -> Kernels.square(x, y)), x, y);  // a kernel, on its device
 * GradCheck.check(x -> lossByKernel(x), x -> gradientByKernel(x), weights);       // a gradient from anywhere, one made inside a kernel
 * }</pre>
 *
 * <p>The differences are central, of fourth order, with steps of a thousandth of the argument (of 0.1 if that is larger); with {@code float}
 * among the arguments thirty times as large. A derivative may differ from its difference by the tolerance ({@link #TOLERANCE}, or 1e-2 with
 * {@code float}), relative to the larger of the difference and 1, or the largest of all differences if that is less than 1. A function that is not
 * smooth between them is reported as such.
 */
public final class GradCheck {
    /** The tolerance if none is given. */
    public static final double TOLERANCE = 1e-6;

    private GradCheck() {}

    /**
     * Checks reverse and forward mode for a function of any arguments with a numeric result; and, if it changes arrays, for what it leaves
     * in them.
     *
     * @param tolerance how far derivatives may be off, as the class says
     * @param a1 a number or an array of numbers, or of such arrays: not changed. Anything else is a constant
     * @throws AssertionError if a derivative is off by more
     * @throws AgentMissingException without the agent
     * @throws CompileException if the function cannot be differentiated
     */
    @SuppressWarnings("unchecked")
    public static <A1, R extends Number> void check(double tolerance, Fn1<A1, R> f, A1 a1) {
        FunctionCheck.run(tolerance, f, a -> f.call((A1) a[0]), a1);
    }

    /** {@link #check(double, Fn1, Object)} for what a method of 1 argument leaves in its arrays, as a kernel's launch does. */
    @SuppressWarnings("unchecked")
    public static <A1> void check(double tolerance, Proc1<A1> f, A1 a1) {
        FunctionCheck.run(
                tolerance,
                f,
                a -> {
                    f.run((A1) a[0]);
                    return null;
                },
                a1);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, R extends Number> void check(Fn1<A1, R> f, A1 a1) {
        check(FunctionCheck.tolerance(a1), f, a1);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1> void check(Proc1<A1> f, A1 a1) {
        check(FunctionCheck.tolerance(a1), f, a1);
    }

    /** {@link #check(double, Fn1, Object)} for 2 arguments. */
    @SuppressWarnings("unchecked")
    public static <A1, A2, R extends Number> void check(double tolerance, Fn2<A1, A2, R> f, A1 a1, A2 a2) {
        FunctionCheck.run(tolerance, f, a -> f.call((A1) a[0], (A2) a[1]), a1, a2);
    }

    /** {@link #check(double, Fn1, Object)} for what a method of 2 arguments leaves in its arrays, as a kernel's launch does. */
    @SuppressWarnings("unchecked")
    public static <A1, A2> void check(double tolerance, Proc2<A1, A2> f, A1 a1, A2 a2) {
        FunctionCheck.run(
                tolerance,
                f,
                a -> {
                    f.run((A1) a[0], (A2) a[1]);
                    return null;
                },
                a1,
                a2);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, A2, R extends Number> void check(Fn2<A1, A2, R> f, A1 a1, A2 a2) {
        check(FunctionCheck.tolerance(a1, a2), f, a1, a2);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, A2> void check(Proc2<A1, A2> f, A1 a1, A2 a2) {
        check(FunctionCheck.tolerance(a1, a2), f, a1, a2);
    }

    /** {@link #check(double, Fn1, Object)} for 3 arguments. */
    @SuppressWarnings("unchecked")
    public static <A1, A2, A3, R extends Number> void check(
            double tolerance, Fn3<A1, A2, A3, R> f, A1 a1, A2 a2, A3 a3) {
        FunctionCheck.run(tolerance, f, a -> f.call((A1) a[0], (A2) a[1], (A3) a[2]), a1, a2, a3);
    }

    /** {@link #check(double, Fn1, Object)} for what a method of 3 arguments leaves in its arrays, as a kernel's launch does. */
    @SuppressWarnings("unchecked")
    public static <A1, A2, A3> void check(double tolerance, Proc3<A1, A2, A3> f, A1 a1, A2 a2, A3 a3) {
        FunctionCheck.run(
                tolerance,
                f,
                a -> {
                    f.run((A1) a[0], (A2) a[1], (A3) a[2]);
                    return null;
                },
                a1,
                a2,
                a3);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, A2, A3, R extends Number> void check(Fn3<A1, A2, A3, R> f, A1 a1, A2 a2, A3 a3) {
        check(FunctionCheck.tolerance(a1, a2, a3), f, a1, a2, a3);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, A2, A3> void check(Proc3<A1, A2, A3> f, A1 a1, A2 a2, A3 a3) {
        check(FunctionCheck.tolerance(a1, a2, a3), f, a1, a2, a3);
    }

    /** {@link #check(double, Fn1, Object)} for 4 arguments. */
    @SuppressWarnings("unchecked")
    public static <A1, A2, A3, A4, R extends Number> void check(
            double tolerance, Fn4<A1, A2, A3, A4, R> f, A1 a1, A2 a2, A3 a3, A4 a4) {
        FunctionCheck.run(tolerance, f, a -> f.call((A1) a[0], (A2) a[1], (A3) a[2], (A4) a[3]), a1, a2, a3, a4);
    }

    /** {@link #check(double, Fn1, Object)} for what a method of 4 arguments leaves in its arrays, as a kernel's launch does. */
    @SuppressWarnings("unchecked")
    public static <A1, A2, A3, A4> void check(double tolerance, Proc4<A1, A2, A3, A4> f, A1 a1, A2 a2, A3 a3, A4 a4) {
        FunctionCheck.run(
                tolerance,
                f,
                a -> {
                    f.run((A1) a[0], (A2) a[1], (A3) a[2], (A4) a[3]);
                    return null;
                },
                a1,
                a2,
                a3,
                a4);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, A2, A3, A4, R extends Number> void check(Fn4<A1, A2, A3, A4, R> f, A1 a1, A2 a2, A3 a3, A4 a4) {
        check(FunctionCheck.tolerance(a1, a2, a3, a4), f, a1, a2, a3, a4);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, A2, A3, A4> void check(Proc4<A1, A2, A3, A4> f, A1 a1, A2 a2, A3 a3, A4 a4) {
        check(FunctionCheck.tolerance(a1, a2, a3, a4), f, a1, a2, a3, a4);
    }

    /** {@link #check(double, Fn1, Object)} for 5 arguments. */
    @SuppressWarnings("unchecked")
    public static <A1, A2, A3, A4, A5, R extends Number> void check(
            double tolerance, Fn5<A1, A2, A3, A4, A5, R> f, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5) {
        FunctionCheck.run(
                tolerance, f, a -> f.call((A1) a[0], (A2) a[1], (A3) a[2], (A4) a[3], (A5) a[4]), a1, a2, a3, a4, a5);
    }

    /** {@link #check(double, Fn1, Object)} for what a method of 5 arguments leaves in its arrays, as a kernel's launch does. */
    @SuppressWarnings("unchecked")
    public static <A1, A2, A3, A4, A5> void check(
            double tolerance, Proc5<A1, A2, A3, A4, A5> f, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5) {
        FunctionCheck.run(
                tolerance,
                f,
                a -> {
                    f.run((A1) a[0], (A2) a[1], (A3) a[2], (A4) a[3], (A5) a[4]);
                    return null;
                },
                a1,
                a2,
                a3,
                a4,
                a5);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, A2, A3, A4, A5, R extends Number> void check(
            Fn5<A1, A2, A3, A4, A5, R> f, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5) {
        check(FunctionCheck.tolerance(a1, a2, a3, a4, a5), f, a1, a2, a3, a4, a5);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, A2, A3, A4, A5> void check(Proc5<A1, A2, A3, A4, A5> f, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5) {
        check(FunctionCheck.tolerance(a1, a2, a3, a4, a5), f, a1, a2, a3, a4, a5);
    }

    /** {@link #check(double, Fn1, Object)} for 6 arguments. */
    @SuppressWarnings("unchecked")
    public static <A1, A2, A3, A4, A5, A6, R extends Number> void check(
            double tolerance, Fn6<A1, A2, A3, A4, A5, A6, R> f, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) {
        FunctionCheck.run(
                tolerance,
                f,
                a -> f.call((A1) a[0], (A2) a[1], (A3) a[2], (A4) a[3], (A5) a[4], (A6) a[5]),
                a1,
                a2,
                a3,
                a4,
                a5,
                a6);
    }

    /** {@link #check(double, Fn1, Object)} for what a method of 6 arguments leaves in its arrays, as a kernel's launch does. */
    @SuppressWarnings("unchecked")
    public static <A1, A2, A3, A4, A5, A6> void check(
            double tolerance, Proc6<A1, A2, A3, A4, A5, A6> f, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) {
        FunctionCheck.run(
                tolerance,
                f,
                a -> {
                    f.run((A1) a[0], (A2) a[1], (A3) a[2], (A4) a[3], (A5) a[4], (A6) a[5]);
                    return null;
                },
                a1,
                a2,
                a3,
                a4,
                a5,
                a6);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, A2, A3, A4, A5, A6, R extends Number> void check(
            Fn6<A1, A2, A3, A4, A5, A6, R> f, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) {
        check(FunctionCheck.tolerance(a1, a2, a3, a4, a5, a6), f, a1, a2, a3, a4, a5, a6);
    }

    /** {@link #check(double, Fn1, Object)} with the usual tolerance. */
    public static <A1, A2, A3, A4, A5, A6> void check(
            Proc6<A1, A2, A3, A4, A5, A6> f, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) {
        check(FunctionCheck.tolerance(a1, a2, a3, a4, a5, a6), f, a1, a2, a3, a4, a5, a6);
    }

    /** As {@link #check(double, Fn1, Object)}. */
    public static <A1, R extends Number> void check(Fn1<A1, R> f, A1 x, double tolerance) {
        check(tolerance, f, x);
    }

    /**
     * Checks any gradient, however it was computed: by a kernel, by a library, by hand. Needs no agent for itself.
     *
     * @param value the function; gets arrays of its own
     * @param gradient its gradient, as long as {@code x}; gets an array of its own
     * @param x where; not changed
     * @throws AssertionError as {@link #check(double, Fn1, Object)}, and if the gradient has another length
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
        for (int i = 0; i < x.length; i++) {
            int entry = i;
            d.compare(
                    "gradient[" + i + "]",
                    "x[" + i + "] = " + x[i],
                    g[i],
                    h -> {
                        double[] a = x.clone();
                        a[entry] += h;
                        return value.applyAsDouble(a);
                    },
                    x[i]);
        }
        d.report("GradCheck");
    }
}
