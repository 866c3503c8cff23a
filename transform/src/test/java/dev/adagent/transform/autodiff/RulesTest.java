package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule against central differences, in both modes, at points away from kinks. */
class RulesTest {
    private static Arguments at(String operation, double... x) {
        return Arguments.of(operation, x);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                at("add", 1.3, -.7),
                at("sub", 1.3, -.7),
                at("mul", 1.3, -.7),
                at("div", 1.3, -.7),
                at("rem", 7.3, -2.1),
                at("rem", -7.3, 2.1),
                at("neg", 1.3),
                at("intrinsic sqrt", 2.3),
                at("intrinsic fma", 1.3, -.7, .4),
                at("intrinsic abs", 1.3),
                at("intrinsic abs", -1.3),
                at("intrinsic max", 1.3, .7),
                at("intrinsic max", .3, .7),
                at("intrinsic min", 1.3, .7),
                at("intrinsic min", .3, .7),
                at("intrinsic floor", 1.3),
                at("intrinsic ceil", 1.3),
                at("intrinsic rint", 1.3),
                at("intrinsic copySign", 1.3, -2),
                at("intrinsic copySign", -1.3, -2),
                at("intrinsic copySign", -1.3, 2),
                at("intrinsic sin", .8),
                at("intrinsic cos", .8),
                at("intrinsic tan", .8),
                at("intrinsic asin", .8),
                at("intrinsic acos", -.6),
                at("intrinsic atan", .8),
                at("intrinsic atan2", .8, -1.1),
                at("intrinsic sinh", .8),
                at("intrinsic cosh", .8),
                at("intrinsic tanh", .8),
                at("intrinsic exp", .8),
                at("intrinsic expm1", .8),
                at("intrinsic log", .8),
                at("intrinsic log1p", .8),
                at("intrinsic log10", .8),
                at("intrinsic pow", .8, 2.5),
                at("intrinsic pow", 1.8, -2.5),
                at("intrinsic cbrt", .8),
                at("intrinsic cbrt", -.8),
                at("intrinsic hypot", .8, -1.7),
                at("call static java/lang/Math.sin(D)D", .8),
                at("call static java/lang/StrictMath.exp(D)D", .8),
                at("call static java/lang/Math.signum(D)D", .8),
                at("call static java/lang/Math.IEEEremainder(DD)D", 7.3, 2.1));
    }

    private static Function function(String operation, int n) {
        StringBuilder params = new StringBuilder();
        StringBuilder args = new StringBuilder();
        for (int k = 0; k < n; k++) {
            params.append(k == 0 ? "" : ", ").append("%").append(k).append(": f64");
            args.append(k == 0 ? "" : ", ").append("%").append(k);
        }
        String call = operation.startsWith("call") ? operation + " (" + args + ")" : operation + " " + args;
        return IrParser.parseFunction(
                "func @f (" + params + ") -> f64 {\nb0(" + params + "):\n  %9: f64 = " + call + "\n  ret %9\n}\n");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rules")
    void agreesWithCentralDifferences(String operation, double[] x) {
        Function f = function(operation, x.length);
        Object[] args = java.util.Arrays.stream(x).boxed().toArray();
        String letters = "a".repeat(x.length);
        double[] gradient = Derive.gradient(f, letters, args);
        for (int k = 0; k < x.length; k++) {
            double[] direction = new double[x.length];
            direction[k] = 1;
            double expected = Derive.directional(f, letters, direction, 1e-6, args);
            assertThat(gradient[k]).isCloseTo(expected, within(1e-7 * Math.max(1, Math.abs(expected))));
            assertThat(Derive.tangent(f, letters, direction, args)).isCloseTo(gradient[k], within(1e-14));
        }
    }

    @Test
    void everyIntrinsicOnFloatingPointHasARule() {
        for (String name : List.of(
                "sqrt fma abs floor ceil rint min max copySign sin cos tan asin acos atan atan2 sinh cosh tanh exp expm1"
                        .split(" "))) {
            assertThat(Intrinsics.exists(name)).isTrue();
            Insn i = new Insn(Op.INTRINSIC, Type.F64, 0, new int[] {1}, name, Loc.NONE);
            assertThat(Rules.find(i)).as(name).isNotNull();
        }
        assertThat(Rules.find(new Insn(Op.BITCAST, Type.F64, 0, new int[] {1}, null, Loc.NONE)))
                .isNull();
    }

    @Test
    void conversionsAndSelections() {
        Function f = IrParser.parseFunction("func @f (%0: f64, %1: i32) -> f64 {\nb0(%0: f64, %1: i32):\n"
                + "  %2: f32 = conv %0\n  %3: f32 = mul %2, %2\n  %4: f64 = conv %3\n"
                + "  %5: f64 = select %1, %4, %0\n  ret %5\n}\n");
        assertThat(Derive.gradient(f, "ac", 1.5, 1)).containsExactly(3);
        assertThat(Derive.gradient(f, "ac", 1.5, 0)).containsExactly(1);
        assertThat(Derive.tangent(f, "ac", new double[] {2}, 1.5, 1)).isEqualTo(6);
    }

    /** Twice the adjoint would be infinite. */
    @Test
    void squaresOfSmallNumbersWithLargeAdjoints() {
        Function f = IrParser.parseFunction("func @f (%0: f64) -> f64 {\nb0(%0: f64):\n  %1: f64 = mul %0, %0\n"
                + "  %2: f64 = const 1.5E308\n  %3: f64 = mul %1, %2\n  ret %3\n}\n");
        assertThat(Derive.gradient(f, "a", 1e-10)).containsExactly(1.5e308 * 2e-10);
        assertThat(Derive.tangent(f, "a", new double[] {1.5}, 1e-10)).isEqualTo(2e-10 * 1.5 * 1.5e308);
    }

    @Test
    void powersOfZero() {
        Function f = function("intrinsic pow", 2);
        assertThat(Derive.gradient(f, "aa", 0.0, 2.0)).containsExactly(0, 0);
        assertThat(Derive.gradient(f, "aa", 0.0, 1.0)).containsExactly(1, 0);
        assertThat(Derive.gradient(f, "ac", 0.0, 0.0)).containsExactly(0);
    }

    /** The comparison in these tests notices a wrong derivative. */
    @Test
    void aWrongRuleWouldBeSeen() {
        Function f = function("mul", 2);
        Function wrong = Derive.reverse(f, "aa");
        for (Block b : wrong.blocks()) {
            b.insns().replaceAll(i -> i.op() == Op.TUPLE ? i.withArgs(i.arg(0), i.arg(2), i.arg(1)) : i);
            if (b.term().kind() == Term.Kind.RET) {
                Derive.verify(wrong);
            }
        }
        List<?> out = (List<?>) Interpreter.of(wrong).run(1.3, -.7);
        double expected = Derive.directional(f, "aa", new double[] {1, 0}, 1e-6, 1.3, -.7);
        assertThat((Double) out.get(1)).isNotCloseTo(expected, within(1e-3));
    }
}
