package dev.adagent.bench.gpu;

/**
 * A number as the sum of two doubles, about 106 bits (T. J. Dekker, A floating-point technique for extending the available precision,
 * 1971; D. E. Knuth's sum of two and the fused product): the reference that elementary functions are measured against is computed in it.
 */
record DoubleDouble(double hi, double lo) {
    static final DoubleDouble ONE = new DoubleDouble(1, 0);
    static final DoubleDouble HALF_PI = new DoubleDouble(0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54);
    static final DoubleDouble LN2 = new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);
    static final DoubleDouble LN10 = new DoubleDouble(0x1.26bb1bbb55516p+1, -0x1.f48ad494ea3e9p-53);

    static DoubleDouble of(double x) {
        return new DoubleDouble(x, 0);
    }

    /** The exact sum. */
    static DoubleDouble sum(double a, double b) {
        double s = a + b;
        double t = s - a;
        return new DoubleDouble(s, (a - (s - t)) + (b - t));
    }

    /** The exact product, unless it underflows. */
    static DoubleDouble product(double a, double b) {
        double p = a * b;
        return new DoubleDouble(p, Math.fma(a, b, -p));
    }

    private static DoubleDouble quick(double a, double b) {
        double s = a + b;
        return new DoubleDouble(s, b - (s - a));
    }

    DoubleDouble plus(DoubleDouble b) {
        DoubleDouble s = sum(hi, b.hi);
        DoubleDouble t = sum(lo, b.lo);
        DoubleDouble u = quick(s.hi, s.lo + t.hi);
        return quick(u.hi, u.lo + t.lo);
    }

    DoubleDouble plus(double b) {
        return plus(of(b));
    }

    DoubleDouble minus(DoubleDouble b) {
        return plus(b.negated());
    }

    DoubleDouble negated() {
        return new DoubleDouble(-hi, -lo);
    }

    DoubleDouble times(DoubleDouble b) {
        DoubleDouble p = product(hi, b.hi);
        return quick(p.hi, p.lo + (hi * b.lo + lo * b.hi));
    }

    DoubleDouble times(double b) {
        DoubleDouble p = product(hi, b);
        return quick(p.hi, Math.fma(lo, b, p.lo));
    }

    DoubleDouble over(DoubleDouble b) {
        double q = hi / b.hi;
        DoubleDouble rest = minus(b.times(q));
        double q2 = rest.hi / b.hi;
        rest = rest.minus(b.times(q2));
        return quick(q, q2).plus(rest.hi / b.hi);
    }

    DoubleDouble over(double b) {
        return over(of(b));
    }

    DoubleDouble root() {
        if (hi == 0) {
            return this;
        }
        double r = Math.sqrt(hi);
        return of(r).plus(minus(product(r, r)).over(2 * r));
    }

    /** Times a power of two. */
    DoubleDouble scaled(int exponent) {
        return new DoubleDouble(Math.scalb(hi, exponent), Math.scalb(lo, exponent));
    }
}
