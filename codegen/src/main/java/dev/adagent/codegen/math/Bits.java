package dev.adagent.codegen.math;

/** The two 32-bit words of a double (IEEE 754 binary64): what the elementary functions branch on. */
final class Bits {
    /** All bits of a high word but the sign. */
    static final int MAGNITUDE = 0x7fffffff;

    /** High word of infinity; larger magnitudes are NaN. */
    static final int INFINITE = 0x7ff00000;

    private static final long LOW_WORD = 0xffffffffL;

    private Bits() {}

    /** Sign, exponent and the upper 20 bits of the fraction. */
    static int high(double x) {
        return (int) (Double.doubleToRawLongBits(x) >> 32);
    }

    /** The lower 32 bits of the fraction. */
    static int low(double x) {
        return (int) Double.doubleToRawLongBits(x);
    }

    /** {@code x} with another high word. */
    static double withHigh(double x, int high) {
        return Double.longBitsToDouble(((long) high << 32) | (Double.doubleToRawLongBits(x) & LOW_WORD));
    }

    /** The number with that high word and a low word of 0. */
    static double ofHigh(int high) {
        return Double.longBitsToDouble((long) high << 32);
    }

    /** {@code x} with a low word of 0: 21 significant bits, whose product with another such number is exact. */
    static double truncated(double x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x) & ~LOW_WORD);
    }

    /** {@code x · 2^k} for a result that is normal: the exponent is added to. */
    static double scaled(double x, int k) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x) + ((long) k << 52));
    }
}
