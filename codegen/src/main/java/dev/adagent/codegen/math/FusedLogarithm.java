package dev.adagent.codegen.math;

/**
 * {@code Math.log} for devices, within 1 ulp (largest seen 0.74): x = 2ᵏ(1 + f) with √½ ≤ 1 + f &lt; √2, and log(1 + f) = f − f²/2 + s(f²/2 + R(s²)),
 * s = f/(2 + f). fdlibm's polynomial R, but one formula for all normal x instead of a branch for each kind, by fused multiply-adds. Other
 * bits than {@code StrictMath.log}.
 */
final class FusedLogarithm {
    /** High word of √½. */
    static final int HALF_ROOT = 0x3fe6a09e;

    private static final double ONE_OVER_LN10 = 0x1.bcb7b1526e50ep-2;
    private static final double ONE_OVER_LN10_TAIL = 0x1.95355baaafad3p-57;

    private FusedLogarithm() {}

    static double log(double x) {
        int high = Bits.high(x);
        int k = 0;
        if (high < 0x00100000 || high >= Bits.INFINITE) { // not a positive normal number
            if (!(x > 0) || high >= Bits.INFINITE) {
                return special(x);
            }
            x *= 0x1p54;
            high = Bits.high(x);
            k = -54;
        }
        int shifted = high + (0x3ff00000 - HALF_ROOT);
        k += (shifted >> 20) - 0x3ff;
        double f = Bits.withHigh(x, (shifted & 0xfffff) + HALF_ROOT) - 1.0;
        double half = 0.5 * f * f;
        double s = quotient(f, 2.0 + f);
        double tail = Math.fma(k, Exponential.LN2_TAIL, s * (half + rest(s * s)));
        return Math.fma(k, Exponential.LN2_HEAD, f - (half - tail));
    }

    /**
     * {@code Math.log10}, largest error seen 0.51 ulp where fdlibm's is 1.64, more than {@code Math} allows: log(1 + f) as a sum of two doubles, times
     * 1/ln 10 as another. Exact for powers of ten, as {@code Math} promises.
     */
    static double log10(double x) {
        int high = Bits.high(x);
        int k = 0;
        if (high < 0x00100000 || high >= Bits.INFINITE) { // not a positive normal number
            if (!(x > 0) || high >= Bits.INFINITE) {
                return special(x);
            }
            x *= 0x1p54;
            high = Bits.high(x);
            k = -54;
        }
        int shifted = high + (0x3ff00000 - HALF_ROOT);
        k += (shifted >> 20) - 0x3ff;
        double f = Bits.withHigh(x, (shifted & 0xfffff) + HALF_ROOT) - 1.0;
        double half = 0.5 * f * f;
        double lost = Math.fma(0.5 * f, f, -half);
        double s = quotient(f, 2.0 + f);
        double head = f - half;
        double tail = ((f - head) - half) + (s * (half + rest(s * s)) - lost);
        double p = head * ONE_OVER_LN10;
        double low = Math.fma(head, ONE_OVER_LN10, -p) + Math.fma(head, ONE_OVER_LN10_TAIL, tail * ONE_OVER_LN10);
        double whole = k * Logarithm.LOG10_2_HEAD; // exact
        double sum = whole + p;
        double error = k == 0 ? 0.0 : (whole - sum) + p;
        return sum + (error + Math.fma(k, Logarithm.LOG10_2_TAIL, low));
    }

    /** What log(1 + f) = f − f²/2 + s(f²/2 + R) has as R, by z = s². */
    private static double rest(double z) {
        double w = z * z;
        double even = w * Math.fma(w, Math.fma(w, Logarithm.LG6, Logarithm.LG4), Logarithm.LG2);
        double odd =
                z * Math.fma(w, Math.fma(w, Math.fma(w, Logarithm.LG7, Logarithm.LG5), Logarithm.LG3), Logarithm.LG1);
        return even + odd;
    }

    /**
     * {@code f/g} for g between 1.7 and 2.5, to about half an ulp: an approximate reciprocal, two steps of Newton's method. A division would handle
     * every exponent, which takes a call that costs registers all through a kernel.
     */
    private static double quotient(double f, double g) {
        double about = Approximation.reciprocal((float) g);
        about = Math.fma(about, Math.fma(-g, about, 1.0), about);
        double s = f * about;
        return Math.fma(about, Math.fma(-s, g, f), s);
    }

    private static double special(double x) {
        if (x == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return x < 0 ? Double.NaN : x; // infinity or not a number
    }
}
