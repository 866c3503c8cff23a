package dev.adagent.fuzzing.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.fuzzing.Draw;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine's derivatives are compared with. */
class ReferenceTest {
    /** Values from mpmath 1.3 with 50 digits, of arguments that are doubles. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqrt 2.0 = 1.41421356237309504880168872420969808",
                "exp 0.7 = 2.01375270747047643219596451918424684",
                "exp -13.3 = 0.00000167449320943426598948788980880154437",
                "log 1.0001 = 0.0000999950003332973230219935167146130713",
                "log 37.5 = 3.62434093297636513117953178191672442",
                "sin 1.3 = 0.963558185417192976580682974010587226",
                "sin -77.7 = -0.744520521019824960220439798386026494",
                "cos 2.9 = -0.970958165149590500531497555786545435",
                "tan 0.8 = 1.02963855705036410423564657218047721",
                "asin -0.79 = -0.910808997407398247200195260385846247",
                "acos 0.3 = 1.26610367277949912289761835135318725",
                "atan2 0.4 -1.2 = 2.81984209919315101730566315329192728",
                "atan2 -0.4 0.001 = -1.56829633200321042148858331317828554",
                "sinh 0.9 = 1.0265167257081753077792461900198471",
                "cosh -0.9 = 1.43308638544877441063504048250489952",
                "tanh 0.6 = 0.537049566998035270061624988215135262",
                "cbrt 5.5 = 1.76517416766303150109798629642414765",
                "pow 1.7 -2.3 = 0.295098825383420966912626951725804416",
                "hypot 0.3 0.4000001 = 0.500000080000003613402110279203153996",
                "expm1 0.01 = 0.0100501670841680577524243853134843697",
                "log1p -0.3 = -0.356674943938732363052309788024662598",
                "log10 7.0 = 0.845098040014256830712216258592636193",
                "log 0.9999 = -0.0001000050003333473208196443471674320948708",
                "log1p 1e-09 = 0.0000000009999999995000000626149247285815983569321",
                "expm1 -1e-12 = -9.999999999994999798866477959423953862486e-13",
                "sinh 1e-10 = 0.0000000001000000000000000036433863982164408246014",
                "tanh -1e-10 = -0.0000000001000000000000000036428863982164408245468",
                "toRadians 33.0 = 0.575958653158128760384817953601242195"
            })
    void functionsHaveThirtyDigits(String line) {
        String[] words = line.split(" ");
        DoubleDouble[] args = new DoubleDouble[words.length - 3];
        for (int k = 0; k < args.length; k++) {
            args[k] = DoubleDouble.of(Double.parseDouble(words[k + 1]));
        }
        DoubleDouble y = new Functions(null, new Decisions(1e-9)).apply(words[0], Type.DOUBLE, args);
        BigDecimal expected = new BigDecimal(words[words.length - 1]);
        BigDecimal got = new BigDecimal(y.hi()).add(new BigDecimal(y.lo()));
        assertThat(got.subtract(expected)
                        .divide(expected, MathContext.DECIMAL64)
                        .abs()
                        .doubleValue())
                .isLessThan(1e-29);
    }

    /** A comparison with zero decides by the sign of the least number too. */
    @ParameterizedTest
    @ValueSource(strings = {"tanh", "sinh", "expm1", "log1p", "sin", "tan", "asin", "atan"})
    void smallNumbersDoNotBecomeZero(String method) {
        DoubleDouble[] least = {DoubleDouble.of(-Double.MIN_VALUE)};
        DoubleDouble y = new Functions(null, new Decisions(1e-9)).apply(method, Type.DOUBLE, least);
        assertThat(y.hi()).isEqualTo(-Double.MIN_VALUE);
    }

    private static Program program(Expr result, Program.Trait... traits) {
        return program(1, result, traits);
    }

    private static Program program(long seed, Expr result, Program.Trait... traits) {
        Method f = new Method("f", Type.DOUBLE, Program.PARAMETERS, List.of(Stmt.of(Stmt.Kind.RETURN, "", result)));
        return new Program(
                seed, List.of(f), Set.of("b", "z", "m"), Set.of(traits), dev.adagent.transform.opt.Inlining.DEFAULT);
    }

    private static Reference reference(Program p) {
        Draw draw = new Draw(3);
        return Reference.of(
                p,
                Arguments.random(p, draw, 2),
                Arguments.direction(p, draw),
                1,
                Arguments.direction(p, draw),
                Reference.FEW);
    }

    @Test
    void derivativesHaveAllDigitsOfADouble() {
        Expr a = Expr.variable(Type.DOUBLE, "a");
        Program p = program(Expr.math(Type.DOUBLE, "Math.sin", Expr.binary("*", a, a)));
        Draw draw = new Draw(3);
        Arguments at = Arguments.random(p, draw, 2);
        Arguments v = Arguments.direction(p, draw);
        double x = (Double) at.get("a");
        double d = (Double) v.get("a");
        Reference r = Reference.of(p, at, v, 1, Arguments.zero(p), Reference.FEW);
        double exact = Math.cos(x * x) * 2 * x * d;
        assertThat(r.tangents()[0]).isCloseTo(exact, org.assertj.core.data.Offset.offset(4 * Math.ulp(exact)));
        assertThat(r.tangentErrors()[0]).isBetween(4 * Math.ulp(exact), 1e-14);
        double second = Reference.second(p, at, v, v, Reference.FEW)[0];
        double curvature = (2 * Math.cos(x * x) - 4 * x * x * Math.sin(x * x)) * d * d;
        assertThat(second).isCloseTo(curvature, org.assertj.core.data.Offset.offset(1e-14));
    }

    /** A product with 2^-1074 has no digits: seed 94001480's second derivative was 0 in one order of its factors and 2^-1074 in another. */
    @Test
    void secondDerivativesOfTheLeastNumbersMayBeZero() {
        Expr a = Expr.variable(Type.DOUBLE, "a");
        Expr least = Expr.math(Type.DOUBLE, "Math.nextUp", Expr.binary("*", Expr.real(Type.DOUBLE, 0), a));
        Program p = program(Expr.binary("*", least, Expr.math(Type.DOUBLE, "Math.sin", a)));
        Draw draw = new Draw(3);
        Arguments at = Arguments.random(p, draw, 2);
        Arguments v = Arguments.direction(p, draw);
        double[] second = Reference.second(p, at, v, v, Reference.FEW);
        assertThat(Math.abs(second[0])).isLessThanOrEqualTo(Double.MIN_VALUE);
        assertThat(second[1]).isBetween(Double.MIN_VALUE, 1e-15);
    }

    /** A sum that cancels is allowed to be off by more than one that does not. */
    @Test
    void theBoundFollowsTheProgram() {
        Expr a = Expr.variable(Type.DOUBLE, "a");
        Expr large = Expr.binary("*", Expr.real(Type.DOUBLE, 1e5), a);
        Program cancels =
                program(Expr.binary("-", Expr.binary("+", Expr.math(Type.DOUBLE, "Math.exp", a), large), large));
        Program plain = program(Expr.math(Type.DOUBLE, "Math.exp", a));
        double loose = reference(cancels).productError();
        double tight = reference(plain).productError();
        assertThat(loose).isGreaterThan(1000 * tight).isLessThan(1e-8);
        assertThat(tight).isLessThan(1e-13);
    }

    /** A product whose derivative cancels: each term of (uv)′ = u′v + uv′ is rounded, though uv is exact but for a rounding. */
    @Test
    void termsOfADerivativeAreRoundedThoughTheValueIsNot() {
        Expr a = Expr.variable(Type.DOUBLE, "a");
        Expr minus = new Expr(Expr.Kind.NEGATE, Type.DOUBLE, "", List.of(a));
        Program one = program(
                Expr.binary("*", Expr.math(Type.DOUBLE, "Math.exp", a), Expr.math(Type.DOUBLE, "Math.exp", minus)));
        Reference r = reference(one);
        assertThat(r.tangents()[0]).isCloseTo(0, org.assertj.core.data.Offset.offset(1e-20));
        assertThat(r.tangentErrors()[0]).isBetween(1e-16, 1e-14);
    }

    /** From few runs with noise a bound may come out too narrow by far, from many it does not. */
    @Test
    void manyRunsAgreeOnTheBound() {
        Expr a = Expr.variable(Type.DOUBLE, "a");
        Expr x = Expr.element(Type.DOUBLE, "x", Expr.integer(1));
        Expr cancels = Expr.binary("-", Expr.binary("*", a, x), Expr.math(Type.DOUBLE, "Math.sin", a));
        double least = Double.MAX_VALUE;
        double most = 0;
        for (long seed = 1; seed <= 20; seed++) {
            Program p = program(seed, cancels);
            Draw draw = new Draw(3);
            Reference r = Reference.of(
                    p,
                    Arguments.random(p, draw, 2),
                    Arguments.direction(p, draw),
                    1,
                    Arguments.direction(p, draw),
                    Reference.MANY);
            least = Math.min(least, r.tangentErrors()[0]);
            most = Math.max(most, r.tangentErrors()[0]);
        }
        assertThat(most).isLessThan(1.5 * least);
    }

    @Test
    void kinksAreNotUsed() {
        Expr a = Expr.variable(Type.DOUBLE, "a");
        Expr same = Expr.binary("-", Expr.binary("+", a, Expr.real(Type.DOUBLE, 1e-12)), a);
        assertThatThrownBy(() -> reference(program(Expr.math(Type.DOUBLE, "Math.abs", same))))
                .isInstanceOf(Evaluation.Unusable.class)
                .hasMessage("near a kink");
    }

    /** The reference runs programs as Java does: the JVM's own results say so for every program of the fuzzer. */
    @Test
    void programsFollowFromTheirSeed() {
        assertThat(Printer.print(Generator.program(77))).isEqualTo(Printer.print(Generator.program(77)));
        assertThat(Printer.print(Generator.program(77))).isNotEqualTo(Printer.print(Generator.program(78)));
    }
}
