package dev.adagent.cuda.library;

import org.apache.commons.math3.analysis.polynomials.PolynomialFunction;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.geometry.euclidean.threed.Vector3D;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.util.ArithmeticUtils;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.apache.commons.math3.util.FastMath;
import org.apache.commons.math3.util.MathArrays;

/**
 * Calls of Commons Math 3.6.1, which nobody wrote for a GPU, from kernels: each method here is run by every thread of a grid on its own
 * two numbers, between −10 and 10.
 */
@SuppressWarnings("unused") // found by reflection
final class CommonsMath {
    private static final PolynomialFunction POLYNOMIAL = new PolynomialFunction(new double[] {1.5, -2, 0.25, 3});
    private static final NormalDistribution NORMAL = new NormalDistribution(0.5, 2.25);

    private CommonsMath() {}

    static double logGamma(double x, double y) {
        return Gamma.logGamma(x);
    }

    static double digamma(double x, double y) {
        return Gamma.digamma(x);
    }

    static double erf(double x, double y) {
        return Erf.erf(x);
    }

    static double erfInv(double x, double y) {
        return Erf.erfInv(x / 10);
    }

    static double regularizedBeta(double x, double y) {
        return Beta.regularizedBeta((x + 10) / 20, y + 10.5, 2.5);
    }

    static double logBeta(double x, double y) {
        return Beta.logBeta(x + 10.1, y + 10.2);
    }

    static double polynomial(double x, double y) {
        return POLYNOMIAL.value(x);
    }

    static double sin(double x, double y) {
        return FastMath.sin(x * 1000);
    }

    static double exp(double x, double y) {
        return FastMath.exp(x * 50);
    }

    static double log(double x, double y) {
        return FastMath.log(x);
    }

    static double pow(double x, double y) {
        return FastMath.pow(x, y);
    }

    static double atan2(double x, double y) {
        return FastMath.atan2(x, y);
    }

    static double cbrt(double x, double y) {
        return FastMath.cbrt(x);
    }

    static double density(double x, double y) {
        return NORMAL.density(x);
    }

    static double linearCombination(double x, double y) {
        return MathArrays.linearCombination(x, y, y, 0.1) + MathArrays.linearCombination(x, y, y, 0.1, 3, x);
    }

    static double linearCombinationOfArrays(double x, double y) {
        return MathArrays.linearCombination(new double[] {x, y, 1}, new double[] {y, 0.1, x});
    }

    static double gcd(double x, double y) {
        return ArithmeticUtils.gcd((int) (x * 1000), (int) (y * 900)) + ArithmeticUtils.gcd((long) (x * 1e6), 360L);
    }

    static double binomial(double x, double y) {
        return CombinatoricsUtils.binomialCoefficientDouble((int) (x + 75), (int) (y + 11));
    }

    static double dotAndCross(double x, double y) {
        Vector3D a = new Vector3D(x, y, 1);
        Vector3D b = new Vector3D(y, 2, x);
        return a.dotProduct(b) + a.crossProduct(b).getNorm();
    }

    static double complexMultiply(double x, double y) {
        Complex c = new Complex(x, y).multiply(new Complex(y, 1));
        return c.getReal() - c.getImaginary();
    }

    static double complexExp(double x, double y) {
        Complex c = new Complex(x, y).exp();
        return c.getReal() + 2 * c.getImaginary();
    }
}
