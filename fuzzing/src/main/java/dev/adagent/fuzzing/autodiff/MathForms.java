package dev.adagent.fuzzing.autodiff;

import static dev.adagent.fuzzing.autodiff.Expr.binary;
import static dev.adagent.fuzzing.autodiff.Expr.cast;
import static dev.adagent.fuzzing.autodiff.Expr.math;
import static dev.adagent.fuzzing.autodiff.Expr.real;
import static dev.adagent.fuzzing.autodiff.Type.DOUBLE;
import static dev.adagent.fuzzing.autodiff.Type.FLOAT;
import static dev.adagent.fuzzing.autodiff.Type.INT;

import dev.adagent.fuzzing.Draw;
import java.util.List;
import java.util.function.Supplier;

/**
 * Calls of the methods of {@code Math} and {@code StrictMath} for floating-point arguments that Java 17 has. Their arguments are inside the domain by
 * construction, and no nearer to its ends than that the derivative is of moderate size.
 */
final class MathForms {
    static final List<String> METHODS = List.of(
            "sqrt",
            "fma",
            "abs",
            "max",
            "min",
            "floor",
            "ceil",
            "rint",
            "round",
            "getExponent",
            "signum",
            "ulp",
            "nextUp",
            "nextDown",
            "nextAfter",
            "copySign",
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "atan2",
            "sinh",
            "cosh",
            "tanh",
            "exp",
            "expm1",
            "log",
            "log1p",
            "log10",
            "pow",
            "cbrt",
            "hypot",
            "scalb",
            "IEEEremainder",
            "toRadians",
            "toDegrees");
    private static final List<String> FLOAT_METHODS = List.of(
            "abs", "max", "min", "signum", "ulp", "nextUp", "nextDown", "nextAfter", "copySign", "scalb", "fma");

    private final Draw draw;
    private final boolean floats;

    MathForms(Draw draw, boolean floats) {
        this.draw = draw;
        this.floats = floats;
    }

    /** A call with a double as its result. */
    Expr form(Supplier<Expr> value, Supplier<Expr> floatValue) {
        if (floats && draw.oneIn(6)) {
            return cast(DOUBLE, floatForm(floatValue));
        }
        String method = draw.pick(METHODS);
        String name = (draw.oneIn(4) && !method.equals("fma") ? "StrictMath." : "Math.") + method;
        Expr u = value.get();
        return switch (method) {
            case "sqrt", "log", "log10" -> math(DOUBLE, name, above(1.2, u));
            case "log1p" -> math(DOUBLE, name, draw.flip() ? above(0.3, u) : scaled(0.7, "Math.sin", u));
            case "fma" -> math(DOUBLE, name, u, scaled(0.8, "Math.cos", value.get()), value.get());
            case "max", "min", "copySign" -> math(DOUBLE, name, u, value.get());
            case "nextAfter" -> math(DOUBLE, name, u, value.get());
            case "tan", "asin" -> math(DOUBLE, name, scaled(0.8, "Math.sin", u));
            case "acos" -> math(DOUBLE, name, scaled(0.8, "Math.cos", u));
            case "atan2" -> {
                Expr far = sign(above(0.8, value.get()));
                yield draw.flip() ? math(DOUBLE, name, u, far) : math(DOUBLE, name, far, u);
            }
            case "sinh", "cosh", "expm1" -> math(DOUBLE, name, scaled(0.9, draw.pick("Math.tanh", "Math.sin"), u));
            case "exp" ->
                draw.flip()
                        ? math(DOUBLE, name, scaled(0.9, "Math.sin", u))
                        : math(DOUBLE, name, minus(binary("*", u, u)));
            case "cbrt" -> math(DOUBLE, name, sign(above(1.1, u)));
            case "pow" ->
                draw.oneIn(3)
                        ? math(
                                DOUBLE,
                                name,
                                sign(above(0.9, scaled(0.8, "Math.sin", u))),
                                real(DOUBLE, draw.between(-2, 4)))
                        : math(
                                DOUBLE,
                                name,
                                above(0.6, scaled(0.9, "Math.cos", u)),
                                scaled(1.6, "Math.sin", value.get()));
            case "hypot" -> {
                Expr far = sign(above(0.4, value.get()));
                yield draw.flip() ? math(DOUBLE, name, u, far) : math(DOUBLE, name, far, u);
            }
            case "scalb" -> math(DOUBLE, name, u, Expr.integer(draw.between(-3, 1)));
            case "round", "getExponent" -> cast(DOUBLE, integer(name, u));
            case "IEEEremainder" -> math(DOUBLE, name, u, sign(above(0.9, value.get())));
            case "toDegrees" -> math(DOUBLE, name, binary("*", real(DOUBLE, 0.02), u));
            default -> math(DOUBLE, name, u);
        };
    }

    /** A call with a float as its result. */
    Expr floatForm(Supplier<Expr> value) {
        String method = draw.pick(FLOAT_METHODS);
        String name = (draw.oneIn(4) && !method.equals("fma") ? "StrictMath." : "Math.") + method;
        Expr u = value.get();
        return switch (method) {
            case "max", "min", "copySign" -> math(FLOAT, name, u, value.get());
            case "nextAfter" -> math(FLOAT, name, u, cast(DOUBLE, value.get()));
            case "scalb" -> math(FLOAT, name, u, Expr.integer(draw.between(-3, 1)));
            case "fma" -> math(FLOAT, name, u, binary("*", real(FLOAT, 0.4), value.get()), value.get());
            default -> math(FLOAT, name, u);
        };
    }

    /** A call of a method with an integer as its result, as an {@code int}. */
    static Expr integer(String method, Expr value) {
        return math(INT, method, method.endsWith(".getExponent") ? above(0.6, value) : value);
    }

    private static Expr above(double least, Expr e) {
        return binary("+", real(DOUBLE, least), binary("*", e, e));
    }

    private static Expr scaled(double by, String method, Expr e) {
        return binary("*", real(DOUBLE, by), math(DOUBLE, method, e));
    }

    private static Expr minus(Expr e) {
        return new Expr(Expr.Kind.NEGATE, DOUBLE, "", List.of(e));
    }

    private Expr sign(Expr e) {
        return draw.flip() ? e : minus(e);
    }
}
