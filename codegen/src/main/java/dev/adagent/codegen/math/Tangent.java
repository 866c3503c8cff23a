package dev.adagent.codegen.math;

/** The tangent on [−π/4, π/4], by fdlibm's method. */
final class Tangent {
    private static final double QUARTER_PI = 0x1.921fb54442d18p-1;
    private static final double QUARTER_PI_TAIL = 0x1.1a62633145c07p-55;

    private Tangent() {}

    /** {@code tan(x + y)}, or {@code −1/tan(x + y)} if {@code inverse}; {@code y} is the tail of {@code x}. */
    static double kernel(double x, double y, boolean inverse) {
        int hx = Bits.high(x);
        int ix = hx & Bits.MAGNITUDE;
        if (ix < 0x3e300000) { // |x| < 2^-28
            return inverse ? minusReciprocal(x + y, x, y) : x;
        }
        boolean large = ix >= 0x3fe59428; // |x| ≥ 0.6744: tan x = tan(π/4 − d)
        double a = x;
        double b = y;
        if (large) {
            double ax = hx < 0 ? -x : x;
            double ay = hx < 0 ? -y : y;
            a = (QUARTER_PI - ax) + (QUARTER_PI_TAIL - ay);
            b = 0.0;
        }
        double z = a * a;
        double s = z * a;
        double r = b + z * (s * (odd(z * z) + z * even(z * z)) + b);
        r += 0x1.5555555555563p-2 * s;
        double w = a + r;
        if (large) {
            double v = inverse ? -1.0 : 1.0;
            double t = v - 2.0 * (a - (w * w / (w + v) - r));
            return hx < 0 ? -t : t;
        }
        return inverse ? minusReciprocal(w, a, r) : w;
    }

    private static double odd(double w) {
        double p = 0x1.344d8f2f26501p-11 + w * (0x1.47e88a03792a6p-14 + w * -0x1.375cbdb605373p-16);
        p = 0x1.664f48406d637p-6 + w * (0x1.d6d22c9560328p-9 + w * p);
        return 0x1.111111110fe7ap-3 + w * p;
    }

    private static double even(double w) {
        double p = 0x1.026f71a8d1068p-12 + w * (0x1.2b80f32f0a7e9p-14 + w * 0x1.b2a7074bf7ad4p-16);
        p = 0x1.226e3e96e8493p-7 + w * (0x1.7dbc8fee08315p-10 + w * p);
        return 0x1.ba1ba1bb341fep-5 + w * p;
    }

    /** {@code −1/(x + r)} where {@code w = x + r} was rounded; 0 is not reached, since no double is a multiple of π/2. */
    private static double minusReciprocal(double w, double x, double r) {
        double z = Bits.truncated(w);
        double v = r - (z - x);
        double a = -1.0 / w;
        double t = Bits.truncated(a);
        double s = 1.0 + t * z;
        return t + a * (s + t * v);
    }
}
