package dev.adagent.overlay;

/**
 * Bodies of methods of {@code java.lang.Math} that have no bytecode on some JDK, read private statics, or go through the bits of numbers where
 * arithmetic does, which has a derivative. Not to be called: compiled into jobs.
 */
public final class MathBodies {
    private MathBodies() {}

    /**
     * {@link Math#IEEEremainder}: {@code x − p·n}, {@code n} the integer nearest to {@code x/p}, even if two are as near (IEEE 754-2019, §5.3.1). Exact:
     * {@code %} is, and each subtraction below is of numbers within a factor of two (Sterbenz).
     */
    public static double ieeeRemainder(double x, double p) {
        if (Double.isNaN(x) || Double.isNaN(p) || Double.isInfinite(x) || p == 0) {
            return Double.NaN;
        }
        double m = Math.abs(p);
        if (Double.isInfinite(m)) {
            return x;
        }
        // r below 2·m in magnitude with x's residue; where 2·m overflows, |x| is below it already
        double r = Math.abs(m <= Double.MAX_VALUE / 2 ? x % (m + m) : x);
        if (m < 0x1p-1021) {
            if (r + r > m) {
                r -= m;
                if (r + r >= m) {
                    r -= m;
                }
            }
        } else {
            double half = 0.5 * m;
            if (r > half) {
                r -= m;
                if (r >= half) {
                    r -= m;
                }
            }
        }
        return Math.copySign(1, x) < 0 ? -r : r;
    }

    /** {@link Math#scalb(double, int)}: rounds once. */
    public static double scalb(double x, int n) {
        // beyond this everything is 0 or infinite
        int k = Math.max(-2200, Math.min(n, 2200));
        int part = k % 512;
        double r = x * Double.longBitsToDouble((long) (part + 1023) << 52);
        // where a product was rounded because it is subnormal, a further factor of 2^-512 makes it 0 in any case
        for (int rest = k - part; rest > 0; rest -= 512) {
            r *= 0x1p512;
        }
        for (int rest = k - part; rest < 0; rest += 512) {
            r *= 0x1p-512;
        }
        return r;
    }

    /** {@link Math#scalb(float, int)}: the product is exact as a double. */
    public static float scalb(float x, int n) {
        int k = Math.max(-300, Math.min(n, 300));
        return (float) (x * Double.longBitsToDouble((long) (k + 1023) << 52));
    }

    /** {@link Math#ulp(double)}: the distance to the next number away from zero. */
    public static double ulp(double x) {
        double m = Math.abs(x);
        if (m >= Double.MAX_VALUE) {
            return m == Double.MAX_VALUE ? 0x1p971 : m;
        }
        return Math.nextUp(m) - m;
    }

    /** {@link Math#ulp(float)}: the distance to the next number away from zero. */
    public static float ulp(float x) {
        float m = Math.abs(x);
        if (m >= Float.MAX_VALUE) {
            return m == Float.MAX_VALUE ? 0x1p104f : m;
        }
        return Math.nextUp(m) - m;
    }

    /** {@link Math#round(double)}: ties go up. {@code x} less its floor is exact, except for −0.5 < x < 0, where it stays at 0.5 or above. */
    public static long round(double x) {
        double down = Math.floor(x);
        return (long) (x - down >= 0.5 ? down + 1 : down);
    }

    /** {@link Math#round(float)}: ties go up. As a double the sum is exact, or rounds to a number with the same floor: of a tiny or a whole float. */
    public static int round(float x) {
        return (int) Math.floor(x + 0.5);
    }
}
