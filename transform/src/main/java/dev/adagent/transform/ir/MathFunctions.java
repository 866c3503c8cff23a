package dev.adagent.transform.ir;

/**
 * Evaluates the pure intrinsics by {@code java.lang.Math} and, with the prefix {@code strict.}, {@code java.lang.StrictMath}; elementary
 * functions on f32 are computed in double and rounded.
 */
public final class MathFunctions {
    private MathFunctions() {}

    /**
     * The result of a pure intrinsic.
     *
     * @param type type of the result
     * @param args Integer, Long, Float or Double
     * @throws IllegalArgumentException if there is no such function of that type
     */
    public static Object eval(String name, Type type, Object... args) {
        boolean strict = name.startsWith("strict.");
        String n = strict ? name.substring(7) : name;
        Object a = args[0];
        switch (n) {
            case "bitCount":
                return a instanceof Long l ? Long.bitCount(l) : Integer.bitCount((Integer) a);
            case "numberOfLeadingZeros":
                return a instanceof Long l ? Long.numberOfLeadingZeros(l) : Integer.numberOfLeadingZeros((Integer) a);
            case "numberOfTrailingZeros":
                return a instanceof Long l ? Long.numberOfTrailingZeros(l) : Integer.numberOfTrailingZeros((Integer) a);
            case "multiplyHigh":
                return Math.multiplyHigh((Long) a, (Long) args[1]);
            default:
        }
        Object b = args.length > 1 ? args[1] : null;
        return switch (type.kind()) {
            case I32 -> integer(n, (Integer) a, (Integer) b);
            case I64 -> integer(n, (Long) a, (Long) b);
            case F32 -> {
                if (n.equals("fma")) {
                    yield Math.fma((Float) a, (Float) b, (Float) args[2]);
                }
                double x = (Float) a;
                double y = b == null ? 0 : (Float) b;
                yield (float) real(n, strict, x, y);
            }
            case F64 -> {
                if (n.equals("fma")) {
                    yield Math.fma((Double) a, (Double) b, (Double) args[2]);
                }
                yield real(n, strict, (Double) a, b == null ? 0 : (Double) b);
            }
            default -> throw new IllegalArgumentException(name + " on " + type);
        };
    }

    private static Object integer(String name, int a, Integer b) {
        return switch (name) {
            case "abs" -> Math.abs(a);
            case "min" -> Math.min(a, b);
            case "max" -> Math.max(a, b);
            default -> throw new IllegalArgumentException(name + " on i32");
        };
    }

    private static Object integer(String name, long a, Long b) {
        return switch (name) {
            case "abs" -> Math.abs(a);
            case "min" -> Math.min(a, b);
            case "max" -> Math.max(a, b);
            default -> throw new IllegalArgumentException(name + " on i64");
        };
    }

    private static double real(String name, boolean strict, double a, double b) {
        return switch (name) {
            case "sqrt" -> Math.sqrt(a);
            case "abs" -> Math.abs(a);
            case "floor" -> Math.floor(a);
            case "ceil" -> Math.ceil(a);
            case "rint" -> Math.rint(a);
            case "min" -> Math.min(a, b);
            case "max" -> Math.max(a, b);
            case "copySign" -> strict ? StrictMath.copySign(a, b) : Math.copySign(a, b);
            default -> strict ? strict(name, a, b) : relaxed(name, a, b);
        };
    }

    private static double relaxed(String name, double a, double b) {
        return switch (name) {
            case "sin" -> Math.sin(a);
            case "cos" -> Math.cos(a);
            case "tan" -> Math.tan(a);
            case "asin" -> Math.asin(a);
            case "acos" -> Math.acos(a);
            case "atan" -> Math.atan(a);
            case "atan2" -> Math.atan2(a, b);
            case "sinh" -> Math.sinh(a);
            case "cosh" -> Math.cosh(a);
            case "tanh" -> Math.tanh(a);
            case "exp" -> Math.exp(a);
            case "expm1" -> Math.expm1(a);
            case "log" -> Math.log(a);
            case "log1p" -> Math.log1p(a);
            case "log10" -> Math.log10(a);
            case "pow" -> Math.pow(a, b);
            case "cbrt" -> Math.cbrt(a);
            case "hypot" -> Math.hypot(a, b);
            default -> throw new IllegalArgumentException("no function " + name);
        };
    }

    private static double strict(String name, double a, double b) {
        return switch (name) {
            case "sin" -> StrictMath.sin(a);
            case "cos" -> StrictMath.cos(a);
            case "tan" -> StrictMath.tan(a);
            case "asin" -> StrictMath.asin(a);
            case "acos" -> StrictMath.acos(a);
            case "atan" -> StrictMath.atan(a);
            case "atan2" -> StrictMath.atan2(a, b);
            case "sinh" -> StrictMath.sinh(a);
            case "cosh" -> StrictMath.cosh(a);
            case "tanh" -> StrictMath.tanh(a);
            case "exp" -> StrictMath.exp(a);
            case "expm1" -> StrictMath.expm1(a);
            case "log" -> StrictMath.log(a);
            case "log1p" -> StrictMath.log1p(a);
            case "log10" -> StrictMath.log10(a);
            case "pow" -> StrictMath.pow(a, b);
            case "cbrt" -> StrictMath.cbrt(a);
            case "hypot" -> StrictMath.hypot(a, b);
            default -> throw new IllegalArgumentException("no function " + name);
        };
    }
}
