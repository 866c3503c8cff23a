package dev.adagent.bench.gpu;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * An elementary function with its reference.
 *
 * @param bound what the documentation of {@link Math} allows, in ulps
 */
record UlpFunction(String name, double bound, boolean binary, DoubleBinaryOperator strict, Exact exact) {
    interface Exact {
        Reference.Value of(double x, double y);
    }

    static final List<UlpFunction> ALL = List.of(
            unary("sin", 1, StrictMath::sin, Reference::sin),
            unary("cos", 1, StrictMath::cos, Reference::cos),
            unary("tan", 1, StrictMath::tan, Reference::tan),
            unary("asin", 1, StrictMath::asin, Reference::asin),
            unary("acos", 1, StrictMath::acos, Reference::acos),
            unary("atan", 1, StrictMath::atan, Reference::atan),
            unary("sinh", 2.5, StrictMath::sinh, Reference::sinh),
            unary("cosh", 2.5, StrictMath::cosh, Reference::cosh),
            unary("tanh", 2.5, StrictMath::tanh, Reference::tanh),
            unary("exp", 1, StrictMath::exp, x -> Reference.exp(DoubleDouble.of(x))),
            unary("expm1", 1, StrictMath::expm1, Reference::expm1),
            unary("log", 1, StrictMath::log, Reference::log),
            unary("log1p", 1, StrictMath::log1p, Reference::log1p),
            unary("log10", 1, StrictMath::log10, Reference::log10),
            unary("cbrt", 1, StrictMath::cbrt, Reference::cbrt),
            new UlpFunction("atan2", 2, true, StrictMath::atan2, Reference::atan2),
            new UlpFunction("pow", 1, true, StrictMath::pow, Reference::pow),
            new UlpFunction("hypot", 1, true, StrictMath::hypot, Reference::hypot));

    private static UlpFunction unary(
            String name, double bound, DoubleUnaryOperator strict, DoubleFunction<Reference.Value> exact) {
        return new UlpFunction(name, bound, false, (x, y) -> strict.applyAsDouble(x), (x, y) -> exact.apply(x));
    }

    /** Name of the kernel of {@link UlpKernels} that computes it. */
    String kernel(String prefix) {
        return prefix + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    double strict(double x, double y) {
        return strict.applyAsDouble(x, y);
    }

    Reference.Value exact(double x, double y) {
        return exact.of(x, y);
    }
}
