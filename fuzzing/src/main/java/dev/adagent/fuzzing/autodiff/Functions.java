package dev.adagent.fuzzing.autodiff;

/** Operators and the methods of {@code Math} in {@link DoubleDouble}. */
final class Functions {
    private final Noise noise;
    private final Decisions decisions;

    Functions(Noise noise, Decisions decisions) {
        this.noise = noise;
        this.decisions = decisions;
    }

    DoubleDouble binary(String operator, DoubleDouble a, DoubleDouble b, Type type) {
        return switch (operator) {
            case "+" -> a.plus(b);
            case "-" -> a.minus(b);
            case "*" -> a.times(b);
            case "/" -> a.dividedBy(b);
            case "%" -> a.minus(b.times(decisions.whole(a.dividedBy(b), Math::floor, true)));
            default -> throw new IllegalArgumentException(operator);
        };
    }

    DoubleDouble apply(String method, Type type, DoubleDouble[] x) {
        DoubleDouble a = x[0];
        return switch (method) {
            case "sqrt" -> PreciseMath.sqrt(a);
            case "sin" -> PreciseMath.sin(a);
            case "cos" -> PreciseMath.cos(a);
            case "tan" -> PreciseMath.tan(a);
            case "asin" -> PreciseMath.asin(a);
            case "acos" -> PreciseMath.acos(a);
            case "atan" -> PreciseMath.atan2(a, DoubleDouble.ONE);
            case "atan2" -> {
                if (x[1].hi() < 0 && decisions.compare(a, DoubleDouble.ZERO) == 0) {
                    decisions.doubt();
                }
                yield PreciseMath.atan2(a, x[1]);
            }
            case "sinh" -> PreciseMath.sinh(a);
            case "cosh" -> PreciseMath.cosh(a);
            case "tanh" -> tanh(a, type);
            case "exp" -> PreciseMath.exp(a);
            case "expm1" -> PreciseMath.expm1(a);
            case "log" -> PreciseMath.log(a);
            case "log1p" -> PreciseMath.log1p(a);
            case "log10" -> PreciseMath.log(a).dividedBy(PreciseMath.LN10);
            case "pow" -> PreciseMath.pow(a, x[1]);
            case "cbrt" -> PreciseMath.cbrt(a);
            case "hypot" -> PreciseMath.hypot(a, x[1]);
            case "fma" -> a.times(x[1]).plus(x[2]);
            case "toRadians" -> a.times(PreciseMath.PI).dividedBy(DoubleDouble.of(180));
            case "toDegrees" -> a.times(180).dividedBy(PreciseMath.PI);
            case "scalb" -> a.scaled(Math.scalb(1.0, (int) x[1].hi()));
            default -> withKinks(method, type, x);
        };
    }

    /** The derivative 1 − f² is as exact as 1 is, not as itself. */
    private DoubleDouble tanh(DoubleDouble a, Type type) {
        DoubleDouble y = PreciseMath.tanh(a);
        return noise == null ? y : noise.slope(y, a, type);
    }

    private DoubleDouble withKinks(String method, Type type, DoubleDouble[] x) {
        DoubleDouble a = x[0];
        return switch (method) {
            case "abs" -> isNegative(a) ? a.negated() : a;
            case "max" -> decisions.compare(a, x[1]) >= 0 ? a : x[1];
            case "min" -> decisions.compare(a, x[1]) <= 0 ? a : x[1];
            case "copySign" -> {
                if (x[1].hi() == 0) {
                    decisions.doubt(); // which zero it is
                }
                yield isNegative(a) == isNegative(x[1]) ? a : a.negated();
            }
            case "signum" -> DoubleDouble.of(decisions.compare(a, DoubleDouble.ZERO));
            case "floor" -> DoubleDouble.of(decisions.whole(a, Math::floor, false));
            case "ceil" -> DoubleDouble.of(decisions.whole(a, Math::ceil, false));
            case "rint" -> DoubleDouble.of(decisions.whole(a, Math::rint, false));
            case "ulp" -> DoubleDouble.of(ulp(a, type));
            case "nextUp" -> a.plus(ulp(a, type));
            case "nextDown" -> a.plus(-ulp(a, type));
            case "nextAfter" -> a.plus(decisions.compare(x[1], a) * ulp(a, type));
            case "IEEEremainder" -> a.minus(x[1].times(decisions.whole(a.dividedBy(x[1]), Math::rint, false)));
            default -> throw new IllegalArgumentException("no method " + method);
        };
    }

    /** By how much a method's value may be off, as the Javadoc of {@code Math} says: in halves of an ulp, the error of one operation. */
    static double roundings(String method) {
        return switch (method) {
            case "sinh", "cosh", "tanh" -> 5;
            case "atan2" -> 4;
            case "sin",
                    "cos",
                    "tan",
                    "asin",
                    "acos",
                    "atan",
                    "exp",
                    "expm1",
                    "log",
                    "log1p",
                    "log10",
                    "pow",
                    "cbrt",
                    "hypot" -> 2;
            default -> 1;
        };
    }

    private boolean isNegative(DoubleDouble a) {
        return decisions.compare(a, DoubleDouble.ZERO) < 0;
    }

    /** What a method gives that gives an integer. */
    int integer(String method, DoubleDouble a) {
        return switch (method) {
            case "round" -> decisions.whole(a, Math::round, false);
            case "getExponent" -> exponent(isNegative(a) ? a.negated() : a);
            default -> throw new IllegalArgumentException("no method " + method);
        };
    }

    /** @param size the size of a number, not near a power of two */
    private int exponent(DoubleDouble size) {
        int e = Math.getExponent(size.hi());
        decisions.compare(size, DoubleDouble.of(Math.scalb(1.0, e)));
        decisions.compare(size, DoubleDouble.of(Math.scalb(1.0, e + 1)));
        decisions.note(e);
        return e;
    }

    private double ulp(DoubleDouble a, Type type) {
        double u = type == Type.FLOAT ? Math.ulp((float) a.hi()) : Math.ulp(a.hi());
        decisions.note(Math.getExponent(u));
        return u;
    }
}
