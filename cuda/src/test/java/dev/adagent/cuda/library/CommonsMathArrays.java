package dev.adagent.cuda.library;

import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.math3.analysis.interpolation.*;
import org.apache.commons.math3.analysis.polynomials.*;
import org.apache.commons.math3.linear.*;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.commons.math3.stat.descriptive.SynchronizedSummaryStatistics;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.util.MathArrays;

/** Calls of Commons Math 3.6.1 that make arrays whose length shows at run time only. */
@SuppressWarnings("unused") // found by reflection
final class CommonsMathArrays {
    private static final PolynomialFunction CHEBYSHEV = PolynomialsUtils.createChebyshevPolynomial(6);

    private CommonsMathArrays() {}

    static double polynomials(double x, double y) {
        PolynomialFunction p = new PolynomialFunction(new double[] {x, y, 2});
        PolynomialFunction q = new PolynomialFunction(new double[] {1, y});
        return p.multiply(q).value(x)
                + p.subtract(q).negate().value(y)
                + p.polynomialDerivative().value(x)
                + new PolynomialFunctionNewtonForm(new double[] {x, y, 1}, new double[] {-1, 2}).value(1.5)
                + CHEBYSHEV.value(x / 10);
    }

    static double interpolation(double x, double y) {
        return new LinearInterpolator()
                        .interpolate(new double[] {-10, 0, 10}, new double[] {x, y, 1})
                        .value(x)
                + new DividedDifferenceInterpolator()
                        .interpolate(new double[] {-1, 0, 2}, new double[] {x, y, 1})
                        .value(1.5);
    }

    static double matrices(double x, double y) {
        return new CholeskyDecomposition(new Array2DRowRealMatrix(new double[][] {{x * x + 2, 1}, {1, y * y + 2}}))
                        .getDeterminant()
                + new DiagonalMatrix(new double[] {x, y})
                        .multiply(new DiagonalMatrix(new double[] {2, 3}))
                        .getEntry(1, 1);
    }

    static double sorted(double x, double y) {
        double[] a = {x, y, 1, 2.5};
        double[] b = {1, 2, 3, 4};
        MathArrays.sortInPlace(a, MathArrays.OrderDirection.DECREASING, b);
        return a[0]
                + 10 * b[1]
                + new NevilleInterpolator()
                        .interpolate(new double[] {2, 0, -1}, new double[] {x, y, 1})
                        .value(1.5)
                + new NaturalRanking().rank(a)[2]
                + new KendallsCorrelation().correlation(a, new double[] {4, y, 2, 1})
                + new WilcoxonSignedRankTest().wilcoxonSignedRank(a, new double[] {1, x, y, 3});
    }

    static double storedValues(double x, double y) {
        DescriptiveStatistics d = new DescriptiveStatistics(new double[] {x, y, 1});
        d.addValue(x * y);
        SynchronizedSummaryStatistics s = new SynchronizedSummaryStatistics();
        s.addValue(x);
        s.addValue(y);
        return d.getStandardDeviation() + s.getMean() + StatUtils.normalize(new double[] {x, y, 1})[0];
    }

    static double percentile(double x, double y) {
        return new Percentile(25).evaluate(new double[] {x, y, 1, 2.5});
    }

    static double polynomialsMadeOnDemand(double x, double y) {
        return PolynomialsUtils.createJacobiPolynomial(4, 1, 2).value(x / 10)
                + PolynomialsUtils.createLaguerrePolynomial(3).value(y / 10);
    }

    static double derivativeStructures(double x, double y) {
        return new DerivativeStructure(2, 1, 0, x)
                .multiply(new DerivativeStructure(2, 1, 1, y))
                .getPartialDerivative(1, 0);
    }

    static double notInOrder(double x, double y) {
        MathArrays.checkOrder(new double[] {x - 30, y - 20, 1, 2.5});
        return x;
    }
}
