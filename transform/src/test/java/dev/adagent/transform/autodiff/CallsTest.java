package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.Inlining;
import dev.adagent.transform.opt.OptPipeline;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that stay calls are differentiated as calls, and the numbers are those of the inlined function. */
class CallsTest {
    private static Arguments program(String name, String letters, Object... args) {
        return Arguments.of(name, letters, args);
    }

    private static double[] of(double... x) {
        return x;
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                program("ofSquare", "aa", 1.3, 0.7),
                program("roots", "ac", 2.5, 4),
                program("heat", "dac", of(0, 1, 2, 3, 0.5), .1, 3),
                program("fibonacci", "caa", 7, 2.0, 3.0),
                program("power", "ac", 1.1, 13),
                program("even", "ac", 0.8, 5),
                program("reduced", "d", of(.3, 1.2, -.7, 2, .9, 1.4, -1.1)),
                program("sameTwice", "da", of(1.5, -.7), .3),
                program("checked", "dca", of(1.5, -.7), 2, .3),
                program("conditional", "ac", 0.9, 8),
                program("notActive", "a", 2.5),
                program("ofHidden", "ac", 1.2, 0.4),
                program("ofHiddenTape", "aa", 1.2, 0.4),
                program("thenOverwritten", "da", of(.7, -.4, .9), 1.3),
                program("ownArrays", "ad", .3, of(.7, -.4, .9)),
                program("matrix", "ad", .7, of(.7, -.4, .9)),
                program("matrices", "adc", .7, of(.7, -.4, .9), 3),
                program("arrayOfEachRound", "ad", .3, of(.7, -.4, .9, .2)),
                program("rowsOfBothKinds", "adc", .7, of(.7, -.4), of(.9, .2)),
                program("rowsOfBothKindsOverwritten", "ad", .7, of(.7, -.4)));
    }

    private static double[] gradient(Inlining setting, String name, String letters, Object... args) {
        Module m = Derive.derivative(CallPrograms.class, name, setting, DerivativeMode.REVERSE_WITH_PRIMAL, letters);
        List<Object> all = new ArrayList<>();
        List<double[]> shadows = new ArrayList<>();
        for (int k = 0; k < letters.length(); k++) {
            Object a = Derive.copy(args[k]);
            all.add(a);
            if (letters.charAt(k) == 'd') {
                shadows.add(new double[Array.getLength(a)]);
                all.add(shadows.get(shadows.size() - 1));
            }
        }
        List<?> results = Derive.run(m, all.toArray());
        List<Double> out = new ArrayList<>();
        int next = 1;
        int shadow = 0;
        for (char c : letters.toCharArray()) {
            if (c == 'a') {
                out.add((Double) results.get(next++));
            } else if (c == 'd') {
                Arrays.stream(shadows.get(shadow++)).forEach(out::add);
            }
        }
        return out.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void arraysOfTheLastRoundAreOnNoTape() {
        Module m = Derive.derivative(
                CallPrograms.class, "rounds", Inlining.NEVER, DerivativeMode.REVERSE_WITH_PRIMAL, "ad");
        assertThat(m.functions()).anyMatch(f -> f.name().startsWith(Derivatives.ADJOINT));
        assertThat(IrPrinter.print(m)).contains("tape.store").doesNotContain("java/lang/Object");
        Object[] args = {.7, of(.7, -.4, .9)};
        double[] expected =
                Derive.differences(Derive.resolved(CallPrograms.class, "rounds", Inlining.ALWAYS), "ad", args);
        for (Inlining setting : Inlining.values()) {
            ReverseTest.assertClose(gradient(setting, "rounds", "ad", args), expected, 2e-7);
        }
    }

    /** GPUs have no tape for references. */
    @Test
    void whichArrayWasChosenIsKeptAsANumber() {
        Module m = Derive.derivative(
                CallPrograms.class, "chosen", Inlining.NEVER, DerivativeMode.REVERSE_WITH_PRIMAL, "add");
        assertThat(m.functions()).anyMatch(f -> f.name().startsWith(Derivatives.ADJOINT));
        assertThat(IrPrinter.print(m)).contains("tape.store").doesNotContain("java/lang/Object");
        Object[] args = {.7, of(.7, -.4, .9), of(.3, .8, -.6)};
        double[] expected =
                Derive.differences(Derive.resolved(CallPrograms.class, "chosen", Inlining.ALWAYS), "add", args);
        for (Inlining setting : Inlining.values()) {
            ReverseTest.assertClose(gradient(setting, "chosen", "add", args), expected, 2e-7);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void reverseAtEverySetting(String name, String letters, Object[] args) {
        double[] expected =
                Derive.differences(Derive.resolved(CallPrograms.class, name, Inlining.ALWAYS), letters, args);
        double[] never = gradient(Inlining.NEVER, name, letters, args);
        ReverseTest.assertClose(never, expected, 2e-7);
        // bits differ where a method's two arguments are one variable: what it gives them is added in another order, a
        // square's is one product
        ReverseTest.assertClose(gradient(Inlining.DEFAULT, name, letters, args), never, 1e-15);
        ReverseTest.assertClose(gradient(Inlining.ALWAYS, name, letters, args), never, 1e-15);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void forwardIsReverseAtEverySetting(String name, String letters, Object[] args) {
        double[] gradient = gradient(Inlining.ALWAYS, name, letters, args);
        for (Inlining setting : Inlining.values()) {
            Module m = Derive.derivative(
                    CallPrograms.class, name, setting, DerivativeMode.FORWARD, letters.replace('a', 'd'));
            double expected = 0;
            int n = 0;
            List<Object> all = new ArrayList<>();
            for (int k = 0; k < letters.length(); k++) {
                Object a = Derive.copy(args[k]);
                all.add(a);
                if (letters.charAt(k) == 'a') {
                    all.add(0.3 + n);
                    expected += (0.3 + n) * gradient[n++];
                } else if (letters.charAt(k) == 'd') {
                    double[] tangent = new double[Array.getLength(a)];
                    for (int i = 0; i < tangent.length; i++) {
                        tangent[i] = 0.3 + n;
                        expected += (0.3 + n) * gradient[n++];
                    }
                    all.add(tangent);
                }
            }
            double got = (Double) Derive.run(m, all.toArray()).get(0);
            assertThat(got).as("%s", setting).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
        }
    }

    @Test
    void callsStayCalls() {
        Module m = Derive.derivative(CallPrograms.class, "heat", Inlining.NEVER, DerivativeMode.REVERSE, "dac");
        OptPipeline.expand(m, Hierarchy.JDK, true);
        String text = IrPrinter.print(m);
        assertThat(text)
                .contains("\"augmented REVERSE DUPLICATED DUPLICATED ACTIVE before writes to 0 1 of ")
                .contains("\"adjoint REVERSE DUPLICATED DUPLICATED ACTIVE before writes to 0 1 of ")
                .contains(") noinline {");
        assertThat(m.functions().stream().filter(f -> f.name().contains("DUPLICATED DUPLICATED ACTIVE before")))
                .hasSize(2);
    }

    @Test
    void theKnownRecursionAndItsSeed() {
        Module m = Derive.derivative(
                CallPrograms.class, "fibonacci", Inlining.DEFAULT, DerivativeMode.REVERSE, "caa", true);
        assertThat(Derive.run(m, 20, 2.0, 3.0, 2.0)).isEqualTo(List.of(35422.0, 35422.0));
    }

    @Test
    void floatsCrossOnTapesOfDoubles() {
        Module never = Derive.derivative(CallPrograms.class, "floats", Inlining.NEVER, DerivativeMode.REVERSE, "ad");
        Module always = Derive.derivative(CallPrograms.class, "floats", Inlining.ALWAYS, DerivativeMode.REVERSE, "ad");
        float[] dNever = new float[3];
        float[] dAlways = new float[3];
        List<?> x = Derive.run(never, .7f, new float[] {.3f, 1.2f, -.4f}, dNever);
        assertThat(Derive.run(always, .7f, new float[] {.3f, 1.2f, -.4f}, dAlways))
                .isEqualTo(x);
        assertThat(dNever).isEqualTo(dAlways).doesNotContain(0f);
    }

    @Test
    void theCalleesExceptionIsThePrimals() {
        Module m = Derive.derivative(CallPrograms.class, "checked", Inlining.NEVER, DerivativeMode.REVERSE, "dca");
        assertThatThrownBy(() -> new Interpreter(m).run(of(1, 2), new double[2], 9, 1.0))
                .hasMessageContaining("no element 9");
    }

    /** GPUs have no tape for references: arrays of functions that stay calls lie there by their elements. */
    @ParameterizedTest
    @ValueSource(strings = {"ownArrays", "mixedArrays", "arrayOfEachRound"})
    void ownArraysTakeNoTapeOfReferences(String name) {
        Module m = Derive.derivative(CallPrograms.class, name, Inlining.NEVER, DerivativeMode.REVERSE, "ad");
        assertThat(m.functions()).noneMatch(f -> IrPrinter.print(f).contains("[Ljava/lang/Object;"));
    }

    /** What lies on a tape can be differentiated again, references not. */
    @ParameterizedTest
    @EnumSource
    void derivativesOfDerivativesKnowOwnArrays(Inlining setting) {
        double[] expected = Derive.differences(
                Derive.resolved(CallPrograms.class, "ofHiddenArrays", Inlining.ALWAYS), "ac", .3, 0.4);
        ReverseTest.assertClose(gradient(setting, "ofHiddenArrays", "ac", .3, 0.4), expected, 2e-7);
    }

    @Test
    void aGradientOfARecursionWritesNothingToConstants() {
        double[] c = {.7, -.4, .9};
        Module m = Derive.derivative(
                CallPrograms.class, "hiddenRecursion", Inlining.DEFAULT, DerivativeMode.FORWARD, "dc");
        double expected = Derive.differences(
                Derive.resolved(CallPrograms.class, "hiddenRecursion", Inlining.DEFAULT), "ac", .8, c)[0];
        assertThat((Double) Derive.run(m, .8, 1.0, c).get(0)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void arraysOfEveryNumberAreMadeAgain() {
        double[] never = gradient(Inlining.NEVER, "mixedArrays", "ad", .3, of(.7, -.4, .9));
        assertThat(gradient(Inlining.ALWAYS, "mixedArrays", "ad", .3, of(.7, -.4, .9)))
                .isEqualTo(never)
                .doesNotContain(Double.NaN);
        double[] expected = Derive.differences(
                Derive.resolved(CallPrograms.class, "mixedArrays", Inlining.ALWAYS), "ad", .3, of(.7, -.4, .9));
        ReverseTest.assertClose(never, expected, 1e-3);
    }

    /** GPUs have no tape for references: a row that nothing replaces is read again. */
    @ParameterizedTest
    @EnumSource
    void rowsOfArraysTakeNoTapeOfReferences(Inlining setting) {
        Module m = Derive.derivative(CallPrograms.class, "ofRows", setting, DerivativeMode.REVERSE_WITH_PRIMAL, "dc");
        assertThat(m.functions()).noneMatch(f -> IrPrinter.print(f).contains("[Ljava/lang/Object;"));
        double[][] rows = {{0.3, 1.2, -0.7}, {0.9, 1.4, 1.1}};
        double[][] gradient = new double[2][3];
        Derive.run(m, Derive.copy(rows), gradient, 3);
        Module primal = Derive.module(CallPrograms.class, "ofRows", setting);
        for (int i = 0; i < 2; i++) {
            for (int k = 0; k < 3; k++) {
                double h = 1e-5;
                double[] at = {h, -h};
                for (int side = 0; side < 2; side++) {
                    double[][] moved = (double[][]) Derive.copy(rows);
                    moved[i][k] += at[side];
                    at[side] = (Double) new Interpreter(primal).run(moved, 3);
                }
                assertThat(gradient[i][k]).isCloseTo((at[0] - at[1]) / (2 * h), within(1e-8));
            }
        }
    }
}
