package dev.adagent.cuda.library;

import org.apache.commons.math3.complex.*;
import org.apache.commons.math3.exception.*;
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
}
