package dev.adagent.codegen.math;

/**
 * {@code Math.exp} for devices, within 1 ulp (bound by analysis 0.93, largest seen 0.89): x = k ln 2 + r with |r| ≤ 0.5 ln 2, then one polynomial in r, without a
 * division and without branches in the common case, by fused multiply-adds. Other bits than {@code StrictMath.exp}.
 *
 * <p>Reduction after W. J. Cody and W. Waite, Software Manual for the Elementary Functions (1980), ch. 6; the polynomial interpolates
 * (eʳ − 1 − r)/r² at the Chebyshev points, with a relative error of eʳ below 2⁻⁵⁶.
 */
final class FusedExponential {
    private static final double ONE_OVER_LN2 = 0x1.71547652b82fep0;
    /** ln 2 with its last bits zero, so that k times it is exact. */
    private static final double LN2_HEAD = 0x1.62e42fefa38p-1;

    private static final double LN2_TAIL = 0x1.ef35793c7673p-45;
    /** Added and taken off again it rounds to an integer, which stands in the low bits in between. */
    private static final double ROUND = 0x1.8p52;
    /** Above it, {@code exp} overflows. */
    private static final double LARGEST = 0x1.62e42fefa39efp9;
    /** Below it, {@code exp} is nearer to 0 than to the smallest subnormal. */
    private static final double SMALLEST = -0x1.74910d52d3052p9;

    private FusedExponential() {}

    static double exp(double x) {
        double t = Math.fma(x, ONE_OVER_LN2, ROUND);
        int k = (int) Double.doubleToRawLongBits(t);
        double n = t - ROUND;
        double r = Math.fma(n, -LN2_TAIL, Math.fma(n, -LN2_HEAD, x));
        double y = Math.fma(r, Math.fma(r, series(r), 1.0), 1.0);
        return Math.abs(x) < 708.0 ? Bits.scaled(y, k) : far(x, y, k);
    }

    /** (eʳ − 1 − r)/r². */
    private static double series(double r) {
        double p = 0x1.af38a9b0ec855p-26;
        p = Math.fma(p, r, 0x1.289185613a3d6p-22);
        p = Math.fma(p, r, 0x1.71de0dae63bb3p-19);
        p = Math.fma(p, r, 0x1.a019b90d2ae7ap-16);
        p = Math.fma(p, r, 0x1.a01a01a7c41d5p-13);
        p = Math.fma(p, r, 0x1.6c16c1788bd90p-10);
        p = Math.fma(p, r, 0x1.11111111109b3p-7);
        p = Math.fma(p, r, 0x1.5555555553d63p-5);
        p = Math.fma(p, r, 0x1.5555555555556p-3);
        return Math.fma(p, r, 0x1.0000000000001p-1);
    }

    /** Results beyond the normal numbers' middle: 2ᵏ is no double, or there is no finite result. */
    private static double far(double x, double y, int k) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (x > LARGEST) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < SMALLEST) {
            return 0.0;
        }
        return k > 0 ? Bits.scaled(y, k - 1) * 2.0 : Bits.scaled(y, k + 1000) * 0x1p-1000;
    }
}
