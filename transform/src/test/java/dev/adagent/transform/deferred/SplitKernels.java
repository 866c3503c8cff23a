package dev.adagent.transform.deferred;

import static dev.adagent.Autodiff.*;

import dev.adagent.Activity;
import dev.adagent.Thunk;

/** Kernels that run forward and back in two calls. */
final class SplitKernels {
    private SplitKernels() {}

    static void inPlace(double[] x) {
        x[0] += x[1] * x[1];
        x[1] = -x[1];
    }

    static void overwritten(double[] x, double[] dx) {
        Thunk thunk = thunk(REVERSE, SplitKernels::inPlace, Activity.DUPLICATED);
        Thunk.Tape tape = thunk.forward(duplicated(x, dx));
        x[1] = 1e30; // what the reverse pass needs is on the tape
        thunk.reverse(tape, duplicated(x, dx));
    }

    static double lost(double[] a, double v) {
        double r = a[0] * v;
        a[0] = 0;
        return r;
    }

    static void seeded(double[] a, double[] da, double[] v, double[] out) {
        var x = active(v[0]);
        Thunk thunk = thunk(REVERSE_WITH_PRIMAL, SplitKernels::lost, Activity.DUPLICATED, Activity.ACTIVE);
        Thunk.Tape tape = thunk.forward(duplicated(a, da), x);
        out[0] = tape.primal();
        thunk.reverse(tape, seed(2.0), duplicated(a, da), x);
        out[1] = x.grad();
    }

    /** A loop whose length depends on the data: its state lies on the tape. */
    static double logistic(double x, double r) {
        while (x < 0.9) {
            x = r * x * (1 - x) + 0.05;
        }
        return x;
    }

    /** Two tapes at once, taken back in the order in which they were made. */
    static void twoTapes(double[] x, double[] out) {
        var a = active(x[0]);
        var b = active(x[1]);
        var c = constant(3.9);
        Thunk thunk = thunk(REVERSE, SplitKernels::logistic, Activity.ACTIVE, Activity.CONSTANT);
        Thunk.Tape first = thunk.forward(a, c);
        Thunk.Tape second = thunk.forward(b, c);
        thunk.reverse(first, a, c);
        thunk.reverse(second, seed(10.0), b, c);
        out[0] = a.grad();
        out[1] = b.grad();
    }

    /** One tape used again in a loop. */
    static void again(double[] x, double[] out) {
        Thunk thunk = thunk(REVERSE, SplitKernels::logistic, Activity.ACTIVE, Activity.CONSTANT);
        Thunk.Tape tape = thunk.tape();
        for (int i = 0; i < x.length; i++) {
            var a = active(x[i]);
            thunk.forward(tape, a, constant(3.9));
            thunk.reverse(tape, a, constant(3.9));
            out[i] = a.grad();
        }
    }

    static double cube(double x, double y) {
        return x * x * x * y;
    }

    static void batch(double[] x, double[] out) {
        var a = activeBatch(x[0], 2);
        Thunk thunk = thunk(REVERSE, SplitKernels::cube, Activity.ACTIVE, Activity.CONSTANT);
        Thunk.Tape tape = thunk.forward(a, constant(5.0));
        thunk.reverse(tape, seeds(1.0, 100.0), a, constant(5.0));
        out[0] = a.grad(0);
        out[1] = a.grad(1);
    }

    static double slope(double x) {
        var a = active(x);
        Thunk thunk = thunk(REVERSE, SplitKernels::logistic, Activity.ACTIVE, Activity.CONSTANT);
        Thunk.Tape tape = thunk.forward(a, constant(3.9));
        thunk.reverse(tape, a, constant(3.9));
        return a.grad();
    }

    /** Second derivatives of a function that is differentiated in split mode. */
    static void nested(double[] x, double[] out) {
        out[0] = autodiff(FORWARD, SplitKernels::slope, duplicated(x[0], 1.0)).tangent();
        var a = active(x[0]);
        autodiff(REVERSE, SplitKernels::slope, a);
        out[1] = a.grad();
    }

    static void wrongActivity(double[] x) {
        Thunk thunk = thunk(REVERSE, SplitKernels::cube, Activity.ACTIVE, Activity.CONSTANT);
        thunk.forward(active(x[0]), active(x[1]));
    }

    static void forwardMode(double[] x) {
        Thunk thunk = thunk(FORWARD, SplitKernels::cube, Activity.ACTIVE, Activity.CONSTANT);
        thunk.forward(active(x[0]), constant(x[1]));
    }

    static void reverseTwice(double[] x) {
        var a = active(x[0]);
        Thunk thunk = thunk(REVERSE, SplitKernels::cube, Activity.ACTIVE, Activity.CONSTANT);
        Thunk.Tape tape = thunk.forward(a, constant(x[1]));
        thunk.reverse(tape, a, constant(x[1]));
        thunk.reverse(tape, a, constant(x[1]));
    }

    static void foreignTape(double[] x) {
        var a = active(x[0]);
        Thunk one = thunk(REVERSE, SplitKernels::cube, Activity.ACTIVE, Activity.CONSTANT);
        Thunk other = thunk(REVERSE, SplitKernels::logistic, Activity.ACTIVE, Activity.CONSTANT);
        Thunk.Tape tape = one.forward(a, constant(x[1]));
        other.reverse(tape, a, constant(x[1]));
    }

    static double checked(double x, double y, int n) {
        double s = x;
        for (int i = 0; i <= n; i++) {
            if (s > 100) {
                throw new IllegalStateException("too large: " + s);
            }
            s = s * s * (6 / (3 - i)) + y;
        }
        return s;
    }

    /** Passes in a try block: slopes by x, or which handler took what the forward pass threw. */
    static double slope(double x, double y, int n) {
        var a = active(x);
        var b = constant(y);
        var k = constant(n);
        Thunk thunk = thunk(REVERSE, SplitKernels::checked, Activity.ACTIVE, Activity.CONSTANT, Activity.CONSTANT);
        double scale = 1;
        try {
            Thunk.Tape tape = thunk.forward(a, b, k);
            scale = 2;
            thunk.reverse(tape, seed(10.0), a, b, k);
            return scale * a.grad();
        } catch (ArithmeticException e) {
            return -1 * scale;
        } catch (IllegalStateException e) {
            return -3 * scale;
        } finally {
            scale = 0;
        }
    }

    static void inTry(double[] x, double[] y, int[] n, double[] out) {
        for (int i = 0; i < x.length; i++) {
            out[2 * i] = slope(x[i], y[i], n[i]);
            double v = y[i];
            int k = n[i];
            out[2 * i + 1] = derivative(u -> slope(u, v, k), x[i]);
        }
    }

    /** A reverse pass without a forward pass, and one after a forward pass that threw. */
    static void wrongUse(double[] x, double[] out) {
        var a = active(x[0]);
        var b = constant(0.2);
        var k = constant(3);
        Thunk thunk = thunk(REVERSE, SplitKernels::checked, Activity.ACTIVE, Activity.CONSTANT, Activity.CONSTANT);
        Thunk.Tape tape = thunk.tape();
        try {
            thunk.reverse(tape, a, b, k);
        } catch (IllegalStateException e) {
            out[0] = 1;
        }
        try {
            thunk.forward(tape, a, b, k);
        } catch (ArithmeticException e) {
            out[1] = 1;
        }
        try {
            thunk.reverse(tape, a, b, k);
        } catch (IllegalStateException e) {
            out[2] = 1;
        }
        out[3] = a.grad();
    }
}
