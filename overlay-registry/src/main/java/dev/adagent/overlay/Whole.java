package dev.adagent.overlay;

import java.math.BigInteger;

/**
 * What stands for a {@link BigInteger} in compiled code: a number of at most 127 bits and a sign, in two longs. That is what products and
 * sums of a few longs need, which is what libraries make big integers for that give a number back. What comes to be larger throws
 * {@link ArithmeticException}. Not to be used by apps: calls in jobs lead here.
 */
public final class Whole {
    private static final long SIGN = Long.MIN_VALUE;

    /** The value is {@code high · 2^64 + low}, the latter unsigned: two's complement, never −2^127. */
    private final long high;

    private final long low;

    private Whole(long high, long low) {
        this.high = high;
        this.low = low;
    }

    private static Whole of(long high, long low) {
        if (high == SIGN && low == 0) {
            throw overflow();
        }
        return new Whole(high, low);
    }

    private static ArithmeticException overflow() {
        return new ArithmeticException("integers of more than 127 bits in compiled code");
    }

    private static ArithmeticException byZero() {
        return new ArithmeticException("BigInteger divide by zero");
    }

    /** {@link BigInteger#valueOf(long)}. */
    public static Whole valueOf(long n) {
        return new Whole(n >> 63, n);
    }

    /** The same number, for tests. */
    BigInteger toBigInteger() {
        BigInteger unsigned = BigInteger.valueOf(low >>> 1).shiftLeft(1).or(BigInteger.valueOf(low & 1));
        return BigInteger.valueOf(high).shiftLeft(64).add(unsigned);
    }

    /** For tests. */
    static Whole of(BigInteger n) {
        if (n.bitLength() > 127) {
            throw overflow();
        }
        return of(n.shiftRight(64).longValue(), n.longValue());
    }

    // ---- signs and order

    /** {@link BigInteger#signum()}. */
    public static int signum(Whole a) {
        return a.high < 0 ? -1 : (a.high | a.low) != 0 ? 1 : 0;
    }

    /** {@link BigInteger#negate()}. */
    public static Whole negate(Whole a) {
        return new Whole(a.low == 0 ? -a.high : ~a.high, -a.low);
    }

    /** {@link BigInteger#abs()}. */
    public static Whole abs(Whole a) {
        return a.high < 0 ? negate(a) : a;
    }

    /** {@link BigInteger#compareTo(BigInteger)}. */
    public static int compareTo(Whole a, Whole b) {
        int high = Long.compare(a.high, b.high);
        return high != 0 ? high : Long.compareUnsigned(a.low, b.low);
    }

    /** {@link BigInteger#equals(Object)}. */
    public static boolean equals(Whole a, Object o) {
        return o instanceof Whole && a.high == ((Whole) o).high && a.low == ((Whole) o).low;
    }

    /** {@link BigInteger#min(BigInteger)}. */
    public static Whole min(Whole a, Whole b) {
        return compareTo(a, b) < 0 ? a : b;
    }

    /** {@link BigInteger#max(BigInteger)}. */
    public static Whole max(Whole a, Whole b) {
        return compareTo(a, b) > 0 ? a : b;
    }

    // ---- arithmetic

    /** {@link BigInteger#add(BigInteger)}. */
    public static Whole add(Whole a, Whole b) {
        long low = a.low + b.low;
        long carry = Long.compareUnsigned(low, a.low) < 0 ? 1 : 0;
        long high = a.high + b.high + carry;
        if (((a.high ^ high) & (b.high ^ high)) < 0) {
            throw overflow();
        }
        return of(high, low);
    }

    /** {@link BigInteger#subtract(BigInteger)}. */
    public static Whole subtract(Whole a, Whole b) {
        return add(a, negate(b));
    }

    /** {@link BigInteger#multiply(BigInteger)}. */
    public static Whole multiply(Whole a, Whole b) {
        Whole x = abs(a);
        Whole y = abs(b);
        if (x.high != 0 && y.high != 0) {
            throw overflow();
        }
        long cross = x.high != 0 ? crossed(x.high, y.low) : crossed(y.high, x.low);
        long high = unsignedHigh(x.low, y.low) + cross;
        if (high < 0 || cross < 0) {
            throw overflow();
        }
        Whole product = new Whole(high, x.low * y.low);
        return (a.high ^ b.high) < 0 ? negate(product) : product;
    }

    /** A product that goes to the upper half. */
    private static long crossed(long high, long low) {
        if (high != 0 && (low < 0 || unsignedHigh(high, low) != 0 || high * low < 0)) {
            throw overflow();
        }
        return high * low;
    }

    private static long unsignedHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }

    /** {@link BigInteger#pow(int)}. */
    public static Whole pow(Whole a, int n) {
        if (n < 0) {
            throw new ArithmeticException("Negative exponent");
        }
        Whole result = valueOf(1);
        for (int bit = 31 - Integer.numberOfLeadingZeros(n); bit >= 0; bit--) {
            result = multiply(result, result);
            if ((n >> bit & 1) != 0) {
                result = multiply(result, a);
            }
        }
        return result;
    }

    /** {@link BigInteger#divide(BigInteger)}. */
    public static Whole divide(Whole a, Whole b) {
        Whole q = quotient(abs(a), abs(b));
        return (a.high ^ b.high) < 0 ? negate(q) : q;
    }

    /** {@link BigInteger#remainder(BigInteger)}: has the sign of the dividend. */
    public static Whole remainder(Whole a, Whole b) {
        Whole r = rest(abs(a), abs(b));
        return a.high < 0 ? negate(r) : r;
    }

    /** {@link BigInteger#mod(BigInteger)}. */
    public static Whole mod(Whole a, Whole m) {
        if (signum(m) <= 0) {
            throw new ArithmeticException("BigInteger: modulus not positive");
        }
        Whole r = remainder(a, m);
        return r.high < 0 ? add(r, m) : r;
    }

    /** Of numbers that are not negative: by longs where both are, else bit by bit. */
    private static Whole quotient(Whole a, Whole b) {
        if ((b.high | b.low) == 0) {
            throw byZero();
        }
        if (a.high == 0 && b.high == 0) {
            return new Whole(0, Long.divideUnsigned(a.low, b.low));
        }
        long high = 0;
        long low = 0;
        long restHigh = 0;
        long restLow = 0;
        for (int bit = 127; bit >= 0; bit--) {
            restHigh = restHigh << 1 | restLow >>> 63;
            restLow = restLow << 1 | ((bit >= 64 ? a.high >>> (bit - 64) : a.low >>> bit) & 1);
            boolean fits = restHigh > b.high || (restHigh == b.high && Long.compareUnsigned(restLow, b.low) >= 0);
            if (fits) {
                restHigh = restHigh - b.high - (Long.compareUnsigned(restLow, b.low) < 0 ? 1 : 0);
                restLow = restLow - b.low;
            }
            high = high << 1 | low >>> 63;
            low = low << 1 | (fits ? 1 : 0);
        }
        return new Whole(high, low);
    }

    private static Whole rest(Whole a, Whole b) {
        return subtract(a, multiply(quotient(a, b), b));
    }

    /** {@link BigInteger#gcd(BigInteger)}, by Euclid. */
    public static Whole gcd(Whole a, Whole b) {
        Whole x = abs(a);
        Whole y = abs(b);
        while (signum(y) != 0) {
            Whole r = rest(x, y);
            x = y;
            y = r;
        }
        return x;
    }

    /** {@link BigInteger#modPow(BigInteger, BigInteger)} for exponents that are not negative. */
    public static Whole modPow(Whole a, Whole exponent, Whole m) {
        if (signum(m) <= 0) {
            throw new ArithmeticException("BigInteger: modulus not positive");
        }
        if (exponent.high < 0) {
            throw new ArithmeticException("modPow with a negative exponent in compiled code");
        }
        Whole base = mod(a, m);
        Whole result = mod(valueOf(1), m);
        for (int bit = bitLength(exponent) - 1; bit >= 0; bit--) {
            result = rest(multiply(result, result), m);
            if (testBit(exponent, bit)) {
                result = rest(multiply(result, base), m);
            }
        }
        return result;
    }

    // ---- bits

    /** {@link BigInteger#bitLength()}. */
    public static int bitLength(Whole a) {
        long high = a.high < 0 ? ~a.high : a.high;
        long low = a.high < 0 ? ~a.low : a.low;
        return high != 0 ? 128 - Long.numberOfLeadingZeros(high) : 64 - Long.numberOfLeadingZeros(low);
    }

    /** {@link BigInteger#testBit(int)}. */
    public static boolean testBit(Whole a, int n) {
        if (n < 0) {
            throw new ArithmeticException("Negative bit address");
        }
        return ((n >= 127 ? a.high >> 63 : n >= 64 ? a.high >> (n - 64) : a.low >>> n) & 1) != 0;
    }

    /** {@link BigInteger#flipBit(int)}. */
    public static Whole flipBit(Whole a, int n) {
        if (n < 0) {
            throw new ArithmeticException("Negative bit address");
        }
        if (n > 126) {
            throw overflow();
        }
        return n >= 64 ? of(a.high ^ 1L << (n - 64), a.low) : of(a.high, a.low ^ 1L << n);
    }

    /** {@link BigInteger#shiftLeft(int)}. */
    public static Whole shiftLeft(Whole a, int n) {
        return n < 0 ? right(a, -n) : left(a, n);
    }

    /** {@link BigInteger#shiftRight(int)}. */
    public static Whole shiftRight(Whole a, int n) {
        return n < 0 ? left(a, -n) : right(a, n);
    }

    private static Whole left(Whole a, int n) {
        if (n == 0 || signum(a) == 0) {
            return a;
        }
        if (n < 0 || n > 127 || bitLength(a) + n > 127) { // the distance of least int is its own negative
            throw overflow();
        }
        return n >= 64 ? of(a.low << (n - 64), 0) : of(a.high << n | a.low >>> (64 - n), a.low << n);
    }

    private static Whole right(Whole a, int n) {
        if (n == 0) {
            return a;
        }
        return n < 0 || n >= 64
                ? new Whole(a.high >> 63, a.high >> (n < 0 ? 63 : Math.min(n - 64, 63)))
                : new Whole(a.high >> n, a.high << (64 - n) | a.low >>> n);
    }

    // ---- as other numbers

    /** {@link BigInteger#intValue()}. */
    public static int intValue(Whole a) {
        return (int) a.low;
    }

    /** {@link BigInteger#longValue()}. */
    public static long longValue(Whole a) {
        return a.low;
    }

    /** {@link BigInteger#doubleValue()}: rounded to nearest, ties to even. */
    public static double doubleValue(Whole a) {
        if (a.high == a.low >> 63) {
            return a.low;
        }
        Whole x = abs(a);
        int drop = bitLength(x) - 62;
        Whole top = right(x, drop);
        boolean exact = compareTo(left(top, drop), x) == 0;
        // the lowest of 62 bits stands for all that were dropped: far below the last of a double's 53
        double rounded = top.low | (exact ? 0 : 1);
        double scaled = rounded * (1L << Math.min(drop, 62)) * (drop > 62 ? (double) (1L << (drop - 62)) : 1);
        return a.high < 0 ? -scaled : scaled;
    }
}
