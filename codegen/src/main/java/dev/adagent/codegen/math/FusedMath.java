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

    /** Within 1 ulp, which fdlibm's is not. */
    public static double log10(double x) {
        return FusedLogarithm.log10(x);
    }
}
