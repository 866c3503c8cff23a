package dev.adagent.cuda.library;

import org.apache.commons.math3.analysis.interpolation.*;
import org.apache.commons.math3.analysis.polynomials.*;
import org.apache.commons.math3.linear.*;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/** Calls of Commons Math 3.6.1 that make arrays whose length shows at run time only: the CPU device has them, a GPU has not. */
@SuppressWarnings("unused") // found by reflection
final class CommonsMathOnCpu {
    private static final PolynomialFunction CHEBYSHEV = PolynomialsUtils.createChebyshevPolynomial(6);

    private CommonsMathOnCpu() {}

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

    static double percentile(double x, double y) {
        return new Percentile(25).evaluate(new double[] {x, y, 1, 2.5});
    }
}
