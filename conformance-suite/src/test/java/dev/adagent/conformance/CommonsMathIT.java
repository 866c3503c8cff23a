package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.CompileException;
import dev.adagent.Fn1;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.math3.analysis.function.Gaussian;
import org.apache.commons.math3.analysis.function.Logit;
import org.apache.commons.math3.analysis.function.Sigmoid;
import org.apache.commons.math3.analysis.function.Sinc;
import org.apache.commons.math3.analysis.polynomials.PolynomialFunction;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.geometry.euclidean.threed.Vector3D;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.Variance;
import org.apache.commons.math3.util.FastMath;
import org.apache.commons.math3.util.MathArrays;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Commons Math as it is, differentiated on the host: derivatives agree with known ones, or with differences. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "host")
class CommonsMathIT {
    private static final NormalDistribution NORMAL = new NormalDistribution(0.5, 2);

    /** A function with its derivative, null where differences take its place, and where it is looked at. */
    private record Example(Fn1<Double, Double> f, Fn1<Double, Double> derivative, double[] at) {}

    private static final Map<String, Example> EXAMPLES = new LinkedHashMap<>();

    private static void of(String name, Fn1<Double, Double> f, Fn1<Double, Double> derivative, double... at) {
        EXAMPLES.put(name, new Example(f, derivative, at));
    }

    static {
        double[] any = {-2.5, -0.3, 0.7, 1, 12.5};
        double[] positive = {1e-3, 0.7, 1, 1.01, 2.5, 1e8};
        double[] unit = {-0.9, -0.2, 0.1, 0.5, 0.75};
        of("FastMath.log", FastMath::log, x -> 1 / x, positive);
        of("FastMath.exp", FastMath::exp, Math::exp, any);
        of("FastMath.pow", x -> FastMath.pow(x, 2.5), x -> 2.5 * Math.pow(x, 1.5), positive);
        of("FastMath.pow of exponent", x -> FastMath.pow(2.5, x), x -> Math.pow(2.5, x) * Math.log(2.5), any);
        of("FastMath.cbrt", FastMath::cbrt, x -> 1 / (3 * Math.pow(Math.cbrt(x), 2)), any);
        of("FastMath.abs", FastMath::abs, Math::signum, any);
        of("FastMath.sqrt", FastMath::sqrt, x -> 0.5 / Math.sqrt(x), positive);
        of("FastMath.sin", FastMath::sin, Math::cos, any);
        of("FastMath.cos", FastMath::cos, x -> -Math.sin(x), any);
        of("FastMath.tan", FastMath::tan, x -> 1 + Math.tan(x) * Math.tan(x), any);
        of("FastMath.asin", FastMath::asin, x -> 1 / Math.sqrt(1 - x * x), unit);
        of("FastMath.acos", FastMath::acos, x -> -1 / Math.sqrt(1 - x * x), unit);
        of("FastMath.atan", FastMath::atan, x -> 1 / (1 + x * x), any);
        of("FastMath.sinh", FastMath::sinh, Math::cosh, any);
        of("FastMath.cosh", FastMath::cosh, Math::sinh, any);
        of("FastMath.tanh", FastMath::tanh, x -> 1 - Math.tanh(x) * Math.tanh(x), any);
        of("FastMath.log1p", FastMath::log1p, x -> 1 / (1 + x), 1e-9, 0.3, 5);
        of("FastMath.expm1", FastMath::expm1, Math::exp, any);
        of("FastMath.hypot", x -> FastMath.hypot(x, 3), x -> x / Math.hypot(x, 3), any);
        of("FastMath.max", x -> FastMath.max(x, 0.5), x -> x > 0.5 ? 1.0 : 0.0, any);
        of("Gamma.gamma", Gamma::gamma, null, 0.7, 1.5, 4.25);
        of("Gamma.logGamma", Gamma::logGamma, null, 0.2, 0.7, 1.5, 4.25, 30);
        of("Gamma.digamma", Gamma::digamma, null, 0.7, 1.5, 60);
        of("Gamma.regularizedGammaP", x -> Gamma.regularizedGammaP(2.5, x), null, 0.5, 2, 6);
        of("Erf.erf", Erf::erf, x -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x), unit);
        of("Erf.erfc", Erf::erfc, x -> -2 / Math.sqrt(Math.PI) * Math.exp(-x * x), unit);
        of("Erf.erfInv", Erf::erfInv, null, unit);
        of("Beta.regularizedBeta", x -> Beta.regularizedBeta(x, 2, 3), x -> 12 * x * (1 - x) * (1 - x), 0.1, 0.4, 0.8);
        of(
                "PolynomialFunction",
                x -> new PolynomialFunction(new double[] {3, -2, 0, 5}).value(x),
                x -> -2 + 15 * x * x,
                any);
        of(
                "PolynomialFunction's coefficient",
                x -> new PolynomialFunction(new double[] {x, x * x, 1}).value(2),
                x -> 1 + 4 * x,
                any);
        of(
                "NormalDistribution.density",
                x -> new NormalDistribution(null, 0.5, 2).density(x),
                x -> -(x - 0.5) / 4 * NORMAL.density(x),
                any);
        of("NormalDistribution.cumulativeProbability", NORMAL::cumulativeProbability, NORMAL::density, -2.5, 0.7, 3);
        of(
                "ExponentialDistribution",
                x -> new ExponentialDistribution(null, 2).density(x),
                x -> -0.25 * Math.exp(-x / 2),
                0.5,
                3);
        of(
                "Gaussian",
                x -> new Gaussian(2, 1, 3).value(x),
                x -> -2 * (x - 1) / 9 * Math.exp(-(x - 1) * (x - 1) / 18),
                any);
        of("Sigmoid", x -> new Sigmoid().value(x), null, any);
        of("Logit", x -> new Logit().value(x), x -> 1 / (x * (1 - x)), 0.2, 0.8);
        of("Sinc", x -> new Sinc().value(x), null, 0.5, 3);
        of("Mean", x -> new Mean().evaluate(new double[] {x, x * x, 4}), x -> (1 + 2 * x) / 3, any);
        of("Variance", x -> new Variance().evaluate(new double[] {x, 2, 3}), x -> (2 * x - 5) / 3, any);
    }

    @TestFactory
    Stream<DynamicTest> derivatives() {
        return EXAMPLES.entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getValue())));
    }

    private static void check(Example e) {
        for (double x : e.at()) {
            double want = e.derivative() != null ? e.derivative().call(x) : difference(e.f(), x);
            double tolerance = (e.derivative() != null ? 1e-10 : 1e-6) * Math.max(Math.abs(want), 1e-3);
            assertThat(derivative(e.f(), x)).as("tangent at " + x).isCloseTo(want, within(tolerance));
            var a = active(x);
            double value = autodiff(REVERSE_WITH_PRIMAL, e.f(), a).primal();
            assertThat(a.grad()).as("gradient at " + x).isCloseTo(want, within(tolerance));
            assertThat(value).as("value at " + x).isEqualTo(e.f().call(x));
        }
    }

    /** What takes numbers apart by their bits and has no rule: refused, and not differentiated as if the parts were constant. */
    @Test
    void partsOfNumbersHaveNoDerivative() {
        Fn1<Double, Double> mantissa = x -> (double) (Double.doubleToRawLongBits(x) & 0xFFFFFL) * 0x1p-52;
        assertThatThrownBy(() -> derivative(mantissa, 2.0))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("a floating-point value is made from the bits of an active one");
    }

    /** Dekker's splitting of numbers into halves, by their bits: the halves are numbers rounded. */
    @Test
    void roundedNumbersHaveTheDerivativeOfWhatTheyWere() {
        Fn1<Double, Double> exactly = x -> MathArrays.linearCombination(x, x, 3, x);
        assertThat(derivative(exactly, 2.0)).isEqualTo(7);
        assertThat(gradient(exactly, 2.0)).isEqualTo(7);
        assertThat(derivative(x -> derivative(v -> MathArrays.linearCombination(v, v, 3, v), x), 2.0))
                .isEqualTo(2);
        Fn1<Double, Double> norm =
                x -> new Vector3D(x, 2, 3).crossProduct(new Vector3D(1, x, 1)).getNorm();
        assertThat(gradient(norm, 2.0)).isCloseTo(difference(norm, 2), within(1e-8));
    }

    /** Central differences of two steps, extrapolated. */
    private static double difference(Fn1<Double, Double> f, double x) {
        double h = 1e-3 * Math.max(1e-1, Math.abs(x));
        double[] d = DoubleStream.of(h, h / 2)
                .map(s -> (f.call(x + s) - f.call(x - s)) / (2 * s))
                .toArray();
        return (4 * d[1] - d[0]) / 3;
    }
}
