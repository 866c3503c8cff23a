package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.ActivityException;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrPrinter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reverse mode on compiled Java: known derivatives, central differences, shadows before and after. */
class ReverseTest {
    private static Arguments known(String id, String letters, double[] expected, Object... args) {
        return Arguments.of(id, letters, expected, args);
    }

    private static double[] of(double... values) {
        return values;
    }

    static Stream<Arguments> known() {
        return Stream.of(
                known("a1", "a", of(1), 1.0),
                known("a3", "a", of(0.41997434161402607), 1.0),
                known("a3f", "a", of((float) 0.41997434161402607), 1f),
                known("a5a", "a", of(1.4426950408889634), 1.0),
                known("a5b", "a", of(0.5), 1.0),
                known("a5c", "a", of(0.43429448190325183), 1.0),
                known("a7", "aa", of(0.27485852869846406, -0.07275666936135813), .9, 3.4),
                known("a9a", "a", of(23.025850929940457), 1.0),
                known("a11", "a", of(1), .7),
                known("a15", "a", of(-1.0531613736418154), 3.0),
                known("a19a", "a", of(.25), -2.0),
                known("a19b", "a", of(.25), -2.0),
                known("a21", "a", of(-1), 2.0),
                known("a23", "a", of(4), 2.0),
                known("a25", "a", of(-1), 2.0),
                known("a29", "a", of(1), .9),
                known("a29", "a", of(.25), 2.3),
                known("a29", "a", of(.015625), 33.0),
                known("a29", "a", of(.5), -1.2),
                known("absBitsf", "a", of(3), -1.5f),
                known("a27", "a", of(2), 3.0),
                known("a31", "a", of(0.16829836246906023), -1.3),
                known("a33", "a", of(2.3318729624783867), .8),
                known("a35", "a", of(0.076713204860013673), 2.0),
                known("b1", "ac", of(72), 2.0, 3),
                known("b3a", "acc", of(12), 2.0, 1.0, 3.0),
                known("b3b", "acc", of(12), 2.0, 1.0, 3.0),
                known("b5", "accc", of(2), 2.0, .5, 1.5, 1.0),
                known("b7", "acc", of(42), 2.0, 10.0, 6),
                known("b9", "ac", of(2), 3.0, of(1, 3, 2)),
                known("b11", "acc", of(7), 2.0, 5.0, 4),
                known("b15", "acc", of(120.6239736), 1.3, .5, 10.0),
                known("b17", "dc", of(4, 8, 12, 8, 0), of(1, 2, 3, 4, 5), 30.0),
                known("b19", "d", of(0, 14, 28, 42, 56), of(1, 2, 3, 4, 5)),
                known(
                        "b21",
                        "da",
                        of(
                                -0.026166666666666664,
                                -0.013083333333333332,
                                -0.008722222222222221,
                                -0.006541666666666666,
                                -0.005233333333333333,
                                1 / 120.0),
                        of(1, 2, 3, 4, 5),
                        3.14),
                known("b29", "accc", of(-0.048), 2.0, -1.2, 1.0, 3),
                known("b35", "aac", of(1000, 1000), 2.0, 3.0, 10),
                known(
                        "b37",
                        "aaccd",
                        of(60, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                        1.0,
                        2.0,
                        4,
                        5,
                        new double[20]),
                known(
                        "b39",
                        "dacd",
                        of(0.590672, 1.90032, 3.293728, 2.948896, 1.090384, -39.03168, 0, 0, 0, 0, 0),
                        of(0, 1, 2, 3, 0),
                        .1,
                        3,
                        new double[5]),
                known("c3", "d", of(2, 4, 6), of(1, 2, 3)),
                known("c5", "aacc", of(12, 8), 2.0, 3.0, 120, 4),
                known("c31b", "acc", of(-0.54554472558998095), 0.0, 2.0, 3.0),
                known("c33a", "acc", of(1), 1.5, 2.0, 1.0),
                known("c33a", "acc", of(0), 2.5, 2.0, 1.0),
                known("c33b", "acc", of(.5), 2.5, 2.0, 1.0),
                known("c33b", "acc", of(0), 1.5, 2.0, 1.0),
                known("c37", "d", of(-149, 50, 10855, -1550), of(1.5, 2.5, 3.5, 4.5)),
                known("c39", "da", of(3.3, 2.2), of(2.2), 3.3),
                known("c43b", "da", of(3, 12, 5.545177444479562), of(1, 2), 3.0),
                known("e3", "d", of(6, 2), of(2, 2)),
                known(
                        "e7",
                        "d",
                        of(41.653643620863612, 42.614574483454448, -32.047743820560259, 42.497036762760762),
                        of(0, 2, -1, 2)),
                known(
                        "c47",
                        "dddd",
                        of(
                                0.6442799632359093,
                                2 * 0.6442799632359093,
                                -0.27826595598083453,
                                2 * -0.27826595598083453,
                                0.5506106131460444,
                                2 * 0.5506106131460444,
                                0.6442799632359093,
                                -0.27826595598083453,
                                0.5506106131460444,
                                -0.28213481266963414,
                                0.8075689165786143,
                                0.623065349572361,
                                -0.2943570970436816,
                                0.09020399284811097),
                        of(.1, -.2, .3, .4, -.5, .6),
                        of(.01, .02, .03),
                        of(.7, -.8, .9),
                        of(1, 2)));
    }

    @ParameterizedTest(name = "{0} {1} {3}")
    @MethodSource("known")
    void givesTheKnownGradient(String name, String letters, double[] expected, Object[] args) {
        double[] got = Derive.gradient(Programs.lift(name), letters, args);
        assertClose(got, expected, name.endsWith("f") ? 1e-5 : 1e-9);
    }

    static Stream<Arguments> programs() {
        double[] w1 = {.1, -.2, .3, .4, -.5, .6, .7, -.8, .9, .15, .25, -.35, .45, .55, -.65};
        double[] b1 = {.01, .02, .03, -.04, .05};
        double[] w2 = {.3, -.1, .2, .4, .5, -.6, .7, .8, -.9, .11, .12, -.13, .14, .15, .16, .17, -.18, .19, .2, -.21};
        double[] b2 = {.1, .2, -.3, .4};
        double[] x = {1, -2, .5};
        return Stream.of(
                Arguments.of("a37", "ac", new Object[] {1.0, 0}),
                Arguments.of("a37", "ac", new Object[] {.5, 1}),
                Arguments.of("b13", "ac", new Object[] {.5, 40}),
                Arguments.of("b15", "aac", new Object[] {20.0, .5, 10.0}),
                Arguments.of("recurrent", "ddc", new Object[] {of(.1, -.4, .8), of(1.2, .3, -.7), 6}),
                Arguments.of("earlyReturn", "dc", new Object[] {of(.5, 1, 2, 3), 100.0}),
                Arguments.of("earlyReturn", "dc", new Object[] {of(.5, 1, 2, 3), 4.0}),
                Arguments.of("earlyReturn", "dc", new Object[] {of(.5, 1, -2, 3), 4.0}),
                Arguments.of("earlyReturn", "dc", new Object[] {of(-.5, 1, -2, 3), 4.0}),
                Arguments.of("labelledContinue", "d", new Object[] {of(.5, 1.1, 2, .3)}),
                Arguments.of("choose", "ac", new Object[] {.7, 0}),
                Arguments.of("choose", "ac", new Object[] {.7, 1}),
                Arguments.of("choose", "ac", new Object[] {.7, 7}),
                Arguments.of("choose", "ac", new Object[] {.7, 3}),
                Arguments.of("doWhile", "a", new Object[] {1.3}),
                Arguments.of("scratch", "dcc", new Object[] {of(.5, 1.3, -.2), 5, 3}),
                Arguments.of("scratch", "dcc", new Object[] {of(.5, 1.3, -.2), -1, 0}),
                Arguments.of("choices", "d", new Object[] {of(.5, 1.3, -2, 1.7, .2, 1.6)}),
                Arguments.of("rowMaxima", "dcc", new Object[] {of(.5, 1.3, -2, 1.7, .2, 1.6), 3, .98}),
                Arguments.of("rowMaxima", "dcc", new Object[] {of(.5, 1.3, -2, 1.7, .2, 1.6), 2, 10.0}),
                Arguments.of("classifier", "dddddc", new Object[] {w1, b1, w2, b2, x, 2}),
                Arguments.of("classifierMax", "dddddc", new Object[] {w1, b1, w2, b2, x, 1}));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("programs")
    void agreesWithCentralDifferences(String name, String letters, Object[] args) {
        Function f = Programs.lift(name);
        assertClose(Derive.gradient(f, letters, args), Derive.differences(f, letters, args), 1e-7);
    }

    @Test
    void shadowsBeforeAreSeedsAndShadowsAfterAreAdjointsOfTheContentsBefore() {
        double[] x = of(1.2, 3.4);
        double[] dx = of(5.6, 7.8);
        runReverse("b31", "d", x, dx);
        assertClose(dx, of(5.6, 30.28), 1e-12);
        assertClose(x, of(1.2 + 3.4 * 3.4, -3.4), 1e-12);

        dx = of(1);
        runReverse("c9", "d", of(3), dx);
        assertClose(dx, of(2), 0);

        dx = of(1, 1, 1, 1);
        runReverse("c21", "d", of(1, 3, 3, 7), dx);
        assertClose(dx, of(0, 1, 6, 1), 0);

        assertThat(runReverse("c27", "ad", 2.0, of(0, 0, 0), of(0, 0, 1))).isEqualTo(List.of(12.0));
    }

    @Test
    void valuesOverwrittenInATimeLoopAreKept() {
        double[] v = new double[100];
        int[] idx = new int[200];
        for (int i = 0; i < 200; i++) {
            idx[i] = i % 100;
            v[i % 100] = i % 100;
        }
        double[] dv = new double[100];
        double[] de = new double[100];
        java.util.Arrays.fill(de, 1);
        runReverse("b33", "ddccd", v, dv, new double[100], de, idx, 3, new double[200], new double[200]);
        for (int i = 0; i < 100; i++) {
            assertThat(dv[i]).isEqualTo(2.0 * i);
            assertThat(de[i]).isZero();
        }
    }

    @Test
    void aBoundThatIsOverwrittenLaterIsNotReadAgain() {
        double[] a = new double[100];
        double[] expected = new double[100];
        for (int i = 0; i < 100; i++) {
            a[i] = 100 * (i / 10) + i % 10;
            expected[i] = 2 * a[i];
        }
        double[] da = new double[100];
        runReverse("b27", "ccdc", 10, 10, a, da, new int[] {10});
        assertClose(da, expected, 0);
    }

    @Test
    void aLoopCarriedProduct() {
        double[] dx = new double[3];
        runReverse("product", "dd", of(2, 2, 2), dx, of(0), of(1));
        assertClose(dx, of(4, 4, 4), 0);
    }

    @Test
    void aShadowOfAnotherShapeIsRefusedBeforeAnythingIsWritten() {
        double[] x = of(1, 2, 3);
        for (DerivativeMode mode : List.of(DerivativeMode.REVERSE, DerivativeMode.FORWARD)) {
            Function d = Differentiator.differentiate(Programs.lift("b17"), Derive.spec(mode, "dc"));
            assertThatThrownBy(() -> Derive.run(d, x, of(0, 0), 100.0))
                    .isInstanceOf(ActivityException.class)
                    .hasMessageContaining("length 2, its array 3");
            assertThatThrownBy(() -> Derive.run(d, x, x, 100.0)).hasMessageContaining("its own shadow");
            assertThatThrownBy(() -> Derive.run(d, x, null, 100.0))
                    .isInstanceOf(ActivityException.class)
                    .hasMessageContaining("has no shadow");
            assertThat(x).containsExactly(1, 2, 3);
        }
        assertThatThrownBy(() -> runReverse("rows", "d", new double[][] {{1, 2}, {3}}, new double[][] {{1, 2}, {}}))
                .hasMessageContaining("length 0, its array 1");
    }

    @Test
    void arraysOfArrays() {
        double[][] dx = {{0, 0}, {0}};
        runReverse("rows", "d", new double[][] {{1, 2}, {3}}, dx);
        assertClose(dx[0], of(2, 4), 0);
        assertClose(dx[1], of(12), 0);
    }

    @Test
    void cheapValuesAreRecomputedOrReloaded() {
        for (String name : List.of("classifier", "classifierMax", "c37", "c3", "e9")) {
            String letters = name.startsWith("class") ? "dddddc" : "d";
            String text = IrPrinter.print(Derive.reverse(Programs.lift(name), letters));
            assertThat(text).as(name).doesNotContain("tape.");
        }
    }

    @Test
    void whatALoopOverwritesGoesOnATape() {
        String text = IrPrinter.print(Derive.reverse(Programs.lift("recurrent"), "ddc"));
        assertThat(text).contains("tape.ensure").contains("tape.close");
    }

    private static List<?> runReverse(String name, String letters, Object... args) {
        Function d = Differentiator.differentiate(
                Programs.lift(name), Derive.spec(DerivativeMode.REVERSE, letters), "reverse");
        Derive.verify(d);
        return Derive.run(d, args);
    }

    static void assertClose(double[] got, double[] expected, double relative) {
        assertThat(got).hasSize(expected.length);
        double scale = 0;
        for (double e : expected) {
            scale = Math.max(scale, Math.abs(e));
        }
        for (int i = 0; i < got.length; i++) {
            double tolerance = relative * Math.max(Math.abs(expected[i]), scale / 1000);
            assertThat(got[i])
                    .as("element %d of %s", i, java.util.Arrays.toString(got))
                    .isCloseTo(expected[i], within(tolerance));
        }
    }
}
