package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Module;
import dev.adagent.transform.opt.Inlining;
import org.junit.jupiter.api.Test;

/** Two calls of one line with the same operands are two calls: what follows each is its own. */
class EqualCallsTest {
    static void doubled(double[] a, double[] s) {
        a[0] *= 2;
        for (double v : a) {
            s[0] += v * v;
        }
    }

    /** The first call's reverse does not find in the array what the call read there; the second's does. */
    static double twice(double[] a) {
        double[] s = new double[1];
        for (doubled(a, s), doubled(a, s); s[0] < 0; s[0] *= 2) {
            s[0] -= a[1];
        }
        return s[0];
    }

    @Test
    void eachHasWhatFollowsIt() {
        double[] a = {.7, -.4};
        double[] expected =
                Derive.differences(Derive.resolved(EqualCallsTest.class, "twice", Inlining.ALWAYS), "d", (Object) a);
        for (Inlining setting : Inlining.values()) {
            Module m = Derive.derivative(EqualCallsTest.class, "twice", setting, DerivativeMode.REVERSE, "d");
            double[] da = new double[2];
            Derive.run(m, a.clone(), da);
            ReverseTest.assertClose(da, expected, 2e-7);
        }
    }
}
