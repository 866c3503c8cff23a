package dev.adagent.overlay;

/**
 * Natural numbers below 2<sup>1152</sup>, in arrays of {@link #COUNT} ints, the lowest first: enough for every ratio that a {@code double}
 * or a decimal near one comes to. The arrays are private to a thread and of constant size, as device code wants them.
 */
final class Limbs {
    static final int COUNT = 36;

    private Limbs() {}

    /** Sets {@code a} to a number that is not negative. */
    static void set(int[] a, long value) {
        for (int i = 0; i < COUNT; i++) {
            a[i] = 0;
        }
        a[0] = (int) value;
        a[1] = (int) (value >>> 32);
    }

    static void multiply(int[] a, int factor) {
        long carry = 0;
        for (int i = 0; i < COUNT; i++) {
            carry += (a[i] & 0xffffffffL) * factor;
            a[i] = (int) carry;
            carry >>>= 32;
        }
    }

    /** {@code a *= 10^n}. */
    static void scale(int[] a, int n) {
        for (int i = 0; i < n; i++) {
            multiply(a, 10);
        }
    }

    static void shiftLeft(int[] a, int n) {
        int words = n >> 5;
        int bits = n & 31;
        for (int i = COUNT - 1; i >= 0; i--) {
            int high = i >= words ? a[i - words] : 0;
            int low = i > words && bits > 0 ? a[i - words - 1] >>> (32 - bits) : 0;
            a[i] = (high << bits) | low;
        }
    }

    /** {@code a - b} as −1, 0 or 1. */
    static int compare(int[] a, int[] b) {
        for (int i = COUNT - 1; i >= 0; i--) {
            if (a[i] != b[i]) {
                return Integer.compareUnsigned(a[i], b[i]);
            }
        }
        return 0;
    }

    /** {@code (a + b) - c} as −1, 0 or 1. */
    static int compareSum(int[] a, int[] b, int[] c) {
        int[] sum = new int[COUNT];
        long carry = 0;
        for (int i = 0; i < COUNT; i++) {
            carry += (a[i] & 0xffffffffL) + (b[i] & 0xffffffffL);
            sum[i] = (int) carry;
            carry >>>= 32;
        }
        return compare(sum, c);
    }

    /** {@code a -= b}, where it is not negative. */
    static void subtract(int[] a, int[] b) {
        long borrow = 0;
        for (int i = 0; i < COUNT; i++) {
            borrow += (a[i] & 0xffffffffL) - (b[i] & 0xffffffffL);
            a[i] = (int) borrow;
            borrow >>= 32;
        }
    }

    /** The number of bits that the number takes. */
    static int length(int[] a) {
        for (int i = COUNT - 1; i >= 0; i--) {
            if (a[i] != 0) {
                return 32 * i + 32 - Integer.numberOfLeadingZeros(a[i]);
            }
        }
        return 0;
    }
}
