package dev.adagent.cuda.library;

import org.apache.commons.math3.analysis.differentiation.*;
import org.apache.commons.math3.analysis.interpolation.*;
import org.apache.commons.math3.analysis.polynomials.*;
import org.apache.commons.math3.analysis.solvers.*;
import org.apache.commons.math3.complex.*;
import org.apache.commons.math3.exception.*;
import org.apache.commons.math3.fraction.*;
import org.apache.commons.math3.geometry.euclidean.threed.*;
import org.apache.commons.math3.util.*;

/** Calls of Commons Math 3.6.1 as {@link CommonsMathGroups} has them, of a trial of what was not thought of before. */
@SuppressWarnings({"unused", "deprecation"}) // found by reflection
final class CommonsMathTrial {
    private CommonsMathTrial() {}

    static double powers(double x, double y) {
        return ArithmeticUtils.pow((int) x, 3)
                + ArithmeticUtils.pow((long) x, (int) (y + 10) / 2)
                + ArithmeticUtils.pow((int) y, 4L)
                + CombinatoricsUtils.stirlingS2((int) (x + 10), (int) ((x + 10) / 2));
    }

    /** The exception says base and exponent, which a handler adds. */
    static double powerTooLarge(double x, double y) {
        return ArithmeticUtils.pow((int) x, (int) (y + 14));
    }

    static double powerTooLargeCaught(double x, double y) {
        try {
            return ArithmeticUtils.pow((int) (x * 20), (int) (y + 10));
        } catch (MathArithmeticException e) {
            return -1;
        }
    }

    static double rootsOfComplex(double x, double y) {
        double s = 0;
        for (Complex c : new Complex(x, y).nthRoot(4)) {
            s += c.getReal() * c.getImaginary();
        }
        return s
                + new Complex(y, x)
                        .nthRoot((int) (x + 12))
                        .get((int) (x + 11) / 2)
                        .getImaginary();
    }

    /** The message says how many evaluations were allowed, which a handler reads of the exception that it catches. */
    static double tooManyEvaluations(double x, double y) {
        return new BrentSolver().solve(3, v -> v * v * v - y, -10, 10);
    }

    private static double[][] grid() {
        double[][] g = new double[5][5];
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                g[i][j] = i * i - j;
            }
        }
        return g;
    }

    private static final double[] KNOTS = {-11, -5, -1, 4, 11};
    private static final BicubicInterpolatingFunction BICUBIC =
            new BicubicInterpolator().interpolate(KNOTS, KNOTS, grid());

    static double bicubic(double x, double y) {
        return BICUBIC.value(x, y);
    }

    static double bicubicOutside(double x, double y) {
        return BICUBIC.value(x * 1.5, y);
    }

    /** What makes the second structure is called on the host with numbers that the first one holds. */
    static double structureOfAPolynomial(double x, double y) {
        return new PolynomialFunction(new double[] {1, -2, 3, y})
                .value(new DerivativeStructure(1, 1, 0, x))
                .getPartialDerivative(1);
    }

    static double anglesOfRotations(double x, double y) {
        double[] angles =
                new Rotation(x, y, 1, 2, true).getAngles(RotationOrder.ZXZ, RotationConvention.VECTOR_OPERATOR);
        return angles[0] + angles[1] * 2 + angles[2] * 3;
    }

    /** The solver and its inner object hold each other. */
    static double rootOfAPolynomial(double x, double y) {
        return new LaguerreSolver().solveComplex(new double[] {x, y, 1}, 0.1).getReal();
    }

    static double fractionOfADouble(double x, double y) {
        return new BigFraction(x).add(BigFraction.ONE_HALF).doubleValue();
    }
}
