package dev.adagent.transform.autodiff.rules;

import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Type;
import java.util.Map;

/**
 * Derivatives of the methods of {@code java.lang.Math}, by name (NIST Handbook of Mathematical Functions, chapter 4). At a kink the
 * derivative from one side is taken: {@code abs} at 0 from the right, {@code max} and {@code min} of equal values that of the first. What
 * each gives at such places stands in the table of {@code docs/rules.md}.
 */
final class MathRules {
    private static final Rule.Linear ID = (e, t) -> t;

    static final Map<String, Rule> RULES = Map.ofEntries(
            Map.entry("sqrt", Rule.of((e, t) -> e.div(e.mul(t, e.constant(0.5)), e.y()))),
            Map.entry("fma", Rule.of((e, t) -> e.mul(t, e.x(1)), (e, t) -> e.mul(t, e.x(0)), ID)),
            Map.entry(
                    "abs",
                    Rule.of((e, t) -> e.select(e.aux(), e.neg(t), t))
                            .withAuxiliary(e -> e.compare(Cond.LT, e.x(0), e.constant(0)))),
            Map.entry("max", choice(Cond.GE)),
            Map.entry("min", choice(Cond.LE)),
            Map.entry("floor", Rule.of((Rule.Linear) null)),
            Map.entry("ceil", Rule.of((Rule.Linear) null)),
            Map.entry("rint", Rule.of((Rule.Linear) null)),
            Map.entry("signum", Rule.of((Rule.Linear) null)),
            Map.entry("ulp", Rule.of((Rule.Linear) null)),
            Map.entry("nextUp", Rule.of(ID)),
            Map.entry("nextDown", Rule.of(ID)),
            Map.entry("nextAfter", Rule.of(ID, null)),
            Map.entry("copySign", Rule.of((e, t) -> e.mul(t, e.mul(sign(e, 0), sign(e, 1))), null)),
            Map.entry("sin", slope("cos", false)),
            Map.entry("cos", slope("sin", true)),
            Map.entry("tan", Rule.of((e, t) -> e.mul(t, e.add(e.constant(1), square(e, e.y()))))),
            Map.entry("asin", Rule.of((e, t) -> e.div(t, cosOfArc(e)))),
            Map.entry("acos", Rule.of((e, t) -> e.neg(e.div(t, cosOfArc(e))))),
            Map.entry("atan", Rule.of((e, t) -> e.div(t, e.add(e.constant(1), square(e, e.x(0)))))),
            Map.entry("atan2", Rule.of((e, t) -> e.mul(t, arc(e, 1, 0)), (e, t) -> e.neg(e.mul(t, arc(e, 0, 1))))),
            Map.entry("sinh", slope("cosh", false)),
            Map.entry("cosh", slope("sinh", false)),
            Map.entry("tanh", Rule.of((e, t) -> e.mul(t, e.sub(e.constant(1), square(e, e.y()))))),
            Map.entry("exp", Rule.of((e, t) -> e.mul(t, e.y()))),
            // not y + 1, which cancels where y is near −1
            Map.entry("expm1", slope("exp", false)),
            Map.entry("log", Rule.of((e, t) -> e.div(t, e.x(0)))),
            Map.entry("log1p", Rule.of((e, t) -> e.div(t, e.add(e.constant(1), e.x(0))))),
            Map.entry("log10", Rule.of((e, t) -> e.div(t, e.mul(e.x(0), e.constant(Math.log(10)))))),
            Map.entry("pow", Rule.of(MathRules::powByBase, MathRules::powByExponent)),
            Map.entry("cbrt", Rule.of((e, t) -> e.div(t, e.mul(e.constant(3), square(e, e.y()))))),
            Map.entry("hypot", Rule.of((e, t) -> e.mul(t, direction(e, 0)), (e, t) -> e.mul(t, direction(e, 1)))),
            Map.entry("scalb", Rule.of((e, t) -> e.again(t, e.x(1)), null)),
            Map.entry(
                    "IEEEremainder",
                    Rule.of(ID, (e, t) -> e.neg(e.mul(t, e.call("rint", e.div(e.sub(e.x(0), e.y()), e.x(1))))))));

    /** {@code pow(double, int)}, which {@link Math} does not have. */
    static final Rule INTEGER_POWER = Rule.of(
            (e, t) -> {
                int p = e.convert(e.x(1), Type.F64);
                int slope = e.mul(p, e.call("pow", e.x(0), e.sub(p, e.constant(1))));
                return e.select(e.compare(Cond.EQ, p, e.constant(0)), e.constant(0), e.mul(t, slope));
            },
            null);

    private MathRules() {}

    /** A function whose slope is another of the same argument: computed beside it, where the primal may have it already, and kept. */
    private static Rule slope(String other, boolean negative) {
        return Rule.of((e, t) -> {
                    int change = e.mul(t, e.aux());
                    return negative ? e.neg(change) : change;
                })
                .withAuxiliary(e -> e.call(other, e.x(0)));
    }

    private static Rule choice(Cond first) {
        return Rule.of((e, t) -> e.select(e.aux(), t, e.constant(0)), (e, t) -> e.select(e.aux(), e.constant(0), t))
                .withAuxiliary(e -> e.compare(first, e.x(0), e.x(1)));
    }

    private static int square(Emitter e, int v) {
        return e.mul(v, v);
    }

    private static int sign(Emitter e, int operand) {
        return e.call("copySign", e.constant(1), e.x(operand));
    }

    /** {@code √(1 − x²)}, as {@code (1 − x)(1 + x)} so that nothing cancels near ±1. */
    private static int cosOfArc(Emitter e) {
        int one = e.constant(1);
        return e.call("sqrt", e.mul(e.sub(one, e.x(0)), e.add(one, e.x(0))));
    }

    /**
     * {@code a / (a² + b²)} for two operands, without the squares, which overflow: with {@code r = small/large} that is {@code 1/s} or
     * {@code r/s}, {@code s = large·(1 + r²)}.
     */
    private static int arc(Emitter e, int a, int b) {
        int x = e.x(a);
        int y = e.x(b);
        int first = e.compare(Cond.GE, e.call("abs", x), e.call("abs", y));
        int large = e.select(first, x, y);
        int r = e.div(e.select(first, y, x), large);
        int s = e.mul(large, e.add(e.constant(1), square(e, r)));
        return e.div(e.select(first, e.constant(1), r), s);
    }

    /** {@code x/√(x² + y²)}, and 0 at the origin: a subgradient there. */
    private static int direction(Emitter e, int operand) {
        int zero = e.constant(0);
        return e.select(e.compare(Cond.EQ, e.y(), zero), zero, e.div(e.x(operand), e.y()));
    }

    /** {@code p·x^(p−1)}, and 0 for p = 0, where x = 0 would give 0·∞. */
    private static int powByBase(Emitter e, int t) {
        int p = e.x(1);
        int slope = e.mul(p, e.call("pow", e.x(0), e.sub(p, e.constant(1))));
        return e.select(e.compare(Cond.EQ, p, e.constant(0)), e.constant(0), e.mul(t, slope));
    }

    /** {@code y·log x}; 0 where y is, and for {@code pow(0, 0)}, where the logarithm is not finite: {@code pow(0, p)} is 0 for all p > 0. */
    private static int powByExponent(Emitter e, int t) {
        int zero = e.constant(0);
        int slope = e.mul(t, e.mul(e.y(), e.call("log", e.x(0))));
        int origin = e.compare(Cond.EQ, e.add(e.call("abs", e.x(0)), e.call("abs", e.x(1))), zero);
        int flat = e.compare(Cond.EQ, e.y(), zero);
        return e.select(origin, zero, e.select(flat, zero, slope));
    }
}
