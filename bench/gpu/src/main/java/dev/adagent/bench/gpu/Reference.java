package dev.adagent.bench.gpu;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The elementary functions to about 100 bits, for finite arguments and finite results that are not 0: Taylor and inverse hyperbolic tangent
 * series in {@link DoubleDouble}, one Newton step for the inverse functions, and multiples of π/2 taken off in integers of 1,400 bits.
 */
final class Reference {
    /** {@code mantissa · 2^exponent}. */
    record Value(DoubleDouble mantissa, int exponent) {
        Value(DoubleDouble mantissa) {
            this(mantissa, 0);
        }

        Value negated() {
            return new Value(mantissa.negated(), exponent);
        }

        /** Distance of a double from this number, in units in the last place of the double next to it. */
        double ulps(double got) {
            double want = Math.scalb(mantissa.hi() + mantissa.lo(), exponent);
            double ulp = Math.scalb(Math.ulp(Double.isInfinite(want) ? Double.MAX_VALUE : want), -exponent);
            return Math.abs((Math.scalb(got, -exponent) - mantissa.hi()) - mantissa.lo()) / ulp;
        }

        /** As {@link #ulps}, of a float. */
        double floatUlps(float got) {
            double want = Math.scalb(mantissa.hi(), exponent);
            return Math.abs(((double) got - want)) / Math.ulp((float) want);
        }
    }

    private static final int BITS = 1400;
    private static final BigInteger TWO_OVER_PI = twoOverPi();
    private static final DoubleDouble[] INVERSE_FACTORIALS = inverseFactorials(32);

    private Reference() {}

    private static BigInteger twoOverPi() {
        int bits = BITS + 40;
        BigInteger pi = arccot(5, bits).shiftLeft(2).subtract(arccot(239, bits)).shiftLeft(2); // J. Machin, 1706
        return BigInteger.ONE.shiftLeft(bits + BITS + 1).divide(pi);
    }

    private static BigInteger arccot(int n, int bits) {
        BigInteger power = BigInteger.ONE.shiftLeft(bits).divide(BigInteger.valueOf(n));
        BigInteger square = BigInteger.valueOf((long) n * n);
        BigInteger sum = power;
        for (int k = 3; power.signum() != 0; k += 2) {
            power = power.divide(square);
            BigInteger term = power.divide(BigInteger.valueOf(k));
            sum = (k & 2) != 0 ? sum.subtract(term) : sum.add(term);
        }
        return sum;
    }

    private static DoubleDouble[] inverseFactorials(int n) {
        DoubleDouble[] out = new DoubleDouble[n];
        out[0] = DoubleDouble.ONE;
        for (int k = 1; k < n; k++) {
            out[k] = out[k - 1].over(k);
        }
        return out;
    }

    static Value exp(DoubleDouble x) {
        int k = (int) Math.rint(x.hi() / DoubleDouble.LN2.hi());
        return new Value(small(x.minus(DoubleDouble.LN2.times(k))).plus(1), k);
    }

    /** eˣ − 1 for |x| below 0.4: its series at x/2⁹, doubled nine times. */
    private static DoubleDouble small(DoubleDouble x) {
        DoubleDouble r = x.scaled(-9);
        DoubleDouble sum = INVERSE_FACTORIALS[10];
        for (int k = 9; k > 0; k--) {
            sum = sum.times(r).plus(INVERSE_FACTORIALS[k]);
        }
        DoubleDouble e = sum.times(r);
        for (int k = 0; k < 9; k++) {
            e = e.times(e.plus(2));
        }
        return e;
    }

    static Value expm1(double x) {
        if (Math.abs(x) < 0x1p-120) {
            return new Value(DoubleDouble.of(x));
        }
        if (Math.abs(x) < 0.3) {
            return new Value(small(DoubleDouble.of(x)));
        }
        if (x < -100) {
            return new Value(DoubleDouble.of(-1));
        }
        Value e = exp(DoubleDouble.of(x));
        return e.exponent > 120 ? e : new Value(e.mantissa.scaled(e.exponent).plus(-1));
    }

    static Value log(DoubleDouble x) {
        int k = Math.getExponent(x.hi());
        DoubleDouble m = x.scaled(-k);
        if (m.hi() > Math.sqrt(2)) {
            m = m.scaled(-1);
            k++;
        }
        return new Value(series(m.plus(-1).over(m.plus(1))).plus(DoubleDouble.LN2.times(k)));
    }

    static Value log(double x) {
        return x < Double.MIN_NORMAL
                ? new Value(log(DoubleDouble.of(x * 0x1p54)).mantissa.minus(DoubleDouble.LN2.times(54)))
                : log(DoubleDouble.of(x));
    }

    /** log((1 + s)/(1 − s)). */
    private static DoubleDouble series(DoubleDouble s) {
        DoubleDouble z = s.times(s);
        DoubleDouble sum = DoubleDouble.of(0);
        for (int k = 43; k > 0; k -= 2) {
            sum = sum.times(z).plus(DoubleDouble.ONE.over(k));
        }
        return sum.times(s).scaled(1);
    }

    static Value log1p(double x) {
        if (Math.abs(x) < 0x1p-100) {
            return new Value(DoubleDouble.of(x).minus(DoubleDouble.of(x * x * 0.5)));
        }
        return Math.abs(x) < 0.1
                ? new Value(series(DoubleDouble.of(x).over(DoubleDouble.sum(2, x))))
                : log(DoubleDouble.sum(1, x));
    }

    static Value log10(double x) {
        return new Value(log(x).mantissa.over(DoubleDouble.LN10));
    }

    /** Sine and cosine of an angle between −π/4 and π/4. */
    private static DoubleDouble[] sincos(DoubleDouble r) {
        DoubleDouble z = r.times(r).negated();
        DoubleDouble sin = DoubleDouble.of(0);
        DoubleDouble cos = DoubleDouble.of(0);
        for (int k = 29; k > 0; k -= 2) {
            sin = sin.times(z).plus(INVERSE_FACTORIALS[k]);
            cos = cos.times(z).plus(INVERSE_FACTORIALS[k - 1]);
        }
        return new DoubleDouble[] {sin.times(r), cos};
    }

    /** Sine and cosine of any angle. */
    private static DoubleDouble[] circle(double x) {
        if (Math.abs(x) < 0.75) {
            return sincos(DoubleDouble.of(x));
        }
        long bits = Double.doubleToRawLongBits(x);
        int exponent = Math.getExponent(x) - 52;
        BigInteger m = BigInteger.valueOf((bits & ((1L << 52) - 1)) | (1L << 52));
        BigInteger turns = m.multiply(TWO_OVER_PI); // quarter turns, with this many bits behind the point
        int point = BITS - exponent;
        BigInteger nearest = turns.add(BigInteger.ONE.shiftLeft(point - 1)).shiftRight(point);
        DoubleDouble part = fraction(turns.subtract(nearest.shiftLeft(point)), point);
        DoubleDouble[] s = sincos(part.times(DoubleDouble.HALF_PI));
        DoubleDouble[] out = switch (nearest.intValue() & 3) {
            case 0 -> s;
            case 1 -> new DoubleDouble[] {s[1], s[0].negated()};
            case 2 -> new DoubleDouble[] {s[0].negated(), s[1].negated()};
            default -> new DoubleDouble[] {s[1].negated(), s[0]};
        };
        return x > 0 ? out : new DoubleDouble[] {out[0].negated(), out[1]};
    }

    private static DoubleDouble fraction(BigInteger value, int point) {
        int drop = Math.max(0, value.bitLength() - 130);
        BigInteger kept = value.shiftRight(drop);
        double hi = kept.doubleValue();
        double lo = kept.subtract(new BigDecimal(hi).toBigInteger()).doubleValue();
        return new DoubleDouble(hi, lo).scaled(drop - point);
    }

    static Value sin(double x) {
        return new Value(circle(x)[0]);
    }

    static Value cos(double x) {
        return new Value(circle(x)[1]);
    }

    static Value tan(double x) {
        DoubleDouble[] s = circle(x);
        return new Value(s[0].over(s[1]));
    }

    static Value atan2(double y, double x) {
        int ey = Math.getExponent(y);
        int ex = Math.getExponent(x);
        if (ey - ex > 150) {
            return new Value(y > 0 ? DoubleDouble.HALF_PI : DoubleDouble.HALF_PI.negated());
        }
        if (ex - ey > 150) {
            if (x < 0) {
                return new Value((y > 0 ? DoubleDouble.HALF_PI : DoubleDouble.HALF_PI.negated()).scaled(1));
            }
            double up = y * 0x1p60; // a subnormal too becomes normal
            int e = Math.getExponent(up);
            DoubleDouble q = DoubleDouble.of(Math.scalb(up, -e)).over(Math.scalb(x, -ex));
            return new Value(q, e - 60 - ex);
        }
        int e = Math.max(ex, ey);
        return angle(DoubleDouble.of(Math.scalb(y, -e)), DoubleDouble.of(Math.scalb(x, -e)));
    }

    /** The angle of a vector whose length is about 1: an approximate one, and the small angle to it by its tangent. */
    private static Value angle(DoubleDouble y, DoubleDouble x) {
        double about = StrictMath.atan2(y.hi(), x.hi());
        DoubleDouble[] s = circle(about);
        DoubleDouble t = y.times(s[1]).minus(x.times(s[0])).over(x.times(s[1]).plus(y.times(s[0])));
        return new Value(DoubleDouble.of(about).plus(t.minus(t.times(t).times(t).over(3))));
    }

    static Value atan(double x) {
        return Math.abs(x) < 0x1p-150 ? new Value(DoubleDouble.of(x)) : atan2(x, 1);
    }

    private static DoubleDouble leg(double x) {
        return DoubleDouble.sum(1, -x).times(DoubleDouble.sum(1, x)).root();
    }

    static Value asin(double x) {
        return Math.abs(x) < 0x1p-150 ? new Value(DoubleDouble.of(x)) : angle(DoubleDouble.of(x), leg(x));
    }

    static Value acos(double x) {
        return angle(leg(x), DoubleDouble.of(x));
    }

    static Value sinh(double x) {
        double a = Math.abs(x);
        if (a < 0x1p-150) {
            return new Value(DoubleDouble.of(x));
        }
        Value out;
        if (a > 50) {
            Value e = exp(DoubleDouble.of(a));
            out = new Value(e.mantissa, e.exponent - 1);
        } else {
            DoubleDouble e = plain(expm1(a));
            out = new Value(e.plus(e.over(e.plus(1))).scaled(-1));
        }
        return x > 0 ? out : out.negated();
    }

    private static DoubleDouble plain(Value v) {
        return v.mantissa.scaled(v.exponent);
    }

    static Value cosh(double x) {
        double a = Math.abs(x);
        if (a > 50) {
            Value e = exp(DoubleDouble.of(a));
            return new Value(e.mantissa, e.exponent - 1);
        }
        DoubleDouble e = plain(expm1(a));
        return new Value(e.times(e).over(e.plus(1).scaled(1)).plus(1));
    }

    static Value tanh(double x) {
        if (Math.abs(x) < 0x1p-150) {
            return new Value(DoubleDouble.of(x));
        }
        DoubleDouble e = plain(expm1(2 * Math.min(Math.abs(x), 60)));
        DoubleDouble t = e.over(e.plus(2));
        return new Value(x > 0 ? t : t.negated());
    }

    static Value cbrt(double x) {
        double up = Math.abs(x) < Double.MIN_NORMAL ? x * 0x1p60 : x;
        int third = Math.floorDiv(Math.getExponent(up), 3);
        double a = Math.scalb(up, -3 * third);
        double y = StrictMath.cbrt(a);
        DoubleDouble square = DoubleDouble.product(y, y);
        DoubleDouble step = DoubleDouble.of(a).minus(square.times(y)).over(square.times(3));
        return new Value(DoubleDouble.of(y).plus(step), up == x ? third : third - 20);
    }

    static Value hypot(double x, double y) {
        double a = Math.max(Math.abs(x), Math.abs(y)) * (Math.max(Math.abs(x), Math.abs(y)) < 1 ? 0x1p60 : 1);
        double b = Math.min(Math.abs(x), Math.abs(y)) * (Math.max(Math.abs(x), Math.abs(y)) < 1 ? 0x1p60 : 1);
        int shift = Math.max(Math.abs(x), Math.abs(y)) < 1 ? -60 : 0;
        int e = Math.getExponent(a);
        DoubleDouble m = DoubleDouble.of(Math.scalb(a, -e));
        double n = Math.scalb(b, -e);
        if (n < 0x1p-120) {
            return new Value(m, e + shift);
        }
        return new Value(m.times(m).plus(DoubleDouble.product(n, n)).root(), e + shift);
    }

    /** |x| to the power of y; null where it is far outside the doubles. */
    static Value pow(double x, double y) {
        DoubleDouble log = log(Math.abs(x)).mantissa;
        double size = log.hi() * y;
        if (Math.abs(size) > 760 || size == 0) {
            return null;
        }
        Value out = exp(log.times(y));
        boolean odd = x < 0 && Math.abs(y) < 0x1p53 && Math.abs(y % 2) == 1;
        return odd ? out.negated() : out;
    }
}
