package dev.adagent.codegen.math;

/**
 * Sine, cosine and tangent: reduction by multiples of π/2 to a head and a tail, then a polynomial on [−π/4, π/4]. The method and the
 * coefficients are those of Sun's fdlibm, which {@link StrictMath} is defined by; each result has its bits, and is within 1 ulp.
 *
 * <p>The reduction has three results (quadrant, head, tail). They are passed on to {@link #evaluate} instead of being returned, so
 * that a compiler for a device sees scalars alone.
 */
final class Trigonometric {
    static final int SINE = 0;
    static final int COSINE = 1;
    static final int TANGENT = 2;

    private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
    /** π/2 in parts of 33 bits, each with what is left after it. */
    private static final double HALF_PI_1 = 0x1.921fb544p0;

    private static final double HALF_PI_1_TAIL = 0x1.0b4611a626331p-34;
    private static final double HALF_PI_2 = 0x1.0b4611a6p-34;
    private static final double HALF_PI_2_TAIL = 0x1.3198a2e037073p-69;
    private static final double HALF_PI_3 = 0x1.3198a2ep-69;
    private static final double HALF_PI_3_TAIL = 0x1.b839a252049c1p-104;
    private static final double HALF_PI = 0x1.921fb54442d18p0;

    private Trigonometric() {}

    /** {@link #SINE}, {@link #COSINE} or {@link #TANGENT} of {@code x}. */
    static double of(int function, double x) {
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        if (ix <= 0x3fe921fb) { // |x| ≤ π/4
            return direct(function, x);
        }
        if (ix >= Bits.INFINITE) {
            return Double.NaN;
        }
        double t = Math.abs(x);
        double v = ix < 0x4002d97c // |x| < 3π/4
                ? small(function, t, ix)
                : ix <= 0x413921fb // |x| ≤ 2^19 π/2
                        ? medium(function, t, ix)
                        : PayneHanek.reduceAndEvaluate(function, t);
        return x < 0 && function != COSINE ? -v : v;
    }

    private static double direct(int function, double x) {
        switch (function) {
            case SINE:
                return sineDirect(x);
            case COSINE:
                return cosineKernel(x, 0.0);
            default:
                return Tangent.kernel(x, 0.0, false);
        }
    }

    private static double small(int function, double x, int ix) {
        double z = x - HALF_PI_1;
        double tail = HALF_PI_1_TAIL;
        if (ix == 0x3ff921fb) { // near π/2: 33 bits more
            z -= HALF_PI_2;
            tail = HALF_PI_2_TAIL;
        }
        double y0 = z - tail;
        double y1 = (z - y0) - tail;
        return evaluate(function, 1, y0, y1);
    }

    private static double medium(int function, double x, int ix) {
        double t = x;
        int n = (int) (t * TWO_OVER_PI + 0.5);
        double fn = n;
        double r = t - fn * HALF_PI_1;
        double w = fn * HALF_PI_1_TAIL;
        double y0 = r - w;
        if (n >= 32 || ix == Bits.high(fn * HALF_PI)) { // cancellation is possible: look at the exponents
            int exponent = ix >> 20;
            if (exponent - exponentOf(y0) > 16) {
                t = r;
                w = fn * HALF_PI_2;
                r = t - w;
                w = fn * HALF_PI_2_TAIL - ((t - r) - w);
                y0 = r - w;
                if (exponent - exponentOf(y0) > 49) {
                    t = r;
                    w = fn * HALF_PI_3;
                    r = t - w;
                    w = fn * HALF_PI_3_TAIL - ((t - r) - w);
                    y0 = r - w;
                }
            }
        }
        return evaluate(function, n, y0, (r - y0) - w);
    }

    private static int exponentOf(double x) {
        return (Bits.high(x) >> 20) & 0x7ff;
    }

    /**
     * The function of {@code n·π/2 + y0 + y1}.
     *
     * @param function which
     * @param n the quadrant; its two lowest bits count
     * @param y0 head of the reduced argument, |y0| ≤ π/4
     * @param y1 tail, below half an ulp of the head
     */
    static double evaluate(int function, int n, double y0, double y1) {
        if (function == TANGENT) {
            return Tangent.kernel(y0, y1, (n & 1) != 0);
        }
        int quadrant = (n + function) & 3; // cos x = sin(x + π/2)
        double v = (quadrant & 1) == 0 ? sineKernel(y0, y1) : cosineKernel(y0, y1);
        return (quadrant & 2) == 0 ? v : -v;
    }

    private static final double SINE_CUBE = -0x1.5555555555549p-3;

    private static double sineDirect(double x) {
        if ((Bits.high(x) & Bits.MAGNITUDE) < 0x3e400000) { // |x| < 2^-27
            return x;
        }
        double z = x * x;
        return x + z * x * (SINE_CUBE + z * sineTail(z));
    }

    private static double sineKernel(double x, double y) {
        if ((Bits.high(x) & Bits.MAGNITUDE) < 0x3e400000) {
            return x;
        }
        double z = x * x;
        double v = z * x;
        return x - ((z * (0.5 * y - v * sineTail(z)) - y) - v * SINE_CUBE);
    }

    private static double sineTail(double z) {
        double p = 0x1.71de357b1fe7dp-19 + z * (-0x1.ae5e68a2b9cebp-26 + z * 0x1.5d93a5acfd57cp-33);
        return 0x1.111111110f8a6p-7 + z * (-0x1.a01a019c161d5p-13 + z * p);
    }

    private static double cosineKernel(double x, double y) {
        int ix = Bits.high(x) & Bits.MAGNITUDE;
        if (ix < 0x3e400000) { // |x| < 2^-27
            return 1.0;
        }
        double z = x * x;
        double p = -0x1.27e4f809c52adp-22 + z * (0x1.1ee9ebdb4b1c4p-29 + z * -0x1.8fae9be8838d4p-37);
        p = -0x1.6c16c16c15177p-10 + z * (0x1.a01a019cb159p-16 + z * p);
        double r = z * (0x1.555555555554cp-5 + z * p);
        if (ix < 0x3fd33333) { // |x| < 0.3
            return 1.0 - (0.5 * z - (z * r - x * y));
        }
        double q = ix > 0x3fe90000 ? 0.28125 : Bits.ofHigh(ix - 0x00200000); // about |x|/4
        return (1.0 - q) - ((0.5 * z - q) - (z * r - x * y));
    }
}
