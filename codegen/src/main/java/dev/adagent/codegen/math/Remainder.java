package dev.adagent.codegen.math;

/** Java's {@code %} (JLS §15.17.3), exact: long division of the significands, 10 bits a step. */
final class Remainder {
    private static final long FRACTION = 0xfffffffffffffL;

    private Remainder() {}

    static double fmod(double x, double y) {
        double a = Math.abs(x);
        double b = Math.abs(y);
        if (!(a < Double.POSITIVE_INFINITY) || b == 0.0 || Double.isNaN(b)) {
            return Double.NaN;
        }
        if (a < b) {
            return x;
        }
        long bitsA = Double.doubleToRawLongBits(a);
        long bitsB = Double.doubleToRawLongBits(b);
        int ea = (int) (bitsA >>> 52);
        int eb = (int) (bitsB >>> 52);
        long ma = ea == 0 ? bitsA : (bitsA & FRACTION) | (1L << 52);
        long mb = eb == 0 ? bitsB : (bitsB & FRACTION) | (1L << 52);
        int distance = (ea == 0 ? 1 : ea) - (eb == 0 ? 1 : eb);
        long r = ma % mb;
        while (distance > 0 && r != 0) {
            int step = distance < 10 ? distance : 10;
            r = (r << step) % mb;
            distance -= step;
        }
        double v = scaled(r, eb == 0 ? 1 : eb);
        return Bits.high(x) < 0 ? -v : v;
    }

    /** {@code r · 2^(e − 1075)} for 0 ≤ r < 2^53, e ≥ 1. */
    private static double scaled(long r, int e) {
        if (r == 0) {
            return 0.0;
        }
        int shift = 0;
        long m = r;
        while (m < (1L << 52) && e - shift > 1) {
            m <<= 1;
            shift++;
        }
        return Double.longBitsToDouble(m < (1L << 52) ? m : ((long) (e - shift) << 52) | (m & FRACTION));
    }
}
