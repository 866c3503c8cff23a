package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;

import dev.adagent.Constant;
import dev.adagent.DerivativeRules;
import dev.adagent.ForwardRule;
import dev.adagent.GpuKernel;
import dev.adagent.Kernel;
import dev.adagent.ReverseRule;
import dev.adagent.RuleConfig;
import dev.adagent.conformance.Case;

/** Table D: custom rules. Each says by its numbers what it was asked for. */
final class TableD {
    private TableD() {}

    /** The forward rule of D1 and D3. */
    static final class SqRules {
        private SqRules() {}

        @ForwardRule(owner = TableD.class, name = "sq")
        static double tangent(RuleConfig config, double x, double dx) {
            if (config.width() > 1) {
                return (config.needsPrimal() ? 10000 : 1000) + 2 * x * dx;
            }
            return (config.needsPrimal() ? 100 : 10) + 2 * x * dx;
        }
    }

    @DerivativeRules(SqRules.class)
    static double sq(double x) {
        return x * x;
    }

    static double d1(double x) {
        return sq(x);
    }

    @Case("D1 F")
    @GpuKernel
    static void d1Forward(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        Calls.forward(TableD::d1, x, dx, dret, i);
        value[i] = d1(x[i]);
    }

    @Case("D1 Fp")
    @GpuKernel
    static void d1WithPrimal(double[] x, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        var r = autodiff(FORWARD_WITH_PRIMAL, TableD::d1, duplicated(x[i], dx[i]));
        dret[i] = r.tangent();
        value[i] = r.primal();
    }

    /** The reverse rule of D5. */
    static final class Sq5Rules {
        private Sq5Rules() {}

        @ReverseRule(owner = TableD.class, name = "sq5")
        static double gradient(RuleConfig config, double x, double dret) {
            return (config.needsPrimal() ? 10 : 100) + 2 * x * dret;
        }
    }

    @DerivativeRules(Sq5Rules.class)
    static double sq5(double x) {
        return x * x;
    }

    static double d5a(double x) {
        return sq5(x);
    }

    static double d5b(double x) {
        double y = sq5(x);
        return y * y;
    }

    @Case("D5a R")
    @GpuKernel
    static void d5aReverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        Calls.reverse(TableD::d5a, x, dret, dx, i);
        value[i] = d5a(x[i]);
    }

    @Case("D5b R")
    @GpuKernel
    static void d5bReverse(double[] x, double[] dret, double[] dx, double[] value) {
        int i = Kernel.globalIdX();
        Calls.reverse(TableD::d5b, x, dret, dx, i);
        value[i] = d5b(x[i]);
    }

    /** The rule of D9, for a constant argument only. */
    static final class G9Rules {
        private G9Rules() {}

        @ForwardRule(owner = TableD.class, name = "g9")
        static double tangent(@Constant double x) {
            return 0;
        }
    }

    @DerivativeRules(G9Rules.class)
    static double g9(double x) {
        return x * x;
    }

    static double d9a(double x) {
        return g9(x);
    }

    static double d9b(double x, boolean take) {
        return take ? g9(x) : x;
    }

    @Case("D9a F")
    static void d9aForward(double[] x, double[] dx, double[] dret) {
        Calls.forward(TableD::d9a, x, dx, dret, 0);
    }

    @Case("D9b F")
    @GpuKernel
    static void d9bForward(double[] x, boolean take, double[] dx, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        Calls.forward(t -> d9b(t, take), x, dx, dret, i);
        value[i] = d9b(x[i], take);
    }

    /** The rule of C49: the bits that the method works on hide its derivative. */
    static final class RsqrtRules {
        private RsqrtRules() {}

        @ReverseRule(owner = TableD.class, name = "rsqrt")
        static float gradient(float x, float dret) {
            return -rsqrt(x) / (2 * x) * dret;
        }
    }

    @DerivativeRules(RsqrtRules.class)
    static float rsqrt(float x) {
        float y = Float.intBitsToFloat(0x5f3759df - (Float.floatToRawIntBits(x) >> 1));
        return y * (1.5f - 0.5f * x * y * y);
    }

    static float c49(float[] a) {
        float q = 0;
        for (int i = 0; i < a.length; i++) {
            q += a[i] * a[i];
        }
        return rsqrt(q);
    }

    @Case("C49 R float")
    @GpuKernel
    static void c49Reverse(float[][] a, float[][] da, float[] dret, float[] value) {
        int i = Kernel.globalIdX();
        value[i] = c49(a[i]);
        autodiff(REVERSE, TableD::c49, seed(dret[i]), duplicated(a[i], da[i]));
    }
}
