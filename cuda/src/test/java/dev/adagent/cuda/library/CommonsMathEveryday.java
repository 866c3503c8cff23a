package dev.adagent.cuda.library;

import org.apache.commons.math3.analysis.integration.gauss.*;
import org.apache.commons.math3.analysis.interpolation.*;
import org.apache.commons.math3.analysis.polynomials.*;
import org.apache.commons.math3.analysis.solvers.*;
import org.apache.commons.math3.complex.*;
import org.apache.commons.math3.distribution.*;
import org.apache.commons.math3.geometry.euclidean.oned.*;
import org.apache.commons.math3.geometry.euclidean.threed.*;
import org.apache.commons.math3.linear.*;
import org.apache.commons.math3.optim.*;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.*;
import org.apache.commons.math3.special.*;
import org.apache.commons.math3.stat.descriptive.*;
import org.apache.commons.math3.stat.inference.*;
import org.apache.commons.math3.stat.regression.*;
import org.apache.commons.math3.util.*;

/**
 * Calls of Commons Math 3.6.1 as {@link CommonsMathGroups} has them, of a trial of 99 that people call every day; among them some on objects
 * that the host prepared: decompositions, splines, regressions.
 */
@SuppressWarnings("unused") // found by reflection
final class CommonsMathEveryday {
    private static final double[] KNOTS = {-11, -6, -3, 0, 5, 8, 11};
    private static final double[] VALUES = {1, 3, 2, 5, 4, 1, 2};
    private static final PolynomialSplineFunction AKIMA = new AkimaSplineInterpolator().interpolate(KNOTS, VALUES);
    private static final PolynomialSplineFunction LOESS = new LoessInterpolator().interpolate(KNOTS, VALUES);
    private static final RealMatrix MATRIX = new Array2DRowRealMatrix(new double[][] {{4, 1, 0}, {1, 3, 2}, {0, 2, 5}});
    private static final DecompositionSolver LU = new LUDecomposition(MATRIX).getSolver();
    private static final DecompositionSolver QR = new QRDecomposition(MATRIX).getSolver();
    private static final GaussIntegrator LEGENDRE = new GaussIntegratorFactory().legendre(7, -1, 2);
    private static final SimpleRegression LINE = new SimpleRegression();
    private static final MultivariateNormalDistribution NORMALS =
            new MultivariateNormalDistribution(new double[] {0, 1}, new double[][] {{2, 0.5}, {0.5, 1}});

    static {
        LINE.addData(new double[][] {{1, 2}, {2, 3.5}, {3, 5}, {4, 8}});
    }

    private CommonsMathEveryday() {}

    private static double[] four(double x, double y) {
        return new double[] {x, y, 1, 2.5};
    }

    /** A {@code TreeSet} of the library's. */
    static double withoutRepeats(double x, double y) {
        double[] unique = MathArrays.unique(four((int) x, (int) y));
        return unique[0] + unique.length + 0.5 * unique[unique.length - 1];
    }

    static double arrays(double x, double y) {
        double[] a = MathArrays.scale(x, four(x, y));
        MathArrays.scaleInPlace(2, a);
        return MathArrays.ebeAdd(a, four(y, x))[1]
                + MathArrays.natural(5)[3]
                + MathArrays.concatenate(a, four(y, x))[5]
                + (MathArrays.isMonotonic(a, MathArrays.OrderDirection.INCREASING, true) ? 1 : 2);
    }

    static double roots(double x, double y) {
        return new BracketingNthOrderBrentSolver(1e-10, 5)
                        .solve(100, v -> v * v * v - y, -10, 10, AllowedSolution.LEFT_SIDE)
                + new MullerSolver().solve(100, v -> v * v * v - y, -10, 10)
                + UnivariateSolverUtils.solve(v -> v * v * v - x, -10, 10);
    }

    static double minimum(double x, double y) {
        return new BrentOptimizer(1e-8, 1e-10)
                .optimize(
                        new MaxEval(200),
                        new UnivariateObjectiveFunction(v -> (v - x) * (v - x) + y),
                        GoalType.MINIMIZE,
                        new SearchInterval(-20, 20))
                .getPoint();
    }

    static double splines(double x, double y) {
        return AKIMA.value(x)
                + LOESS.value(y)
                + AKIMA.polynomialSplineDerivative().value(y)
                + new SplineInterpolator()
                        .interpolate(new double[] {-11, -2, 3, 11}, four(x, y))
                        .value(x);
    }

    /** Rows of objects with arrays in them. */
    static double bicubic(double x, double y) {
        double[] knots = {-11, -4, 4, 11};
        double[][] values = {{x, 1, 2, 3}, {y, 4, 1, 2}, {1, 2, 3, 4}, {5, 1, x, y}};
        return new BicubicInterpolator().interpolate(knots, knots, values).value(x, y);
    }

    static double quadrature(double x, double y) {
        return LEGENDRE.integrate(v -> v * x + Math.sqrt(v + y + 11));
    }

    static double solvedOutside(double x, double y) {
        ArrayRealVector v = new ArrayRealVector(new double[] {x, y, 1});
        return LU.solve(v).getEntry(1)
                + QR.solve(v).getEntry(2)
                + MATRIX.operate(v).getEntry(0);
    }

    static double solvedHere(double x, double y) {
        LUDecomposition lu =
                new LUDecomposition(new Array2DRowRealMatrix(new double[][] {{x, 1, 2}, {3, y, 1}, {1, 2, 30}}));
        return lu.getDeterminant() + lu.getSolver().getInverse().getEntry(1, 2);
    }

    static double singular(double x, double y) {
        RealMatrix m = new Array2DRowRealMatrix(new double[][] {{x, 2 * x}, {1, x > 5 ? 2 : y}});
        return new LUDecomposition(m)
                .getSolver()
                .solve(new ArrayRealVector(new double[] {1, 2}))
                .getEntry(0);
    }

    static double regressions(double x, double y) {
        OLSMultipleLinearRegression r = new OLSMultipleLinearRegression();
        r.newSampleData(new double[] {x, y, 1, 2, 3}, new double[][] {{1, 2}, {2, 1}, {3, 5}, {4, 4}, {5, 7}});
        return r.estimateRegressionParameters()[1] + LINE.predict(x) + LINE.getSlope() * y;
    }

    static double densities(double x, double y) {
        return NORMALS.density(new double[] {x / 5, y / 5})
                + new ChiSquaredDistribution(null, 3.5).density(x + 10)
                + new PascalDistribution(null, 4, 0.3).probability((int) (y + 10))
                + new LevyDistribution(null, 0, 2).density(y + 10.5);
    }

    static double summaries(double x, double y) {
        SummaryStatistics s = new SummaryStatistics();
        DescriptiveStatistics d = new DescriptiveStatistics(3);
        for (int i = 0; i < 5; i++) {
            s.addValue(x + i * y);
            d.addValue(x - i * y);
        }
        return s.getMean()
                + s.getStandardDeviation()
                + s.getSumsq()
                + d.getElement(1)
                + d.getSortedValues()[2]
                + new GTest().g(new double[] {1, 2, 3}, new long[] {(long) (x + 11), (long) (y + 11), 4});
    }

    static double planesAndLines(double x, double y) {
        Plane p = new Plane(new Vector3D(x, y, 5), 1e-10);
        Line l = new Line(new Vector3D(1, 1, 1), new Vector3D(2, y, 20), 1e-10);
        Vector3D i = p.intersection(l);
        return i.getX() + p.getNormal().getZ() + l.toSpace(new Vector1D(x)).getY() + l.getAbscissa(i);
    }

    static double complexNumbers(double x, double y) {
        Complex c = new Complex(x / 3, y / 3);
        return c.sin().getReal()
                + c.log().getImaginary()
                + c.tanh().getImaginary()
                + c.atan().getReal();
    }

    static double collections(double x, double y) {
        double s = 0;
        for (int[] c : new Combinations(4, 2)) {
            s = s * 1.5 + c[0] * x + c[1] * y;
        }
        OpenIntToDoubleHashMap m = new OpenIntToDoubleHashMap(0.0);
        m.put((int) x, x);
        m.put((int) y, y);
        ResizableDoubleArray a = new ResizableDoubleArray();
        for (int i = 0; i < 20; i++) {
            a.addElement(x + i * y);
        }
        return s
                + m.get((int) x)
                + m.size()
                + a.getElement(17)
                + Pair.create(x, y).getValue();
    }

    static double tooManyIncrements(double x, double y) {
        Incrementor i = new Incrementor(5);
        for (int k = 0; k < x; k++) {
            i.incrementCount();
        }
        return i.getCount();
    }

    static double notFinite(double x, double y) {
        MathUtils.checkFinite(new double[] {x, 1 / (y > 9 ? 0 : y)});
        return x;
    }

    static double specialFunctions(double x, double y) {
        return Gamma.lanczos(x + 11) + Gamma.invGamma1pm1((x + 5) / 15) + Beta.regularizedBeta((x + 10) / 20, 2, 3);
    }
}
