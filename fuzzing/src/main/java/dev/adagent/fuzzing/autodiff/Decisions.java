package dev.adagent.fuzzing.autodiff;

import java.util.function.DoubleUnaryOperator;

/**
 * The way that a run takes: how each comparison came out. A program has a derivative where all runs near by go the same way. Where a
 * comparison is so close that rounding could turn it, the arguments are not used.
 */
final class Decisions {
    private final double margin;
    private boolean close;
    private long way = 17;

    /** @param margin relative difference below which a comparison is close */
    Decisions(double margin) {
        this.margin = margin;
    }

    boolean isClose() {
        return close;
    }

    /** Equal for runs that went the same way. */
    long way() {
        return way;
    }

    void note(long decision) {
        way = way * 0x9E3779B97F4A7C15L + decision + 1;
    }

    /** A decision that cannot be relied on. */
    void doubt() {
        close = true;
    }

    /** −1, 0, 1. Values are equal if both are zero, and stay so near by; else too close to tell. */
    int compare(DoubleDouble a, DoubleDouble b) {
        DoubleDouble d = a.minus(b);
        int c = Double.compare(d.hi() + 0.0, 0.0);
        note(c);
        boolean zeros = a.hi() == 0 && b.hi() == 0;
        if (!zeros && Math.abs(d.hi()) <= margin * (1 + Math.abs(a.hi()) + Math.abs(b.hi()))) {
            close = true;
        }
        return c;
    }

    /** The integer that {@code round} makes of {@code x}, not at a jump. @param towardsZero the jumps of a cast: none at 0 */
    int whole(DoubleDouble x, DoubleUnaryOperator round, boolean towardsZero) {
        double r = towardsZero ? (x.hi() < 0 ? Math.ceil(x.hi()) : Math.floor(x.hi())) : round.applyAsDouble(x.hi());
        // the same on both sides, unless a jump is near
        double before = x.hi() - margin * (1 + Math.abs(x.hi()));
        double after = x.hi() + margin * (1 + Math.abs(x.hi()));
        double r1 = towardsZero ? (before < 0 ? Math.ceil(before) : Math.floor(before)) : round.applyAsDouble(before);
        double r2 = towardsZero ? (after < 0 ? Math.ceil(after) : Math.floor(after)) : round.applyAsDouble(after);
        if ((r1 != r || r2 != r) && x.hi() != 0) {
            close = true;
        }
        note((long) r);
        note(x.hi() == 0 ? 1 : 0);
        return (int) r;
    }
}
