package dev.adagent.codegen.math;

/**
 * Elementary functions of {@link Math} for devices that have a fused multiply-add, where that is faster than fdlibm's method and stays
 * within the bound that {@code Math} documents. Other bits than {@link DeviceMath}, so not for {@link StrictMath}. Special cases are
 * Java's.
 */
public final class FusedMath {
    private FusedMath() {}

    /** Within 1 ulp. */
    public static double exp(double x) {
        return FusedExponential.exp(x);
    }

    /** Within 1 ulp. */
    public static double log(double x) {
        return FusedLogarithm.log(x);
    }

    /** Within 2 ulp, which fdlibm's is not (2.14): {@code Math} allows 2.5, the mode CONTRACT 2. */
    public static double tanh(double x) {
        double a = Math.abs(x);
        if (a < 0x1p-28) {
            return x;
        }
        if (!(a < 22.0)) {
            return Double.isNaN(x) ? x : Math.copySign(1.0, x);
        }
        double t = Exponential.expm1(a + a);
        double d = t + 2.0;
        double part = d - t;
        double lost = (t - (d - part)) + (2.0 - part); // d + lost is t + 2 exactly (Knuth)
        double r = 1.0 / d;
        double q = t * r;
        return Math.copySign(Math.fma(r, Math.fma(-q, lost, Math.fma(-q, d, t)), q), x);
    }

    /** Within 1 ulp, which fdlibm's is not where a side is subnormal. */
    public static double hypot(double x, double y) {
        return Roots.hypot(x, y, false);
    }

    /** Within 1 ulp, which fdlibm's is not. */
    public static double log10(double x) {
        return FusedLogarithm.log10(x);
    }
}
