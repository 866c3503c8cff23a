package dev.adagent.bench.host;

import static dev.adagent.Autodiff.FORWARD_WITH_PRIMAL;
import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.REVERSE_WITH_PRIMAL;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;

import dev.adagent.Active;
import dev.adagent.Arg;
import dev.adagent.Autodiff;
import dev.adagent.Fn1;
import dev.adagent.Mode;
import dev.adagent.Result;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a call of {@code autodiff} costs beside the derivative itself. */
@State(Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallSiteBench {
    private static final MethodHandle NOT_REWRITTEN;

    static {
        try {
            NOT_REWRITTEN = MethodHandles.publicLookup()
                    .findStatic(
                            Autodiff.class,
                            "autodiff",
                            MethodType.methodType(Result.class, Mode.class, Fn1.class, Arg.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private double x = 1.25;
    private double y = 0.75;
    private int next;

    private final List<Fn1<Double, Double>> many = List.of(
            t -> t * t,
            t -> t * t + 1,
            t -> t * t + 2,
            t -> t * t + 3,
            t -> t * t + 4,
            t -> t * t + 5,
            t -> t * t + 6,
            t -> t * t + 7);

    static double square(double t) {
        return t * t;
    }

    static double product(double s, double t) {
        return s * t;
    }

    /** The derivative of {@link #square}, written by hand. */
    @Benchmark
    public double direct() {
        return 2 * x;
    }

    @Benchmark
    public double reverse() {
        Active a = active(x);
        autodiff(REVERSE, CallSiteBench::square, a);
        return a.grad();
    }

    @Benchmark
    public double reverseOfALambdaThatCaptures() {
        double c = y;
        Active a = active(x);
        autodiff(REVERSE, t -> c * t, a);
        return a.grad();
    }

    @Benchmark
    public double reverseOfTwoArguments() {
        Active a = active(x);
        Active b = active(y);
        double primal =
                autodiff(REVERSE_WITH_PRIMAL, CallSiteBench::product, a, b).primal();
        return primal + a.grad() + b.grad();
    }

    @Benchmark
    public double forward() {
        Result r = autodiff(FORWARD_WITH_PRIMAL, CallSiteBench::product, duplicated(x, 1.0), constant(y));
        return r.tangent();
    }

    /** One call site, eight functions in turn. */
    @Benchmark
    public double megamorphic() {
        next = (next + 1) & 7;
        return slope(many.get(next), x);
    }

    private static double slope(Fn1<Double, Double> f, double at) {
        Active a = active(at);
        autodiff(REVERSE, f, a);
        return a.grad();
    }

    /** As a class that did not opt in calls it. */
    @Benchmark
    public double notOptedIn() throws Throwable {
        Active a = active(x);
        Fn1<Double, Double> f = CallSiteBench::square;
        Result r = (Result) NOT_REWRITTEN.invokeExact(REVERSE, f, (Arg<?>) a);
        return a.grad() + (r == null ? 1 : 0);
    }
}
