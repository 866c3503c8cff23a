package dev.adagent.codegen.math;

/**
 * The elementary functions of {@link Math} as a library of the target may compute them, in modes that allow 2 ulp: a table puts the library's
 * functions in their place. The bodies here are for targets, or machines, that have none. Special cases are those of C (ISO C99, F.9), which
 * are Java's but for {@code pow}.
 */
public final class LibraryMath {
    private LibraryMath() {}

    /** {@code Math.pow}: to an infinite or undefined power, 1 and −1 are no numbers in Java; in C they are 1. */
    public static double javaPow(double x, double y) {
        return Double.isNaN(y) || (Double.isInfinite(y) && Math.abs(x) == 1.0) ? Double.NaN : pow(x, y);
    }

    /** {@code (float) Math.pow} of floats, as {@link #javaPow(double, double)}. */
    public static float javaPow(float x, float y) {
        return Float.isNaN(y) || (Float.isInfinite(y) && Math.abs(x) == 1.0f) ? Float.NaN : pow(x, y);
    }

    public static double sin(double x) {
        return DeviceMath.sin(x);
    }

    public static float sin(float x) {
        return (float) DeviceMath.sin((double) x);
    }

    public static double cos(double x) {
        return DeviceMath.cos(x);
    }

    public static float cos(float x) {
        return (float) DeviceMath.cos((double) x);
    }

    public static double tan(double x) {
        return DeviceMath.tan(x);
    }

    public static float tan(float x) {
        return (float) DeviceMath.tan((double) x);
    }

    public static double asin(double x) {
        return DeviceMath.asin(x);
    }

    public static float asin(float x) {
        return (float) DeviceMath.asin((double) x);
    }

    public static double acos(double x) {
        return DeviceMath.acos(x);
    }

    public static float acos(float x) {
        return (float) DeviceMath.acos((double) x);
    }

    public static double atan(double x) {
        return DeviceMath.atan(x);
    }

    public static float atan(float x) {
        return (float) DeviceMath.atan((double) x);
    }

    public static double sinh(double x) {
        return DeviceMath.sinh(x);
    }

    public static float sinh(float x) {
        return (float) DeviceMath.sinh((double) x);
    }

    public static double cosh(double x) {
        return DeviceMath.cosh(x);
    }

    public static float cosh(float x) {
        return (float) DeviceMath.cosh((double) x);
    }

    public static double tanh(double x) {
        return FusedMath.tanh(x);
    }

    public static float tanh(float x) {
        return (float) FusedMath.tanh((double) x);
    }

    public static double exp(double x) {
        return FusedMath.exp(x);
    }

    public static float exp(float x) {
        return (float) FusedMath.exp((double) x);
    }

    public static double expm1(double x) {
        return DeviceMath.expm1(x);
    }

    public static float expm1(float x) {
        return (float) DeviceMath.expm1((double) x);
    }

    public static double log(double x) {
        return FusedMath.log(x);
    }

    public static float log(float x) {
        return (float) FusedMath.log((double) x);
    }

    public static double log1p(double x) {
        return DeviceMath.log1p(x);
    }

    public static float log1p(float x) {
        return (float) DeviceMath.log1p((double) x);
    }

    public static double log10(double x) {
        return FusedMath.log10(x);
    }

    public static float log10(float x) {
        return (float) FusedMath.log10((double) x);
    }

    public static double cbrt(double x) {
        return DeviceMath.cbrt(x);
    }

    public static float cbrt(float x) {
        return (float) DeviceMath.cbrt((double) x);
    }

    public static double atan2(double x, double y) {
        return DeviceMath.atan2(x, y);
    }

    public static float atan2(float x, float y) {
        return (float) DeviceMath.atan2((double) x, (double) y);
    }

    public static double pow(double x, double y) {
        return DeviceMath.pow(x, y);
    }

    public static float pow(float x, float y) {
        return (float) DeviceMath.pow((double) x, (double) y);
    }
}
