package dev.adagent.codegen.math;

/** {@code log}, {@code log1p} and {@code log10} by fdlibm's method: 2^k (1 + f), then a series in s = f/(2 + f). */
final class Logarithm {
    static final double LG1 = 0x1.5555555555593p-1;
    static final double LG2 = 0x1.999999997fa04p-2;
    static final double LG3 = 0x1.2492494229359p-2;
    static final double LG4 = 0x1.c71c51d8e78afp-3;
    static final double LG5 = 0x1.7466496cb03dep-3;
    static final double LG6 = 0x1.39a09d078c69fp-3;
    static final double LG7 = 0x1.2f112df3e5244p-3;
    private static final double ONE_OVER_LN10 = 0x1.bcb7b1526e50ep-2;
    static final double LOG10_2_HEAD = 0x1.34413509f6p-2;
    static final double LOG10_2_TAIL = 0x1.9fef311f12b36p-42;

    private Logarithm() {}

    static double log(double x) {
        if (x == 0.0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (x < 0.0) {
            return Double.NaN;
        }
        if (Bits.high(x) >= Bits.INFINITE || Double.isNaN(x)) {
            return x + x;
        }
        boolean subnormal = Bits.high(x) < 0x00100000;
        double y = subnormal ? x * 0x1p54 : x;
        int hx = Bits.high(y);
        int k = (hx >> 20) - (subnormal ? 1023 + 54 : 1023);
        hx &= 0xfffff;
        int i = (hx + 0x95f64) & 0x100000; // 1 + f between √2/2 and √2
        double f = Bits.withHigh(y, hx | (i ^ 0x3ff00000)) - 1.0;
        k += i >> 20;
        double dk = k;
        if ((0xfffff & (2 + hx)) < 3) { // |f| < 2^-20
            if (f == 0.0) {
                return k == 0 ? 0.0 : dk * Exponential.LN2_HEAD + dk * Exponential.LN2_TAIL;
            }
            double r = f * f * (0.5 - 0x1.5555555555555p-2 * f);
            return k == 0 ? f - r : dk * Exponential.LN2_HEAD - ((r - dk * Exponential.LN2_TAIL) - f);
        }
        double s = f / (2.0 + f);
        double z = s * s;
        double w = z * z;
        double even = w * (LG2 + w * (LG4 + w * LG6));
        double odd = z * (LG1 + w * (LG3 + w * (LG5 + w * LG7)));
        double r = odd + even;
        if (((hx - 0x6147a) | (0x6b851 - hx)) > 0) {
            double half = 0.5 * f * f;
            return k == 0
                    ? f - (half - s * (half + r))
                    : dk * Exponential.LN2_HEAD - ((half - (s * (half + r) + dk * Exponential.LN2_TAIL)) - f);
        }
        return k == 0 ? f - s * (f - r) : dk * Exponential.LN2_HEAD - ((s * (f - r) - dk * Exponential.LN2_TAIL) - f);
    }

    static double log1p(double x) {
        int hx = Bits.high(x);
        int ix = hx & Bits.MAGNITUDE;
        if (x <= -1.0) {
            return x == -1.0 ? Double.NEGATIVE_INFINITY : Double.NaN;
        }
        if (ix >= Bits.INFINITE) {
            return x + x;
        }
        if (ix < 0x3e200000) { // |x| < 2^-29
            return ix < 0x3c900000 ? x : x - x * x * 0.5;
        }
        int k = 0;
        double f = x;
        int hu = 1;
        double c = 0.0;
        if (hx >= 0x3fda827a || (hx < 0 && hx > 0xbfd2bec3)) { // 1 + x outside √2/2 … √2
            double u = hx < 0x43400000 ? 1.0 + x : x;
            hu = Bits.high(u);
            k = (hu >> 20) - 1023;
            if (hx < 0x43400000) {
                c = (k > 0 ? 1.0 - (u - x) : x - (u - 1.0)) / u; // what rounding 1 + x lost
            }
            hu &= 0xfffff;
            if (hu < 0x6a09e) {
                u = Bits.withHigh(u, hu | 0x3ff00000);
            } else {
                k++;
                u = Bits.withHigh(u, hu | 0x3fe00000);
                hu = (0x100000 - hu) >> 2;
            }
            f = u - 1.0;
        }
        double half = 0.5 * f * f;
        if (hu == 0) { // |f| < 2^-20
            if (f == 0.0) {
                return k == 0 ? 0.0 : k * Exponential.LN2_HEAD + (c + k * Exponential.LN2_TAIL);
            }
            double r = half * (1.0 - 0x1.5555555555555p-1 * f);
            return k == 0 ? f - r : k * Exponential.LN2_HEAD - ((r - (k * Exponential.LN2_TAIL + c)) - f);
        }
        double s = f / (2.0 + f);
        double z = s * s;
        double r = z * (LG1 + z * (LG2 + z * (LG3 + z * (LG4 + z * (LG5 + z * (LG6 + z * LG7))))));
        return k == 0
                ? f - (half - s * (half + r))
                : k * Exponential.LN2_HEAD - ((half - (s * (half + r) + (k * Exponential.LN2_TAIL + c))) - f);
    }

    static double log10(double x) {
        if (x == 0.0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (x < 0.0) {
            return Double.NaN;
        }
        if (Bits.high(x) >= Bits.INFINITE || Double.isNaN(x)) {
            return x + x;
        }
        boolean subnormal = Bits.high(x) < 0x00100000;
        double y = subnormal ? x * 0x1p54 : x;
        int hx = Bits.high(y);
        int k = (hx >> 20) - (subnormal ? 1023 + 54 : 1023);
        int i = k < 0 ? 1 : 0;
        double n = k + i;
        double m = Bits.withHigh(y, (hx & 0xfffff) | ((0x3ff - i) << 20));
        double z = n * LOG10_2_TAIL + ONE_OVER_LN10 * log(m);
        return z + n * LOG10_2_HEAD;
    }
}
