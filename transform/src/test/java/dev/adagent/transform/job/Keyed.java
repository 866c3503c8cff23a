package dev.adagent.transform.job;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Kernel.globalIdX;

import dev.adagent.DerivativeRules;
import dev.adagent.ReverseRule;

/** A kernel and what its key depends on; see {@link JobKeyTest}. */
final class Keyed {
    private Keyed() {}

    static void kernel(double[] x, double[] dx) {
        int i = globalIdX();
        if (i >= x.length) {
            return;
        }
        var a = active(x[i]);
        autodiff(REVERSE, Keyed::f, a);
        var b = active(x[i]);
        autodiff(REVERSE, Keyed::f, b);
        dx[i] = a.grad() + b.grad();
    }

    static void kernelOfTwo(double[] x, double[] dx) {
        var a = active(x[0]);
        autodiff(REVERSE, Keyed::f, a);
        var b = active(x[0]);
        autodiff(REVERSE, Keyed::g, b);
        dx[0] = a.grad() + b.grad();
    }

    static double f(double x) {
        return Helper.scaled(x) * x + Constants.OFFSET;
    }

    static double twin(double x) {
        return Helper.scaled(x) * x + Constants.OFFSET;
    }

    static double g(double x) {
        return x * x * x;
    }

    static void kernelOfRules(double[] x, double[] dx) {
        var a = active(x[0]);
        autodiff(REVERSE, Keyed::ruled, a);
        var b = active(x[0]);
        autodiff(REVERSE, Keyed::tabled, b);
        dx[0] = a.grad() + b.grad();
    }

    static double ruled(double x) {
        return named(x) + x;
    }

    @DerivativeRules(OwnRules.class)
    static double named(double x) {
        return x;
    }

    static double tabled(double x) {
        return listed(x) - x;
    }

    static double listed(double x) {
        return x;
    }

    /** Named by the method. */
    static final class OwnRules {
        private OwnRules() {}

        @ReverseRule(owner = Keyed.class, name = "named")
        static double named(double x, double adjoint) {
            return RuleHelper.scaled(adjoint) + 3.25;
        }
    }

    /** In the job's view. */
    static final class TableRules {
        private TableRules() {}

        @ReverseRule(owner = Keyed.class, name = "listed")
        static double listed(double x, double adjoint) {
            return adjoint * 3.25;
        }
    }

    /** Reached by a rule alone. */
    static final class RuleHelper {
        private RuleHelper() {}

        static double scaled(double x) {
            return 3.25 * x;
        }
    }

    /** Calls methods of the JDK that need none of its code. */
    static void plain(double[] x, double[] y) {
        int i = Math.min(x.length, Math.abs(Integer.compare(x.length, 3)));
        boolean finite = Double.isFinite(x[i]) && !Double.isNaN(x[i]) && !Float.isInfinite((float) x[i]);
        y[0] = finite ? Math.max(3L, Long.max(i, Math.abs(-5L))) + Math.exp(x[i]) : Math.hypot(Math.max(x[i], 1), 2);
    }

    /** Reaches code of the JDK. */
    static void signs(int[] x, int[] out) {
        out[0] = Integer.signum(x[0]);
    }

    /** Reached. */
    static final class Helper {
        private Helper() {}

        static double scaled(double x) {
            return 3.25 * x;
        }
    }

    /** Its constant folds. */
    static final class Constants {
        static final double OFFSET = Double.parseDouble("0.5");

        private Constants() {}
    }

    /** Not reached. */
    static final class Stranger {
        private Stranger() {}

        static double scaled(double x) {
            return 3.25 * x;
        }
    }
}
