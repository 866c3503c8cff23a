package dev.adagent.cuda.library;

import org.apache.commons.math3.analysis.function.*;
import org.apache.commons.math3.analysis.integration.*;
import org.apache.commons.math3.analysis.interpolation.*;
import org.apache.commons.math3.analysis.polynomials.*;
import org.apache.commons.math3.analysis.solvers.*;
import org.apache.commons.math3.complex.*;
import org.apache.commons.math3.distribution.*;
import org.apache.commons.math3.fraction.*;
import org.apache.commons.math3.geometry.euclidean.threed.*;
import org.apache.commons.math3.geometry.euclidean.twod.*;
import org.apache.commons.math3.ml.distance.*;
import org.apache.commons.math3.primes.*;
import org.apache.commons.math3.stat.*;
import org.apache.commons.math3.stat.correlation.*;
import org.apache.commons.math3.stat.inference.*;
import org.apache.commons.math3.stat.regression.*;
import org.apache.commons.math3.transform.*;
import org.apache.commons.math3.util.*;

/** Calls of Commons Math 3.6.1 as {@link CommonsMathMore} has them, a few of a package together: each sums what some of its classes give. */
@SuppressWarnings({"unused", "deprecation"}) // found by reflection
final class CommonsMathGroups {
    private CommonsMathGroups() {}

    private static double[] four(double x, double y) {
        return new double[] {x, y, 1, 2.5};
    }

    static double distributions(double x, double y) {
        double u = (x + 10) / 20;
        return new UniformRealDistribution(null, -5, 5).cumulativeProbability(x)
                + new CauchyDistribution(null, 0.5, 2).inverseCumulativeProbability(u)
                + new GumbelDistribution(null, 0.5, 2).density(x)
                + new LaplaceDistribution(null, 0.5, 2).cumulativeProbability(y)
                + new LogisticDistribution(null, 0.5, 2).cumulativeProbability(x)
                + new ExponentialDistribution(null, 2).inverseCumulativeProbability(u)
                + new TriangularDistribution(null, -5, 1, 5).inverseCumulativeProbability(u);
    }

    static double moreDistributions(double x, double y) {
        return new GeometricDistribution(null, 0.3).cumulativeProbability((int) (x + 10))
                + new UniformIntegerDistribution(null, -3, 8).probability((int) y)
                + new LogNormalDistribution(null, 0.2, 1.5).density(x)
                + new ParetoDistribution(null, 1.5, 2).cumulativeProbability(y + 10);
    }

    /** Without a generator given they make one, of which nothing is left. */
    static double ownGenerators(double x, double y) {
        return new NormalDistribution(x, y + 11).density(1)
                + new ExponentialDistribution(2).cumulativeProbability(x)
                + new UniformRealDistribution(-5, 5).density(x)
                + new WeibullDistribution(2, 3).cumulativeProbability(y)
                + new ZipfDistribution(20, 1.2).probability((int) (x + 11))
                + new UniformIntegerDistribution(-3, 8).probability((int) x);
    }

    static double sumsOfFractions(double x, double y) {
        return new Fraction((int) x, 7).add(new Fraction((int) y, 5)).doubleValue();
    }

    static double bigFractions(double x, double y) {
        return new BigFraction((int) x, 7).add(new BigFraction((int) y, 5)).doubleValue();
    }

    static double primes(double x, double y) {
        return Primes.isPrime((int) (x * 100 + 1001)) ? 1 : 0;
    }

    static double sharedStatistics(double x, double y) {
        double[] a = four(x, y);
        return StatUtils.variance(a) + TestUtils.t(1.0, a) + TestUtils.t(a, four(y, 7));
    }

    private static final PolynomialSplineFunction SPLINE =
            new SplineInterpolator().interpolate(new double[] {-11, -3, 0, 5, 11}, new double[] {1, 3, 2, 5, 4});

    static double splines(double x, double y) {
        return SPLINE.value(x) + (SPLINE.isValidPoint(y * 1.2) ? SPLINE.value(y * 1.2) : 0);
    }

    static double outsideOfASpline(double x, double y) {
        return SPLINE.value(x * 1.2);
    }

    static double solvers(double x, double y) {
        return new BisectionSolver().solve(100, v -> v * v * v - y, -10, 10)
                + new RiddersSolver().solve(100, v -> v * v * v - x, -10, 10)
                + new IllinoisSolver().solve(1000, v -> v * v * v - y, -10, 10);
    }

    static double integrators(double x, double y) {
        return new RombergIntegrator().integrate(100_000, v -> v * Math.sqrt(v + 1), 0, x + 10.5)
                + new MidPointIntegrator(1e-3, 1e-3, 3, 20).integrate(100_000, v -> v * v, 0, y + 10.5);
    }

    static double functions(double x, double y) {
        return new Asinh().value(x)
                + new Atanh().value(x / 11)
                + new Cbrt().value(y)
                + new Power(2.5).value(x + 11)
                + new HarmonicOscillator(1, 2, y).value(x)
                + new Logit.Parametric().value(x, -11, 11)
                + new Gaussian.Parametric().gradient(x, new double[] {1, 2, 3})[1];
    }

    static double geometry(double x, double y) {
        Vector3D v = new Vector3D(x, y, 1);
        Vector2D w = new Vector2D(x, y);
        return v.getAlpha()
                + Vector3D.angle(v, new Vector3D(1, x, y))
                + v.orthogonal().getZ()
                + new org.apache.commons.math3.geometry.euclidean.threed.Line(
                                new Vector3D(0, 1, 2), new Vector3D(2, 3, 1), 1e-10)
                        .distance(v)
                + w.normalize().getX()
                + w.crossProduct(new Vector2D(1, 2), new Vector2D(3, y))
                + new Rotation(new Vector3D(1, 2, 3), v).getQ0();
    }

    static double zeroNorm(double x, double y) {
        return new Vector3D(x > 5 ? 0 : 1, 0, 0).normalize().getX();
    }

    static double complexAndFractions(double x, double y) {
        Quaternion q = new Quaternion(x, y, 1, 2);
        return new Complex(x, y).reciprocal().getReal()
                + new Complex(x, y).hashCode()
                + q.getInverse().dotProduct(q.getConjugate())
                + new Fraction(x, 1e-3, 100).getNumerator()
                + new Fraction((int) x, 3).compareTo(new Fraction((int) y, 4));
    }

    static double statistics(double x, double y) {
        double[] a = four(x, y);
        double[] b = four(y, 1);
        SimpleRegression r = new SimpleRegression();
        r.addData(1, x);
        r.addData(2, y);
        r.addData(3, 1);
        return new Covariance().covariance(a, b)
                + new PearsonsCorrelation().correlation(a, b)
                + r.getSlope()
                + new ManhattanDistance().compute(a, b)
                + new CanberraDistance().compute(a, b)
                + new KthSelector().select(a, null, 2);
    }

    static double arrays(double x, double y) {
        double[] a = four(x, y);
        double[] b = four(y, x);
        return MathArrays.distance1(a, b)
                + MathArrays.distanceInf(a, b)
                + MathArrays.ebeDivide(a, b)[1]
                + MathArrays.normalizeArray(four(x * x, y * y), 3)[2]
                + MathArrays.cosAngle(a, b);
    }

    static double wrongDimension(double x, double y) {
        return MathArrays.distance(four(x, y), new double[x > 5 ? 3 : 4]);
    }

    static double fourier(double x, double y) {
        return new FastFourierTransformer(DftNormalization.STANDARD)
                .transform(new double[] {x, y, 1, 2}, TransformType.FORWARD)[1].getImaginary();
    }
}
