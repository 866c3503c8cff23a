package dev.adagent.codegen.math;

/**
 * Operations that a device may have an instruction for, which is not exact: a table puts it in their place. The bodies here are for those that
 * have none. Whoever calls them bounds the error itself or leaves it open.
 */
public final class Approximation {
    private Approximation() {}

    /** About {@code 1/x}, within 2⁻²² of it. */
    public static float reciprocal(float x) {
        return 1.0f / x;
    }

    /** About 2ˣ. */
    public static float exp2(float x) {
        return (float) FusedExponential.exp(x * 0x1.62e42fefa39efp-1);
    }

    /** About the logarithm of {@code x} to base 2. */
    public static float log2(float x) {
        return (float) (FusedLogarithm.log(x) * 0x1.71547652b82fep0);
    }

    /** About {@code sin(x)}, for small arguments. */
    public static float sin(float x) {
        return DeviceMath.sin(x);
    }

    /** About {@code cos(x)}, for small arguments. */
    public static float cos(float x) {
        return DeviceMath.cos(x);
    }
}
