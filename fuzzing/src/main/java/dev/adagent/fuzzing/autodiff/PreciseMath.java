package dev.adagent.fuzzing.autodiff;

import static dev.adagent.fuzzing.autodiff.DoubleDouble.ONE;
import static dev.adagent.fuzzing.autodiff.DoubleDouble.ZERO;

/**
 * Elementary functions of {@link DoubleDouble}, to about 30 digits for arguments that are not large: series for exponential, sine and
 * cosine, one step of Newton's method from the JDK's value for their inverses (R. P. Brent and P. Zimmermann, Modern Computer Arithmetic, chapter 4).
 */
final class PreciseMath {
    static final DoubleDouble LN2 = new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);
    static final DoubleDouble LN10 = new DoubleDouble(0x1.26bb1bbb55516p1, -0x1.f48ad494ea3e9p-53);
    static final DoubleDouble PI = new DoubleDouble(0x1.921fb54442d18p1, 0x1.1a62633145c07p-53);
    private static final DoubleDouble HALF_PI = PI.scaled(0.5);
    /** So near to zero, f(x) is x where f′(0) is 1. */
    private static final double LINEAR = 1e-40;

    private static final DoubleDouble[] INVERSE_FACTORIALS = inverseFactorials();

    private PreciseMath() {}

    private static DoubleDouble[] inverseFactorials() {
        DoubleDouble[] out = new DoubleDouble[30];
        out[0] = ONE;
        for (int n = 1; n < out.length; n++) {
            out[n] = out[n - 1].dividedBy(DoubleDouble.of(n));
        }
        return out;
    }

    static DoubleDouble sqrt(DoubleDouble x) {
        if (x.hi() <= 0) {
            return DoubleDouble.of(Math.sqrt(x.hi()));
        }
        double y = Math.sqrt(x.hi());
        DoubleDouble rest = x.minus(DoubleDouble.of(y).squared());
        return DoubleDouble.sum(y, 0).plus(rest.dividedBy(DoubleDouble.of(2 * y)));
    }

    static DoubleDouble exp(DoubleDouble x) {
        if (!(Math.abs(x.hi()) < 700)) {
            return DoubleDouble.of(Math.exp(x.hi()));
        }
        long k = Math.round(x.hi() / LN2.hi());
        DoubleDouble e = nearZero(x.minus(LN2.times(k))).plus(1);
        return new DoubleDouble(Math.scalb(e.hi(), (int) k), Math.scalb(e.lo(), (int) k));
    }

    /** eˣ − 1 with all its digits, however small it is: the sign of a small number decides comparisons. */
    static DoubleDouble expm1(DoubleDouble x) {
        return Math.abs(x.hi()) < 0.3 ? nearZero(x) : exp(x).plus(-1);
    }

    /** eˣ − 1 for a small x. */
    private static DoubleDouble nearZero(DoubleDouble x) {
        if (Math.abs(x.hi()) < LINEAR) {
            return x;
        }
        DoubleDouble r = x.scaled(1.0 / 256);
        // not eʳ itself, so that squaring loses nothing
        DoubleDouble p = ZERO;
        for (int n = 11; n >= 1; n--) {
            p = p.plus(INVERSE_FACTORIALS[n]).times(r);
        }
        for (int s = 0; s < 8; s++) {
            p = p.scaled(2).plus(p.squared());
        }
        return p;
    }

    static DoubleDouble log(DoubleDouble x) {
        return Math.abs(x.hi() - 1) < 0.3 ? log1p(x.plus(-1)) : logarithm(x);
    }

    private static DoubleDouble logarithm(DoubleDouble x) {
        double y = Math.log(x.hi());
        if (!Double.isFinite(y)) {
            return DoubleDouble.of(y);
        }
        DoubleDouble z = DoubleDouble.of(y);
        return z.plus(x.times(exp(z.negated())).plus(-1));
    }

    static DoubleDouble log1p(DoubleDouble x) {
        if (Math.abs(x.hi()) < LINEAR) {
            return x;
        }
        if (Math.abs(x.hi()) > 0.35) {
            return logarithm(x.plus(1));
        }
        DoubleDouble z = DoubleDouble.of(Math.log1p(x.hi()));
        DoubleDouble e = expm1(z);
        return z.plus(x.minus(e).dividedBy(e.plus(1)));
    }

    static DoubleDouble sin(DoubleDouble x) {
        return sine(x, 0);
    }

    static DoubleDouble cos(DoubleDouble x) {
        return sine(x, 1);
    }

    private static DoubleDouble sine(DoubleDouble x, int quarters) {
        if (Math.abs(x.hi()) < LINEAR) {
            return quarters == 0 ? x : ONE;
        }
        if (!(Math.abs(x.hi()) < 1e9)) {
            return DoubleDouble.of(Double.NaN);
        }
        long k = Math.round(x.hi() / HALF_PI.hi());
        DoubleDouble r = x.minus(HALF_PI.times(k));
        int q = (int) Math.floorMod(k + quarters, 4L);
        DoubleDouble s = series(r, q & 1);
        return q >= 2 ? s.negated() : s;
    }

    /** The series of the sine, or of the cosine if {@code even} is 1. */
    private static DoubleDouble series(DoubleDouble r, int even) {
        DoubleDouble square = r.squared();
        DoubleDouble p = ZERO;
        for (int n = 29 - even; n >= 0; n -= 2) {
            DoubleDouble c = INVERSE_FACTORIALS[n];
            p = p.times(square).plus((n / 2) % 2 == 0 ? c : c.negated());
        }
        return even == 1 ? p : p.times(r);
    }

    static DoubleDouble asin(DoubleDouble x) {
        DoubleDouble y = DoubleDouble.of(Math.asin(x.hi()));
        return y.plus(x.minus(sin(y)).dividedBy(cos(y)));
    }

    static DoubleDouble acos(DoubleDouble x) {
        return HALF_PI.minus(asin(x));
    }

    static DoubleDouble atan2(DoubleDouble y, DoubleDouble x) {
        DoubleDouble z = DoubleDouble.of(Math.atan2(y.hi(), x.hi()));
        DoubleDouble s = sin(z);
        DoubleDouble c = cos(z);
        DoubleDouble tangent = y.times(c).minus(x.times(s)).dividedBy(x.times(c).plus(y.times(s)));
        return z.plus(tangent);
    }

    static DoubleDouble tan(DoubleDouble x) {
        return sin(x).dividedBy(cos(x));
    }

    static DoubleDouble sinh(DoubleDouble x) {
        DoubleDouble e = expm1(x);
        return e.plus(e.dividedBy(e.plus(1))).scaled(0.5);
    }

    static DoubleDouble cosh(DoubleDouble x) {
        return exp(x).plus(exp(x.negated())).scaled(0.5);
    }

    static DoubleDouble tanh(DoubleDouble x) {
        if (Math.abs(x.hi()) > 40) {
            return DoubleDouble.of(Math.signum(x.hi()));
        }
        DoubleDouble e = expm1(x.scaled(2));
        return e.dividedBy(e.plus(2));
    }

    static DoubleDouble cbrt(DoubleDouble x) {
        double y = Math.cbrt(x.hi());
        if (y == 0) {
            return ZERO;
        }
        DoubleDouble cube = DoubleDouble.of(y).squared().times(y);
        return x.minus(cube).dividedBy(DoubleDouble.of(y).squared().times(3)).plus(y);
    }

    /** For a positive base, or an exponent that is an integer. */
    static DoubleDouble pow(DoubleDouble x, DoubleDouble y) {
        if (x.hi() > 0) {
            return exp(y.times(log(x)));
        }
        double n = y.hi();
        if (y.lo() != 0 || n != Math.rint(n) || x.hi() == 0) {
            return DoubleDouble.of(Math.pow(x.hi(), n));
        }
        DoubleDouble size = exp(y.times(log(x.negated())));
        return n % 2 == 0 ? size : size.negated();
    }

    static DoubleDouble hypot(DoubleDouble x, DoubleDouble y) {
        return sqrt(x.squared().plus(y.squared()));
    }
}
