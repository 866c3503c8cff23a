package dev.adagent.fuzzing.autodiff;

/**
 * A number as the unevaluated sum of two doubles, about 32 digits (T. J. Dekker, "A floating-point technique for extending the available
 * precision", 1971; D. E. Knuth, TAOCP 2, §4.2.2).
 */
record DoubleDouble(double hi, double lo) {
    static final DoubleDouble ZERO = new DoubleDouble(0, 0);
    static final DoubleDouble ONE = new DoubleDouble(1, 0);

    static DoubleDouble of(double x) {
        return new DoubleDouble(x, 0);
    }

    /** Of two doubles, the first at least as large. */
    private static DoubleDouble fast(double a, double b) {
        double s = a + b;
        return new DoubleDouble(s, b - (s - a));
    }

    static DoubleDouble sum(double a, double b) {
        double s = a + b;
        double v = s - a;
        return new DoubleDouble(s, (a - (s - v)) + (b - v));
    }

    DoubleDouble plus(DoubleDouble o) {
        double s = hi + o.hi;
        double v = s - hi;
        double e = (hi - (s - v)) + (o.hi - v);
        double t = lo + o.lo;
        double w = t - lo;
        double g = (lo - (t - w)) + (o.lo - w);
        DoubleDouble r = fast(s, e + t);
        return fast(r.hi, r.lo + g);
    }

    DoubleDouble plus(double o) {
        double s = hi + o;
        double v = s - hi;
        return fast(s, (hi - (s - v)) + (o - v) + lo);
    }

    DoubleDouble negated() {
        return new DoubleDouble(-hi, -lo);
    }

    DoubleDouble minus(DoubleDouble o) {
        return plus(o.negated());
    }

    DoubleDouble times(DoubleDouble o) {
        double p = hi * o.hi;
        double e = Math.fma(hi, o.hi, -p);
        return fast(p, e + (hi * o.lo + lo * o.hi));
    }

    DoubleDouble times(double o) {
        double p = hi * o;
        return fast(p, Math.fma(hi, o, -p) + lo * o);
    }

    /** Times a power of two: exact. */
    DoubleDouble scaled(double power) {
        return new DoubleDouble(hi * power, lo * power);
    }

    DoubleDouble dividedBy(DoubleDouble o) {
        double q1 = hi / o.hi;
        DoubleDouble r = minus(o.times(q1));
        double q2 = r.hi / o.hi;
        r = r.minus(o.times(q2));
        return fast(q1, q2).plus(r.hi / o.hi);
    }

    DoubleDouble squared() {
        return times(this);
    }

    boolean isFinite() {
        return Double.isFinite(hi) && Double.isFinite(lo);
    }

    int compareTo(DoubleDouble o) {
        return hi != o.hi ? Double.compare(hi, o.hi) : Double.compare(lo + 0.0, o.lo + 0.0);
    }
}
