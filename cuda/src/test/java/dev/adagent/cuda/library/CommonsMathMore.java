package dev.adagent.cuda.library;

import org.apache.commons.math3.analysis.*;
import org.apache.commons.math3.analysis.differentiation.*;
import org.apache.commons.math3.analysis.function.*;
import org.apache.commons.math3.analysis.integration.*;
import org.apache.commons.math3.analysis.interpolation.*;
import org.apache.commons.math3.analysis.polynomials.*;
import org.apache.commons.math3.analysis.solvers.*;
import org.apache.commons.math3.complex.*;
import org.apache.commons.math3.dfp.*;
import org.apache.commons.math3.distribution.*;
import org.apache.commons.math3.fraction.*;
import org.apache.commons.math3.geometry.euclidean.threed.*;
import org.apache.commons.math3.geometry.euclidean.twod.*;
import org.apache.commons.math3.linear.*;
import org.apache.commons.math3.ml.distance.*;
import org.apache.commons.math3.primes.*;
import org.apache.commons.math3.special.*;
import org.apache.commons.math3.stat.*;
import org.apache.commons.math3.stat.descriptive.moment.*;
import org.apache.commons.math3.stat.descriptive.rank.*;
import org.apache.commons.math3.stat.descriptive.summary.*;
import org.apache.commons.math3.util.*;

/** More calls of Commons Math 3.6.1 than those that were asked for, as {@link CommonsMath} has them: nothing was prepared for these. */
@SuppressWarnings({"unused", "deprecation"}) // found by reflection
final class CommonsMathMore {
    private CommonsMathMore() {}

    static double gamma(double x, double y) {
        return Gamma.gamma(x);
    }

    static double regGammaP(double x, double y) {
        return Gamma.regularizedGammaP(x + 10.5, y + 10.5);
    }

    static double regGammaQ(double x, double y) {
        return Gamma.regularizedGammaQ(x + 10.5, y + 10.5);
    }

    static double trigamma(double x, double y) {
        return Gamma.trigamma(x);
    }

    static double logGamma1p(double x, double y) {
        return Gamma.logGamma1p((x + 10) / 20);
    }

    static double erfc(double x, double y) {
        return Erf.erfc(x / 3);
    }

    static double erfcInv(double x, double y) {
        return Erf.erfcInv((x + 10.01) / 10.1);
    }

    static double erf2(double x, double y) {
        return Erf.erf(x / 5, y / 5);
    }

    static double besselJ(double x, double y) {
        return BesselJ.value(1.5, x + 10.5);
    }

    static double sigmoid(double x, double y) {
        return new Sigmoid().value(x) + new Sigmoid(-1, 2).value(y);
    }

    static double gaussian(double x, double y) {
        return new Gaussian(1, 0.5, 2).value(x);
    }

    static double logit(double x, double y) {
        return new Logit().value((x + 10) / 20);
    }

    static double sinc(double x, double y) {
        return new Sinc(true).value(x);
    }

    static double logistic(double x, double y) {
        return new Logistic(1.5, 0.1, 2, 1, 0.5, 0.7).value(x);
    }

    static double composed(double x, double y) {
        return FunctionUtils.compose((UnivariateFunction) new Sin(), new Exp()).value(x)
                + FunctionUtils.add((UnivariateFunction) new Cos(), new Tan()).value(y);
    }

    static double stepFunction(double x, double y) {
        return new StepFunction(new double[] {-5, 0, 3}, new double[] {1, 2, 3}).value(x);
    }

    static double normalCdf(double x, double y) {
        return new NormalDistribution(null, 0.5, 2).cumulativeProbability(x);
    }

    static double normalInv(double x, double y) {
        return new NormalDistribution(null, 0.5, 2).inverseCumulativeProbability((x + 10) / 20);
    }

    static double gammaDensity(double x, double y) {
        return new GammaDistribution(null, 2.5, 1.5).density(x);
    }

    static double gammaCdf(double x, double y) {
        return new GammaDistribution(null, 2.5, 1.5).cumulativeProbability(x);
    }

    static double betaDensity(double x, double y) {
        return new BetaDistribution(null, 2.5, 1.5).density((x + 10) / 20);
    }

    static double tCdf(double x, double y) {
        return new TDistribution(null, 5).cumulativeProbability(x);
    }

    static double fCdf(double x, double y) {
        return new FDistribution(null, 5, 3).cumulativeProbability(x + 10);
    }

    static double expCdf(double x, double y) {
        return new ExponentialDistribution(null, 2).cumulativeProbability(x);
    }

    static double weibull(double x, double y) {
        return new WeibullDistribution(null, 2, 1.5).density(x);
    }

    static double lognormal(double x, double y) {
        return new LogNormalDistribution(null, 0.2, 1.5).cumulativeProbability(x);
    }

    static double poisson(double x, double y) {
        return new PoissonDistribution(null, 4.5, 1e-12, 100).probability((int) (x + 10));
    }

    static double binomialPmf(double x, double y) {
        return new BinomialDistribution(null, 30, 0.3).probability((int) (x + 10));
    }

    static double hypergeo(double x, double y) {
        return new HypergeometricDistribution(null, 50, 20, 15).probability((int) (x + 10));
    }

    static double triangular(double x, double y) {
        return new TriangularDistribution(null, -5, 1, 5).density(x);
    }

    static double rotation(double x, double y) {
        return new Rotation(new Vector3D(x, y, 1), 0.7, RotationConvention.VECTOR_OPERATOR)
                .applyTo(new Vector3D(1, x, y))
                .getX();
    }

    static double vecNorm(double x, double y) {
        return new Vector3D(x, y, 1)
                .normalize()
                .scalarMultiply(3)
                .add(new Vector3D(1, 2, 3))
                .distance(Vector3D.PLUS_I);
    }

    static double spherical(double x, double y) {
        return new SphericalCoordinates(new Vector3D(x, y, 1)).getTheta();
    }

    static double plane(double x, double y) {
        return new Plane(new Vector3D(1, 2, 3), new Vector3D(0, 1, 1), 1e-10).getOffset(new Vector3D(x, y, 1));
    }

    static double complexSqrt(double x, double y) {
        Complex c = new Complex(x, y).sqrt();
        return c.getReal() + c.getImaginary();
    }

    static double complexPow(double x, double y) {
        Complex c = new Complex(x, y).pow(new Complex(1.5, 0.5));
        return c.getReal() + c.getImaginary();
    }

    static double complexTan(double x, double y) {
        Complex c = new Complex(x, y).tan();
        return c.getReal() + c.getImaginary();
    }

    static double quaternion(double x, double y) {
        return Quaternion.multiply(new Quaternion(x, y, 1, 2), new Quaternion(1, 2, 3, 4))
                .getNorm();
    }

    static double fractionDiv(double x, double y) {
        return new Fraction((int) (x * 10), 7)
                .divide(new Fraction((int) (y * 3), 8))
                .doubleValue();
    }

    static double mean(double x, double y) {
        return new Mean().evaluate(new double[] {x, y, 1, 2});
    }

    static double variance(double x, double y) {
        return new Variance().evaluate(new double[] {x, y, 1, 2});
    }

    static double skewness(double x, double y) {
        return new Skewness().evaluate(new double[] {x, y, 1, 2});
    }

    static double incVariance(double x, double y) {
        Variance m = new Variance();
        for (int i = 0; i < 5; i++) m.increment(x + i * y);
        return m.getResult();
    }

    static double product(double x, double y) {
        return new Product().evaluate(new double[] {x, y, 3}) + new SumOfLogs().evaluate(new double[] {x + 11, y + 11});
    }

    static double vectorDot(double x, double y) {
        return new ArrayRealVector(new double[] {x, y, 1}).dotProduct(new ArrayRealVector(new double[] {1, 2, y}));
    }

    static double euclid(double x, double y) {
        return new EuclideanDistance().compute(new double[] {x, y}, new double[] {1, 2});
    }

    static double normalizeAngle(double x, double y) {
        return MathUtils.normalizeAngle(x * 10, y);
    }

    static double safeNorm(double x, double y) {
        return MathArrays.safeNorm(new double[] {x, y, 2});
    }

    static double convolve(double x, double y) {
        return MathArrays.convolve(new double[] {x, y}, new double[] {1, 2, 4})[2];
    }

    static double factorial(double x, double y) {
        return CombinatoricsUtils.factorialDouble((int) (x + 11)) + CombinatoricsUtils.factorialLog((int) (y + 12));
    }

    static double binomialLog(double x, double y) {
        return CombinatoricsUtils.binomialCoefficientLog((int) (x + 30), (int) (y + 10));
    }

    static double lcm(double x, double y) {
        return ArithmeticUtils.lcm((int) (x * 10), (int) (y * 10));
    }

    static double addAndCheck(double x, double y) {
        return ArithmeticUtils.addAndCheck((int) (x * 3e8), (int) (y * 1e8));
    }

    static double precisionEquals(double x, double y) {
        return Precision.equals(x, x + 1e-16, 1) ? Precision.compareTo(x, y, 0.5) : 7;
    }

    static double fm1(double x, double y) {
        return FastMath.sinh(x) + FastMath.tanh(y) + FastMath.asin(x / 10) + FastMath.acos(y / 10);
    }

    static double fm2(double x, double y) {
        return FastMath.expm1(x)
                + FastMath.log1p(y + 10)
                + FastMath.log10(x + 10)
                + FastMath.hypot(x, y)
                + FastMath.cosh(x);
    }

    static double fm3(double x, double y) {
        return FastMath.tan(x)
                + FastMath.atan(y)
                + FastMath.cos(x)
                + FastMath.ulp(x)
                + FastMath.scalb(x, 3)
                + FastMath.nextAfter(x, y)
                + FastMath.rint(x)
                + FastMath.round(y)
                + FastMath.IEEEremainder(x, y);
    }

    static double fm4(double x, double y) {
        return FastMath.asinh(x)
                + FastMath.acosh(y + 12)
                + FastMath.atanh(x / 11)
                + FastMath.floorMod((int) (x * 10), 7)
                + FastMath.toRadians(y)
                + FastMath.log(3, x + 11);
    }

    static double simpson(double x, double y) {
        return new SimpsonIntegrator().integrate(100000, new Sin(), 0, x + 10.5);
    }

    static double brent(double x, double y) {
        return new BrentSolver().solve(100, v -> v * v * v - y, -10, 10);
    }

    static double decimal64(double x, double y) {
        return new Decimal64(x).multiply(new Decimal64(y)).doubleValue();
    }

    static double continuedFraction(double x, double y) {
        return new ContinuedFraction() {
            protected double getA(int n, double v) {
                return n * 0.5 + 1;
            }

            protected double getB(int n, double v) {
                return v * n;
            }
        }.evaluate((x + 11) / 10);
    }

    static double round(double x, double y) {
        return Precision.round(x, 2);
    }

    static double roundMode(double x, double y) {
        return Precision.round(x, 3, java.math.BigDecimal.ROUND_HALF_EVEN);
    }

    static double roundFloat(double x, double y) {
        return Precision.round((float) x, 2);
    }

    static double newPoly(double x, double y) {
        return new PolynomialFunction(new double[] {x, y, 2}).value(1.5);
    }

    static double polyAdd(double x, double y) {
        return new PolynomialFunction(new double[] {x, y, 2, 4})
                .add(new PolynomialFunction(new double[] {y, 1}))
                .value(x);
    }
}
