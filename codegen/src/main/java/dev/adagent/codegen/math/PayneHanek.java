package dev.adagent.codegen.math;

/**
 * Argument reduction by π/2 for large arguments: M. H. Payne and R. N. Hanek, "Radian reduction for trigonometric functions", SIGNUM
 * Newsletter 18 (1983). The argument's 53 bits, as three digits of 24, are multiplied by a window of the digits of 2/π; what lies left
 * of the window is a multiple of 8 and drops out. The products are exact in 64-bit integers. Which digits are kept and the order of the
 * last roundings are fdlibm's, so that the head and the tail have its bits.
 */
final class PayneHanek {
    private static final long DIGIT = 0xffffffL;

    private PayneHanek() {}

    /** The function ({@link Trigonometric#SINE} …) of a finite {@code x} > 2^19 π/2. */
    static double reduceAndEvaluate(int function, double x) {
        long bits = Double.doubleToRawLongBits(x);
        long mantissa = (bits & 0xfffffffffffffL) | 0x10000000000000L;
        int e0 = ((int) (bits >>> 52) & 0x7ff) - 1046; // x = mantissa · 2^(e0 − 29)
        int window = e0 < 3 ? 0 : (e0 - 3) / 24;
        int q0 = e0 - 24 * (window + 1); // the first column counts 2^q0; −27 ≤ q0 ≤ 2

        long c = column(mantissa, window, 4);
        long d4 = c & DIGIT;
        c = column(mantissa, window, 3) + (c >>> 24);
        long d3 = c & DIGIT;
        c = column(mantissa, window, 2) + (c >>> 24);
        long d2 = c & DIGIT;
        c = column(mantissa, window, 1) + (c >>> 24);
        long d1 = c & DIGIT;
        c = column(mantissa, window, 0) + (c >>> 24);

        long top = ((c & 0x3fffffffL) << 24) | d1;
        int point = 24 - q0;
        int n = (int) (top >>> point) & 7;
        long fraction = top & ((1L << point) - 1);
        boolean upper = ((top >>> (point - 1)) & 1) != 0; // the fraction is at least 1/2: go to the next multiple
        if (upper) {
            n++;
            fraction = (1L << point) - fraction - ((d2 | d3 | d4) != 0 ? 1 : 0);
        }
        if (fraction >>> 24 != 0) {
            d1 = fraction & DIGIT;
            if (upper) {
                d2 = complement(d2, d3 | d4);
                d3 = complement(d3, d4);
                d4 = complement(d4, 0);
            }
            if (fraction >>> 48 != 0) {
                return assemble(
                        function, upper, n, q0 + 24, fraction >>> 48, fraction >>> 24 & DIGIT, d1, d2, d3, d4, true);
            }
            return assemble(function, upper, n, q0, fraction >>> 24, d1, d2, d3, d4, 0, false);
        }
        // Close to a multiple: as many further columns as there are leading digits of 0.
        int skip = 1;
        if ((fraction & DIGIT) == 0) {
            long second = upper ? complement(d2, d3 | d4) : d2;
            long third = upper ? complement(d3, d4) : d3;
            skip = second != 0 ? 2 : third != 0 ? 3 : 4;
        }
        return cancelled(function, mantissa, window, q0, skip, upper, n);
    }

    private static double cancelled(int function, long mantissa, int window, int q0, int skip, boolean upper, int n) {
        long c = column(mantissa, window, skip + 4);
        long d4 = c & DIGIT;
        c = column(mantissa, window, skip + 3) + (c >>> 24);
        long d3 = c & DIGIT;
        c = column(mantissa, window, skip + 2) + (c >>> 24);
        long d2 = c & DIGIT;
        c = column(mantissa, window, skip + 1) + (c >>> 24);
        long d1 = c & DIGIT;
        c = column(mantissa, window, skip) + (c >>> 24);
        long d0 = c & DIGIT;
        if (upper) {
            d0 = complement(d0, d1 | d2 | d3 | d4);
            d1 = complement(d1, d2 | d3 | d4);
            d2 = complement(d2, d3 | d4);
            d3 = complement(d3, d4);
            d4 = complement(d4, 0);
        }
        if (skip == 1 && q0 > 0) {
            d0 &= DIGIT >>> q0; // its upper bits belong to the quadrant
        }
        return assemble(function, upper, n, q0 - 24 * skip, d0, d1, d2, d3, d4, 0, false);
    }

    /** Multiplies the fraction, of which {@code d0} counts {@code 2^exponent}, by π/2; {@code d5} counts only if {@code six}. */
    private static double assemble(
            int function,
            boolean negate,
            int n,
            int exponent,
            long d0,
            long d1,
            long d2,
            long d3,
            long d4,
            long d5,
            boolean six) {
        double unit = Double.longBitsToDouble((long) (exponent + 1023) << 52);
        double t0 = unit * d0;
        double t1 = unit * 0x1p-24 * d1;
        double t2 = unit * 0x1p-48 * d2;
        double t3 = unit * 0x1p-72 * d3;
        double t4 = unit * 0x1p-96 * d4;
        double p0 = 0x1.921fb4p0; // π/2 in parts of 24 bits
        double p1 = 0x1.4442dp-24;
        double p2 = 0x1.846988p-48;
        double p3 = 0x1.8cc516p-72;
        double p4 = 0x1.01b838p-96;
        double f0 = p0 * t0;
        double f1 = p0 * t1 + p1 * t0;
        double f2 = p0 * t2 + p1 * t1 + p2 * t0;
        double f3 = p0 * t3 + p1 * t2 + p2 * t1 + p3 * t0;
        double f4 = p0 * t4 + p1 * t3 + p2 * t2 + p3 * t1 + p4 * t0;
        double t5 = unit * 0x1p-120 * d5;
        double f5 = six ? p0 * t5 + p1 * t4 + p2 * t3 + p3 * t2 + p4 * t1 : 0.0;
        double y0 = f5 + f4 + f3 + f2 + f1 + f0;
        double y1 = f0 - y0 + f1 + f2 + f3 + f4 + f5;
        return negate ? Trigonometric.evaluate(function, n, -y0, -y1) : Trigonometric.evaluate(function, n, y0, y1);
    }

    /** A digit of 2^n minus the number; {@code lower} is 0 if all lower digits are. */
    private static long complement(long digit, long lower) {
        return (DIGIT - digit + (lower == 0 ? 1 : 0)) & DIGIT;
    }

    /** Column {@code i} of the product: what counts {@code 2^(−24 i)}. */
    private static long column(long mantissa, int window, int i) {
        int k = window + i;
        return (mantissa >>> 29) * digit(k)
                + ((mantissa >>> 5) & DIGIT) * digit(k - 1)
                + ((mantissa & 31) << 19) * digit(k - 2);
    }

    /** Digit {@code k} of 2/π in base 2^24, the first after the point being 0; 0 left of the point. */
    private static long digit(int k) {
        switch (k) {
            case 0:
                return 0xa2f983;
            case 1:
                return 0x6e4e44;
            case 2:
                return 0x1529fc;
            case 3:
                return 0x2757d1;
            case 4:
                return 0xf534dd;
            case 5:
                return 0xc0db62;
            case 6:
                return 0x95993c;
            case 7:
                return 0x439041;
            case 8:
                return 0xfe5163;
            case 9:
                return 0xabdebb;
            case 10:
                return 0xc561b7;
            case 11:
                return 0x246e3a;
            case 12:
                return 0x424dd2;
            case 13:
                return 0xe00649;
            case 14:
                return 0x2eea09;
            case 15:
                return 0xd1921c;
            case 16:
                return 0xfe1deb;
            case 17:
                return 0x1cb129;
            case 18:
                return 0xa73ee8;
            case 19:
                return 0x8235f5;
            case 20:
                return 0x2ebb44;
            case 21:
                return 0x84e99c;
            case 22:
                return 0x7026b4;
            case 23:
                return 0x5f7e41;
            case 24:
                return 0x3991d6;
            case 25:
                return 0x398353;
            case 26:
                return 0x39f49c;
            case 27:
                return 0x845f8b;
            case 28:
                return 0xbdf928;
            case 29:
                return 0x3b1ff8;
            case 30:
                return 0x97ffde;
            case 31:
                return 0x05980f;
            case 32:
                return 0xef2f11;
            case 33:
                return 0x8b5a0a;
            case 34:
                return 0x6d1f6d;
            case 35:
                return 0x367ecf;
            case 36:
                return 0x27cb09;
            case 37:
                return 0xb74f46;
            case 38:
                return 0x3f669e;
            case 39:
                return 0x5fea2d;
            case 40:
                return 0x7527ba;
            case 41:
                return 0xc7ebe5;
            case 42:
                return 0xf17b3d;
            case 43:
                return 0x0739f7;
            case 44:
                return 0x8a5292;
            case 45:
                return 0xea6bfb;
            case 46:
                return 0x5fb11f;
            case 47:
                return 0x8d5d08;
            case 48:
                return 0x560330;
            case 49:
                return 0x46fc7b;
            case 50:
                return 0x6babf0;
            case 51:
                return 0xcfbc20;
            default:
                return 0;
        }
    }
}
