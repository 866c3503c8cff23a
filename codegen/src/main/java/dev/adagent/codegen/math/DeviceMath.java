package dev.adagent.codegen.math;

/**
 * The elementary functions for devices, in plain Java on scalars alone (no array, no object, no allocation), so that they are lifted
 * like any other method. Each result has the bits of the {@link StrictMath} method of the same name, which but for {@code log10} (1.64 ulp) also keeps within the error
 * bounds that {@link Math} promises (1 ulp; 2 for atan2, 2.5 for sinh, cosh and tanh). Special cases are Java's.
 *
 * <p>The {@code float} variants give the double result rounded once, as {@code (float) Math.f(x)} does.
 *
 * <p>Method and coefficients: K. C. Ng and others, fdlibm 5.3 (Sun Microsystems), which the specification of {@code StrictMath} names.
 */
public final class DeviceMath {
    private DeviceMath() {}

    public static double sin(double x) {
        return Trigonometric.of(Trigonometric.SINE, x);
    }

    public static float sin(float x) {
        return (float) Trigonometric.of(Trigonometric.SINE, x);
    }

    public static double cos(double x) {
        return Trigonometric.of(Trigonometric.COSINE, x);
    }

    public static float cos(float x) {
        return (float) Trigonometric.of(Trigonometric.COSINE, x);
    }

    public static double tan(double x) {
        return Trigonometric.of(Trigonometric.TANGENT, x);
    }

    public static float tan(float x) {
        return (float) Trigonometric.of(Trigonometric.TANGENT, x);
    }

    public static double asin(double x) {
        return InverseTrigonometric.asin(x);
    }

    public static float asin(float x) {
        return (float) InverseTrigonometric.asin(x);
    }

    public static double acos(double x) {
        return InverseTrigonometric.acos(x);
    }

    public static float acos(float x) {
        return (float) InverseTrigonometric.acos(x);
    }

    public static double atan(double x) {
        return InverseTrigonometric.atan(x);
    }

    public static float atan(float x) {
        return (float) InverseTrigonometric.atan(x);
    }

    public static double sinh(double x) {
        return Hyperbolic.sinh(x);
    }

    public static float sinh(float x) {
        return (float) Hyperbolic.sinh(x);
    }

    public static double cosh(double x) {
        return Hyperbolic.cosh(x);
    }

    public static float cosh(float x) {
        return (float) Hyperbolic.cosh(x);
    }

    public static double tanh(double x) {
        return Hyperbolic.tanh(x);
    }

    public static float tanh(float x) {
        return (float) Hyperbolic.tanh(x);
    }

    public static double exp(double x) {
        return Exponential.exp(x);
    }

    public static float exp(float x) {
        return (float) Exponential.exp(x);
    }

    public static double expm1(double x) {
        return Exponential.expm1(x);
    }

    public static float expm1(float x) {
        return (float) Exponential.expm1(x);
    }

    public static double log(double x) {
        return Logarithm.log(x);
    }

    public static float log(float x) {
        return (float) Logarithm.log(x);
    }

    public static double log1p(double x) {
        return Logarithm.log1p(x);
    }

    public static float log1p(float x) {
        return (float) Logarithm.log1p(x);
    }

    public static double log10(double x) {
        return Logarithm.log10(x);
    }

    public static float log10(float x) {
        return (float) Logarithm.log10(x);
    }

    public static double cbrt(double x) {
        return Roots.cbrt(x);
    }

    public static float cbrt(float x) {
        return (float) Roots.cbrt(x);
    }

    public static double atan2(double y, double x) {
        return InverseTrigonometric.atan2(y, x);
    }

    public static float atan2(float y, float x) {
        return (float) InverseTrigonometric.atan2(y, x);
    }

    public static double pow(double x, double y) {
        return Power.pow(x, y);
    }

    public static float pow(float x, float y) {
        return (float) Power.pow(x, y);
    }

    public static double hypot(double x, double y) {
        return Roots.hypot(x, y, true);
    }

    public static float hypot(float x, float y) {
        return (float) Roots.hypot(x, y, true);
    }

    /** Java's {@code x % y}: exact, the sign of {@code x}; NaN for an infinite or NaN {@code x} and for a zero or NaN {@code y}. */
    public static double fmod(double x, double y) {
        return Remainder.fmod(x, y);
    }

    /** As {@link #fmod(double, double)}; exact in float too. */
    public static float fmod(float x, float y) {
        return (float) Remainder.fmod(x, y);
    }
}
