package dev.adagent.codegen.math;

/** {@code cbrt} and {@code hypot} by fdlibm's method. */
final class Roots {
    private Roots() {}

    static double cbrt(double x) {
        if (x == 0.0 || (Bits.high(x) & Bits.MAGNITUDE) >= Bits.INFINITE) {
            return x + x;
        }
        double a = Math.abs(x);
        double t; // to 5 bits: a third of the exponent
        if (a < 0x1p-1022) {
            double scaled = a * 0x1p54;
            t = Double.longBitsToDouble(
                    ((long) (Bits.high(scaled) / 3 + 696219795) << 32) | (Bits.low(scaled) & 0xffffffffL));
        } else {
            t = Bits.ofHigh(Bits.high(a) / 3 + 715094163);
        }
        double r = t * t / a; // to 23 bits
        double s = 0x1.15f15f15f15f1p-1 + r * t;
        t *= 0x1.6db6db6db6db7p-2 + 0x1.9b6db6db6db6ep0 / (s + 0x1.6a0ea0ea0ea0fp0 + -0x1.691de2532c834p-1 / s);
        t = Bits.ofHigh(Bits.high(t) + 1); // to 20 bits, above the root
        s = t * t; // exact; one step of Newton's
        r = a / s;
        double w = t + t;
        r = (r - t) / (w + r);
        t = t + t * r;
        return x < 0 ? -t : t;
    }

    /**
     * Length of a vector.
     *
     * @param strict with fdlibm's bits: where the shorter side is subnormal it scales both, but goes on with the high words from before, which
     *     costs it its bound of 1 ulp (1.003 seen)
     */
    static double hypot(double x, double y, boolean strict) {
        double a = Math.abs(x);
        double b = Math.abs(y);
        if (a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY) {
            return Double.POSITIVE_INFINITY;
        }
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return a + b;
        }
        if (b > a) {
            double t = a;
            a = b;
            b = t;
        }
        int ha = Bits.high(a);
        int hb = Bits.high(b);
        if (ha - hb > 0x3c00000) { // a/b > 2^60
            return a + b;
        }
        int k = 0;
        boolean stale = false;
        if (a > 0x1.00000ffffffffp500) {
            a *= 0x1p-600;
            b *= 0x1p-600;
            k = 600;
        }
        if (b < 0x1p-500) {
            if (b < 0x1p-1022) {
                if (b == 0.0) {
                    return a;
                }
                a *= 0x1p1022;
                b *= 0x1p1022;
                k -= 1022;
                stale = strict;
            } else {
                a *= 0x1p600;
                b *= 0x1p600;
                k -= 600;
            }
        }
        double w = a - b;
        double v;
        if (w > b) {
            double t1 = stale ? Bits.ofHigh(ha) : Bits.truncated(a);
            double t2 = a - t1;
            v = Math.sqrt(t1 * t1 - (b * -b - t2 * (a + t1)));
        } else {
            double y1 = stale ? Bits.ofHigh(hb) : Bits.truncated(b);
            double y2 = b - y1;
            double t1 = Bits.ofHigh((stale ? ha : Bits.high(a)) + 0x00100000); // 2a in head and tail
            double t2 = (a + a) - t1;
            v = Math.sqrt(t1 * y1 - (w * -w - (t1 * y2 + t2 * b)));
        }
        return k == 0 ? v : v * Bits.ofHigh((k + 1023) << 20);
    }
}
