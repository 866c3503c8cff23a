package dev.adagent.codegen.math;

/** Arc sine, arc cosine, arc tangent, by fdlibm's method (rational and polynomial approximations by argument range). */
final class InverseTrigonometric {
    private static final double HALF_PI = 0x1.921fb54442d18p0;
    private static final double HALF_PI_TAIL = 0x1.1a62633145c07p-54;
    private static final double QUARTER_PI = 0x1.921fb54442d18p-1;
    private static final double PI = 0x1.921fb54442d18p1;
    private static final double PI_TAIL = 0x1.1a62633145c07p-53;
    private static final double TINY = 1e-300;

    private InverseTrigonometric() {}

    /** (asin(√t)/√t − 1), a rational function on [0, 1/4]. */
    private static double ratio(double t) {
        double p = -0x1.48228b5688f3bp-5 + t * (0x1.9efe07501b288p-11 + t * 0x1.23de10dfdf709p-15);
        p = -0x1.4d61203eb6f7dp-2 + t * (0x1.9c1550e884455p-3 + t * p);
        p = t * (0x1.5555555555555p-3 + t * p);
        double q = 0x1.02ae59c598ac8p1 + t * (-0x1.6066c1b8d0159p-1 + t * 0x1.3b8c5b12e9282p-4);
        return p / (1.0 + t * (-0x1.33a271c8a2d4bp1 + t * q));
    }

    static double asin(double x) {
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        double a = Math.abs(x);
        if (!(a < 1.0)) {
            return a == 1.0 ? x * HALF_PI + x * HALF_PI_TAIL : Double.NaN;
        }
        if (ix < 0x3fe00000) { // |x| < 1/2
            return ix < 0x3e400000 ? x : x + x * ratio(x * x);
        }
        double t = (1.0 - a) * 0.5; // asin x = π/2 − 2 asin √((1 − x)/2)
        double s = Math.sqrt(t);
        double r = ratio(t);
        double v;
        if (ix >= 0x3fef3333) { // |x| > 0.975
            v = HALF_PI - (2.0 * (s + s * r) - HALF_PI_TAIL);
        } else {
            double w = Bits.truncated(s);
            double c = (t - w * w) / (s + w);
            double p = 2.0 * s * r - (HALF_PI_TAIL - 2.0 * c);
            v = QUARTER_PI - (p - (QUARTER_PI - 2.0 * w));
        }
        return x > 0 ? v : -v;
    }

    static double acos(double x) {
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        double a = Math.abs(x);
        if (!(a < 1.0)) {
            return a != 1.0 ? Double.NaN : x > 0 ? 0.0 : PI + 2.0 * HALF_PI_TAIL;
        }
        if (ix < 0x3fe00000) { // |x| < 1/2
            return ix <= 0x3c600000 ? HALF_PI + HALF_PI_TAIL : HALF_PI - (x - (HALF_PI_TAIL - x * ratio(x * x)));
        }
        double z = (1.0 - a) * 0.5;
        double s = Math.sqrt(z);
        double r = ratio(z);
        if (x < 0) {
            return PI - 2.0 * (s + (r * s - HALF_PI_TAIL));
        }
        double d = Bits.truncated(s);
        double c = (z - d * d) / (s + d);
        return 2.0 * (d + (r * s + c));
    }

    static double atan(double x) {
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        if (ix < 0x3fdc0000) { // |x| < 7/16
            return ix < 0x3e200000 ? x : x - x * series(x);
        }
        if (Double.isNaN(x)) {
            return x + x;
        }
        double a = Math.abs(x);
        double v;
        if (ix >= 0x44100000) { // |x| ≥ 2^66
            v = HALF_PI + HALF_PI_TAIL;
        } else if (ix < 0x3fe60000) { // |x| < 11/16
            v = shifted((2.0 * a - 1.0) / (2.0 + a), 0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56);
        } else if (ix < 0x3ff30000) { // |x| < 19/16
            v = shifted((a - 1.0) / (a + 1.0), QUARTER_PI, 0x1.1a62633145c07p-55);
        } else if (ix < 0x40038000) { // |x| < 39/16
            v = shifted((a - 1.5) / (1.0 + 1.5 * a), 0x1.f730bd281f69bp-1, 0x1.007887af0cbbdp-56);
        } else {
            v = shifted(-1.0 / a, HALF_PI, HALF_PI_TAIL);
        }
        return x < 0 ? -v : v;
    }

    private static double shifted(double x, double head, double tail) {
        return head - ((x * series(x) - tail) - x);
    }

    /** 1 − atan(x)/x on |x| ≤ 7/16. */
    private static double series(double x) {
        double z = x * x;
        double w = z * z;
        double p = 0x1.10d66a0d03d51p-4 + w * (0x1.97b4b24760debp-5 + w * 0x1.0ad3ae322da11p-6);
        p = 0x1.24924920083ffp-3 + w * (0x1.745cdc54c206ep-4 + w * p);
        double even = z * (0x1.555555555550dp-2 + w * p);
        p = -0x1.3b0f2af749a6dp-4 + w * (-0x1.dde2d52defd9ap-5 + w * -0x1.2b4442c6a6c2fp-5);
        double odd = w * (-0x1.999999998ebc4p-3 + w * (-0x1.c71c6fe231671p-4 + w * p));
        return even + odd;
    }

    static double atan2(double y, double x) {
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return x + y;
        }
        if (x == 1.0) {
            return atan(y);
        }
        boolean left = Bits.high(x) < 0;
        boolean below = Bits.high(y) < 0;
        if (y == 0.0) {
            return !left ? y : below ? -PI - TINY : PI + TINY;
        }
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        int iy = Bits.high(y) & Bits.MAGNITUDE;
        if (ix == Bits.INFINITE) {
            double v = iy == Bits.INFINITE
                    ? (left ? 3.0 * QUARTER_PI + TINY : QUARTER_PI + TINY)
                    : (left ? PI + TINY : 0.0);
            return below ? -v : v;
        }
        if (x == 0.0 || iy == Bits.INFINITE) {
            return below ? -HALF_PI - TINY : HALF_PI + TINY;
        }
        int k = (iy - ix) >> 20; // difference of the exponents
        double z = k > 60 ? HALF_PI + 0.5 * PI_TAIL : left && k < -60 ? 0.0 : atan(Math.abs(y / x));
        if (!left) {
            return below ? -z : z;
        }
        return below ? (z - PI_TAIL) - PI : PI - (z - PI_TAIL);
    }
}
