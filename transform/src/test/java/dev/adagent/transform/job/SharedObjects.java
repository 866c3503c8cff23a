package dev.adagent.transform.job;

import dev.adagent.DerivativeRules;
import dev.adagent.ForwardRule;
import dev.adagent.ReverseRule;

/** Functions of an object, a constant one and a number. */
@SuppressWarnings("unused")
final class SharedObjects {
    private SharedObjects() {}

    enum Kind {
        TWICE,
        ONCE
    }

    static final class Box {
        double[] a = {2, 3};
        double v;
        Box next;
        Kind kind = Kind.TWICE;

        Box(double v) {
            this.v = v;
        }
    }

    static double field(Box b, Box c, double x) {
        return b.next.v * b.next.v * x;
    }

    static double array(Box b, Box c, double x) {
        return b.next.a[0] * b.next.a[1] * x;
    }

    static double written(Box b, Box c, double x) {
        b.next.v *= x;
        return b.next.v * x;
    }

    static double list(Box b, Box c, double x) {
        double s = x;
        for (Box n = b; n != null; n = n.next) {
            s *= n.v;
        }
        return s;
    }

    static double recursive(Box b, Box c, double x) {
        return b == null ? x : b.v * recursive(b.next, c, x);
    }

    /** What is shared and holds no numbers that are read stays shared. */
    static double kind(Box b, Box c, double x) {
        return b.kind == Kind.TWICE ? 2 * b.v * x : b.v * x;
    }

    /** A constant that the function stores itself is known to be one. */
    static double stored(Box b, Box c, double x) {
        b.next = c;
        return b.next.v * b.v * x;
    }

    @DerivativeRules(Rules.class)
    static double ruled(Box b, double x) {
        return b.next.v * b.v * x;
    }

    static final class Rules {
        @ReverseRule(owner = SharedObjects.class, name = "ruled")
        static double reverse(Box b, Box db, double x, double dret) {
            db.next.v += b.v * x * dret;
            db.v += b.next.v * x * dret;
            return b.next.v * b.v * dret;
        }

        @ForwardRule(owner = SharedObjects.class, name = "ruled")
        static double forward(Box b, Box db, double x, double dx) {
            return (db.next.v * b.v + b.next.v * db.v) * x + b.next.v * b.v * dx;
        }
    }

    static double byRule(Box b, Box c, double x) {
        return ruled(b, x) * x;
    }

    static double byRuleWithConstant(Box b, Box c, double x) {
        b.next = c;
        return ruled(b, x) * x;
    }
}
