package dev.adagent.transform.sums;

import dev.adagent.Kernel;

/**
 * Exact sums: what is added to an element of an array lies beside it in a fixed-point number wide enough for every float or double, in
 * digits of 32 bits, each in a word of 64. Integers are added atomically, and the order of such additions cannot be seen; the sum is rounded
 * once, when it is read. (The long accumulator of Kulisch and Miranker, "The arithmetic of the digital computer", SIAM Review 28, 1986; for many
 * threads: Collange, Defour, Graillat, Iakymchuk, "Numerical reproducibility for the parallel reduction on multi- and many-core
 * architectures", Parallel Computing 49, 2015.)
 *
 * <p>The value of element {@code i} is {@code a[i]} and the digits {@code sums[i·words] …} together. A digit that grows beyond ±2⁶¹ hands 2⁶² on
 * to the next, by the thread whose addition took it there: so any number of additions is exact. Infinities and NaN are three flags in the
 * last word. Where there are no {@code sums} at all, because each thread has elements of its own, additions are plain.
 *
 * <p>These methods are Java source of kernels: {@code ExactAdditions} compiles calls of them into a kernel, for whatever device. On the host
 * they are called when a launch has ended.
 */
public final class Accumulator {
    /** Words for a double: 2098 bits from 2⁻¹⁰⁷⁴ to 2¹⁰²⁴ in 66 digits, one for what they hand on, one for flags. */
    public static final int F64_WORDS = 68;

    /** Words for a float, which is added as the double that it is: 53 bits from 2⁻²⁰¹ on. */
    public static final int F32_WORDS = 13;

    /** How far a float's first digit is above a double's: 2⁻²⁰¹ over 2⁻¹⁰⁷⁴. */
    private static final int F32_LOW = 873;

    private static final long DIGIT = 0xffff_ffffL;
    private static final long HALF = 1L << 61;
    private static final int TO_NEXT = 30;

    private static final long POSITIVE = 1;
    private static final long NEGATIVE = 2;
    private static final long NAN = 4;

    private Accumulator() {}

    /** Words for an element of {@code float[]} or {@code double[]}. */
    public static int words(Class<?> element) {
        return element == float.class ? F32_WORDS : F64_WORDS;
    }

    /** Adds to element {@code i}, which exists. */
    public static void add(double[] a, long[] sums, int i, double v) {
        if (sums == null) {
            a[i] += v;
        } else {
            add(sums, i * F64_WORDS, F64_WORDS, 0, v);
        }
    }

    /** Adds to element {@code i}, which exists. */
    public static void add(float[] a, long[] sums, int i, float v) {
        if (sums == null) {
            a[i] += v;
        } else {
            add(sums, i * F32_WORDS, F32_WORDS, F32_LOW, v);
        }
    }

    private static void add(long[] sums, int at, int words, int low, double v) {
        long bits = Double.doubleToRawLongBits(v);
        int exponent = (int) (bits >>> 52) & 0x7ff;
        long significand = bits & ((1L << 52) - 1);
        if (exponent == 0x7ff) {
            Kernel.atomicOr(sums, at + words - 1, significand != 0 ? NAN : bits < 0 ? NEGATIVE : POSITIVE);
            return;
        }
        if (exponent != 0) {
            significand |= 1L << 52;
            exponent--;
        }
        if (significand == 0) {
            return;
        }
        int place = exponent - low;
        int shift = place & 31;
        int digit = at + (place >> 5);
        long sign = bits < 0 ? -1 : 1;
        put(sums, digit, sign * ((significand << shift) & DIGIT));
        put(sums, digit + 1, sign * ((significand >>> (32 - shift)) & DIGIT));
        put(sums, digit + 2, sign * ((significand >>> 32) >>> (32 - shift)));
    }

    /** Adds to a digit, and hands on what is too much for it. Which additions cross a multiple of 2⁶² depends on no order in the end. */
    private static void put(long[] sums, int digit, long value) {
        int at = digit;
        long v = value;
        while (v != 0) {
            long old = Kernel.atomicAdd(sums, at, v);
            // modulo four, since what others are about to hand on may still be there
            long crossed = ((((old + v + HALF) >>> 62) - ((old + HALF) >>> 62) + 1) & 3) - 1;
            if (crossed == 0) {
                return;
            }
            Kernel.atomicAdd(sums, at, -(crossed << 62));
            v = crossed << TO_NEXT;
            at++;
        }
    }

    /** The value of element {@code i}, when the threads that add to it have met. */
    public static double get(double[] a, long[] sums, int i) {
        return sums == null
                ? a[i]
                : Double.longBitsToDouble(total(sums, i * F64_WORDS, F64_WORDS, 0, a[i], 53, 1075, 0x7ffL << 52));
    }

    /** The value of element {@code i}, when the threads that add to it have met. */
    public static float get(float[] a, long[] sums, int i) {
        return sums == null
                ? a[i]
                : Float.intBitsToFloat(
                        (int) total(sums, i * F32_WORDS, F32_WORDS, F32_LOW, a[i], 24, 150, 0xffL << 23));
    }

    /** Writes element {@code i}: what was added before is gone. */
    public static void set(double[] a, long[] sums, int i, double v) {
        a[i] = v;
        if (sums != null) {
            clear(sums, i * F64_WORDS, F64_WORDS);
        }
    }

    /** Writes element {@code i}: what was added before is gone. */
    public static void set(float[] a, long[] sums, int i, float v) {
        a[i] = v;
        if (sums != null) {
            clear(sums, i * F32_WORDS, F32_WORDS);
        }
    }

    private static void clear(long[] sums, int at, int words) {
        for (int w = 0; w < words; w++) {
            sums[at + w] = 0;
        }
    }

    /**
     * The sum, rounded to nearest, ties to even.
     *
     * @param initial what is to be added to the digits
     * @param precision bits of a significand
     * @param bias what the exponent of a significand's last bit is stored with, less one
     * @param infinity bits of infinity
     * @return its bits
     */
    private static long total(
            long[] sums, int at, int words, int low, double initial, int precision, int bias, long infinity) {
        long bits = Double.doubleToRawLongBits(initial);
        int exponent = (int) (bits >>> 52) & 0x7ff;
        long significand = bits & ((1L << 52) - 1);
        long flags = sums[at + words - 1];
        if (exponent == 0x7ff) {
            flags |= significand != 0 ? NAN : bits < 0 ? NEGATIVE : POSITIVE;
            significand = 0;
        } else if (exponent != 0) {
            significand |= 1L << 52;
            exponent--;
        }
        long minus = 1L << (precision == 53 ? 63 : 31);
        if (flags != 0) {
            boolean number = flags == POSITIVE || flags == NEGATIVE;
            return number ? (flags == NEGATIVE ? minus | infinity : infinity) : infinity | infinity >> 1;
        }
        int place = significand == 0 ? 0 : exponent - low;
        int shift = place & 31;
        int own = place >> 5;
        long sign = bits < 0 ? -1 : 1;
        long own0 = sign * ((significand << shift) & DIGIT);
        long own1 = sign * ((significand >>> (32 - shift)) & DIGIT);
        long own2 = sign * ((significand >>> 32) >>> (32 - shift));
        long carry = 0;
        for (int w = 0; w < words - 1; w++) {
            carry += sums[at + w] + (w == own ? own0 : w == own + 1 ? own1 : w == own + 2 ? own2 : 0);
            carry >>= 32;
        }
        boolean negative = carry < 0;
        // the magnitude's highest digit that is not 0, the two below it, and whether there is anything below those
        long complement = negative ? 1 : 0;
        long high = 0;
        long middle = 0;
        long lowest = 0;
        boolean more = false;
        int top = -1;
        long below1 = 0;
        long below2 = 0;
        boolean below = false;
        carry = 0;
        for (int w = 0; w < words - 1; w++) {
            carry += sums[at + w] + (w == own ? own0 : w == own + 1 ? own1 : w == own + 2 ? own2 : 0);
            long digit = carry & DIGIT;
            carry >>= 32;
            if (negative) {
                complement += ~digit & DIGIT;
                digit = complement & DIGIT;
                complement >>= 32;
            }
            if (digit != 0) {
                top = w;
                high = digit;
                middle = below1;
                lowest = below2;
                more = below;
            }
            below |= below2 != 0;
            below2 = below1;
            below1 = digit;
        }
        if (top < 0) {
            return significand == 0 && bits < 0 ? minus : 0;
        }
        int lead = Long.numberOfLeadingZeros(high) - 32;
        long x = (high << 32 | middle) << lead | lowest >>> (32 - lead);
        boolean rest = more || (lowest << lead & DIGIT) != 0;
        // the exponents of the last bit of x, and of the result
        int last = 32 * (top - 1) - lead + low - 1074;
        int wanted = Math.max(last + 64 - precision, 1 - bias);
        int drop = wanted - last;
        long kept = x >>> drop;
        long dropped = x & ((1L << drop) - 1);
        long tie = 1L << (drop - 1);
        if (dropped > tie || dropped == tie && (rest || (kept & 1) != 0)) {
            kept++;
        }
        long result = ((long) (wanted + bias) << (precision - 1)) + kept - (1L << (precision - 1));
        result = Math.min(result, infinity);
        return negative ? minus | result : result;
    }
}
