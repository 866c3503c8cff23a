package dev.adagent.codegen.math;

/** {@code exp} and {@code expm1} by fdlibm's method: k ln 2 is taken off, the rest goes through a rational function. */
final class Exponential {
    static final double LN2_HEAD = 0x1.62e42feep-1;
    static final double LN2_TAIL = 0x1.a39ef35793c76p-33;
    private static final double ONE_OVER_LN2 = 0x1.71547652b82fep0;
    /** Above it, {@code exp} overflows. */
    private static final double LARGEST = 0x1.62e42fefa39efp9;

    private static final double SMALLEST = -0x1.74910d52d3051p9;

    private Exponential() {}

    static double exp(double x) {
        if (Double.isNaN(x)) {
            return x + x;
        }
        if (x > LARGEST) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < SMALLEST) {
            return 0.0;
        }
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        if (ix < 0x3e300000) { // |x| < 2^-28
            return 1.0 + x;
        }
        if (ix <= 0x3fd62e42) { // |x| ≤ 0.5 ln 2
            double c = remainder(x);
            return 1.0 - ((x * c) / (c - 2.0) - x);
        }
        int k = ix < 0x3ff0a2b2 // |x| < 1.5 ln 2
                ? (x < 0 ? -1 : 1)
                : (int) (ONE_OVER_LN2 * x + (x < 0 ? -0.5 : 0.5));
        double high = x - k * LN2_HEAD;
        double low = k * LN2_TAIL;
        double r = high - low;
        double c = remainder(r);
        double y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
        return k >= -1021 ? Bits.scaled(y, k) : Bits.scaled(y, k + 1000) * 0x1p-1000;
    }

    /** r − t·P(t), t = r². */
    private static double remainder(double r) {
        return r - polynomial(r * r);
    }

    /** Remes approximation of r(eʳ + 1)/(eʳ − 1) − 2 in t = r², |r| ≤ 0.5 ln 2. */
    static double polynomial(double t) {
        double p = 0x1.1566aaf25de2cp-14 + t * (-0x1.bbd41c5d26bf1p-20 + t * 0x1.6376972bea4dp-25);
        return t * (0x1.555555555553ep-3 + t * (-0x1.6c16c16bebd93p-9 + t * p));
    }

    static double expm1(double x) {
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        if (ix >= 0x4043687a) { // |x| ≥ 56 ln 2
            if (Double.isNaN(x)) {
                return x + x;
            }
            if (x > LARGEST) {
                return Double.POSITIVE_INFINITY;
            }
            if (x < 0) {
                return -1.0;
            }
        }
        if (ix < 0x3c900000) { // |x| < 2^-54
            return x;
        }
        if (ix <= 0x3fd62e42) { // |x| ≤ 0.5 ln 2
            double hxs = x * (0.5 * x);
            return x - (x * quotient(x, hxs) - hxs);
        }
        int k = ix < 0x3ff0a2b2 // |x| < 1.5 ln 2
                ? (x < 0 ? -1 : 1)
                : (int) (ONE_OVER_LN2 * x + (x < 0 ? -0.5 : 0.5));
        double high = x - k * LN2_HEAD;
        double low = k * LN2_TAIL;
        double r = high - low;
        double c = (high - r) - low;
        double hxs = r * (0.5 * r);
        double e = (r * (quotient(r, hxs) - c) - c) - hxs;
        if (k == -1) {
            return 0.5 * (r - e) - 0.5;
        }
        if (k == 1) {
            return r < -0.25 ? -2.0 * (e - (r + 0.5)) : 1.0 + 2.0 * (r - e);
        }
        if (k <= -2 || k > 56) {
            return Bits.scaled(1.0 - (e - r), k) - 1.0;
        }
        double power = Double.longBitsToDouble((long) (1023 - k) << 52); // 2^-k
        double y = k < 20 ? (1.0 - power) - (e - r) : (r - (e + power)) + 1.0;
        return Bits.scaled(y, k);
    }

    private static double quotient(double r, double hxs) {
        double p = -0x1.4ce199eaadbb7p-14 + hxs * (0x1.0cfca86e65239p-18 + hxs * -0x1.afdb76e09c32dp-23);
        double r1 = 1.0 + hxs * (-0x1.11111111110f4p-5 + hxs * (0x1.a01a019fe5585p-10 + hxs * p));
        double t = 3.0 - r1 * (0.5 * r);
        return hxs * ((r1 - t) / (6.0 - r * t));
    }
}
