package dev.adagent.overlay;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What stands for a {@link BigDecimal} in compiled code: a number of at most 18 digits and a power of ten. That is enough to round a
 * {@code double} to decimal places exactly as {@code BigDecimal.valueOf(x).setScale(n, mode).doubleValue()} does, with the digits that
 * {@link Double#toString(double)} is documented to give since Java 19: the shortest that tell the number from its neighbours, and the
 * nearest to it among these. Not to be used by apps: calls in jobs lead here.
 */
public final class Decimal {
    private static final int MOST_DIGITS = 18;

    /** The value is {@code digits · 10^-exponent}. */
    private final long digits;

    private final int exponent;
    private final int scale;

    private Decimal(long digits, int exponent, int scale) {
        this.digits = digits;
        this.exponent = exponent;
        this.scale = scale;
    }

    /** {@link BigDecimal#valueOf(double)}. */
    public static Decimal valueOf(double x) {
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            throw new NumberFormatException(
                    Double.isNaN(x)
                            ? "Character N is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark."
                            : "Character I is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark.");
        }
        if (x == 0) {
            return new Decimal(0, 1, 1);
        }
        long[] shortest = new long[2];
        DecimalDigits.shortest(Math.abs(x), shortest);
        long digits = shortest[0];
        int last = (int) shortest[1];
        // as Double.toString writes it: with one digit behind the point at least
        int length = length(digits);
        int first = last + length - 1;
        boolean plain = first >= -3 && first < 7;
        int exponent = plain ? Math.max(1, -last) : Math.max(-last, 1 - first);
        digits *= power(exponent + last);
        return new Decimal(x < 0 ? -digits : digits, exponent, exponent);
    }

    /** {@link BigDecimal#valueOf(long)}. */
    public static Decimal valueOf(long n) {
        return valueOf(n, 0);
    }

    /** {@link BigDecimal#valueOf(long, int)}. */
    public static Decimal valueOf(long n, int scale) {
        if (n >= power(MOST_DIGITS) || n <= -power(MOST_DIGITS)) {
            throw new ArithmeticException("decimals of more than 18 digits in compiled code");
        }
        return new Decimal(n, scale, scale);
    }

    /** The same number, for tests. */
    BigDecimal toBigDecimal() {
        return BigDecimal.valueOf(digits, exponent);
    }

    /** {@link BigDecimal#setScale(int)}. */
    public static Decimal setScale(Decimal d, int scale) {
        return setScale(d, scale, 7);
    }

    /** {@link BigDecimal#setScale(int, RoundingMode)}. */
    public static Decimal setScale(Decimal d, int scale, RoundingMode mode) {
        return setScale(d, scale, mode.ordinal());
    }

    /** {@code BigDecimal.setScale(int, int)}. */
    public static Decimal setScale(Decimal d, int scale, int mode) {
        if (mode < 0 || mode > 7) {
            throw new IllegalArgumentException("Invalid rounding mode");
        }
        int dropped = d.exponent - scale;
        if (dropped <= 0 || d.digits == 0) {
            return new Decimal(d.digits, d.digits == 0 ? scale : d.exponent, scale);
        }
        boolean all = dropped > MOST_DIGITS;
        long unit = power(Math.min(dropped, MOST_DIGITS));
        long quotient = all ? 0 : d.digits / unit;
        long rest = all ? d.digits : d.digits % unit;
        if (rest != 0) {
            // the rest of more than 18 digits is below a half: 2·10^18 < 10^19
            int half = all ? -1 : Long.compare(2 * Math.abs(rest), unit);
            quotient += increment(mode, d.digits < 0 ? -1 : 1, half, (quotient & 1) != 0);
        }
        return new Decimal(quotient, scale, scale);
    }

    /** What rounding adds to the quotient: its sign, or 0. */
    private static int increment(int mode, int sign, int half, boolean odd) {
        boolean away;
        switch (mode) {
            case 0:
                away = true;
                break;
            case 1:
                away = false;
                break;
            case 2:
                away = sign > 0;
                break;
            case 3:
                away = sign < 0;
                break;
            case 4:
                away = half >= 0;
                break;
            case 5:
                away = half > 0;
                break;
            case 6:
                away = half > 0 || (half == 0 && odd);
                break;
            default:
                throw new ArithmeticException("Rounding necessary");
        }
        return away ? sign : 0;
    }

    /** {@link BigDecimal#negate()}. */
    public static Decimal negate(Decimal d) {
        return new Decimal(-d.digits, d.exponent, d.scale);
    }

    /** {@link BigDecimal#abs()}. */
    public static Decimal abs(Decimal d) {
        return new Decimal(Math.abs(d.digits), d.exponent, d.scale);
    }

    /** {@link BigDecimal#signum()}. */
    public static int signum(Decimal d) {
        return Long.signum(d.digits);
    }

    /** {@link BigDecimal#scale()}. */
    public static int scale(Decimal d) {
        return d.scale;
    }

    /** {@link BigDecimal#doubleValue()}: the nearest double, the even one of two. */
    public static double doubleValue(Decimal d) {
        long n = Math.abs(d.digits);
        if (n == 0) {
            return 0;
        }
        double result;
        if (n < 1L << 53 && d.exponent >= 0 && d.exponent <= 22) {
            result = n / exactPower(d.exponent); // both are exact, and the quotient is rounded once
        } else if (d.exponent > 350) {
            result = 0;
        } else if (d.exponent < -310) {
            result = Double.POSITIVE_INFINITY;
        } else {
            result = DecimalDigits.nearest(n, d.exponent);
        }
        return d.digits < 0 ? -result : result;
    }

    private static double exactPower(int n) {
        double p = 1;
        for (int i = 0; i < n; i++) {
            p *= 10; // exact up to 10^22
        }
        return p;
    }

    private static long power(int n) {
        long p = 1;
        for (int i = 0; i < n; i++) {
            p *= 10;
        }
        return p;
    }

    private static int length(long n) {
        int length = 1;
        for (long rest = n / 10; rest > 0; rest /= 10) {
            length++;
        }
        return length;
    }
}
