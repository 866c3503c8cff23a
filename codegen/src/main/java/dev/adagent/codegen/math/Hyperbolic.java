package dev.adagent.codegen.math;

/** {@code sinh}, {@code cosh} and {@code tanh} by fdlibm's method. */
final class Hyperbolic {
    private Hyperbolic() {}

    static double sinh(double x) {
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        if (ix >= Bits.INFINITE) {
            return x + x;
        }
        double a = Math.abs(x);
        double half = x < 0 ? -0.5 : 0.5;
        if (ix < 0x40360000) { // |x| < 22
            if (ix < 0x3e300000) { // |x| < 2^-28
                return x;
            }
            double t = Exponential.expm1(a);
            return half * (ix < 0x3ff00000 ? 2.0 * t - t * t / (t + 1.0) : t + t / (t + 1.0));
        }
        return largeExponential(a, ix, half);
    }

    static double cosh(double x) {
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        if (ix >= Bits.INFINITE) {
            return x * x;
        }
        double a = Math.abs(x);
        if (ix < 0x3fd62e43) { // |x| < 0.5 ln 2
            double t = Exponential.expm1(a);
            double w = 1.0 + t;
            return ix < 0x3c800000 ? w : 1.0 + (t * t) / (w + w);
        }
        if (ix < 0x40360000) { // |x| < 22
            double t = Exponential.exp(a);
            return 0.5 * t + 0.5 / t;
        }
        return largeExponential(a, ix, 0.5);
    }

    /** {@code factor · e^a}, infinite only where that product is. */
    private static double largeExponential(double a, int ix, double factor) {
        if (ix < 0x40862e42) { // below the logarithm of the largest double
            return factor * Exponential.exp(a);
        }
        if (a <= 0x1.633ce8fb9f87dp9) {
            double w = Exponential.exp(0.5 * a);
            double t = factor * w;
            return t * w;
        }
        return factor * Double.POSITIVE_INFINITY;
    }

    static double tanh(double x) {
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        if (Double.isNaN(x)) {
            return x + x;
        }
        double a = Math.abs(x);
        double z;
        if (ix >= 0x40360000) { // |x| ≥ 22
            z = 1.0;
        } else if (ix < 0x3c800000) { // |x| < 2^-55
            return x * (1.0 + x);
        } else if (ix >= 0x3ff00000) {
            z = 1.0 - 2.0 / (Exponential.expm1(2.0 * a) + 2.0);
        } else {
            double t = Exponential.expm1(-2.0 * a);
            z = -t / (t + 2.0);
        }
        return x < 0 ? -z : z;
    }
}
