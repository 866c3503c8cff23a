package dev.adagent.cuda.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.CompileException;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.lift.LiftException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The samples of {@code docs/language.md}, which were written for kernels, differentiated on the host: where differences of two steps agree, or
 * slopes are given by hand, so do gradient and tangents; where a sample throws, its derivative throws the same.
 */
class SampleDerivativesTest {
    private static final String BITS = "a floating-point value is made from the bits of an active one";
    private static final String ATOMICS = "cannot compile threads and locks (java.util.concurrent.atomic.AtomicInteger";
    private static final String GENERATOR = "cannot compile a random generator of the JDK";
    private static final String REFERENCES =
            "cannot compile threads and locks (java.util.concurrent.atomic.AtomicReference.get)";

    /**
     * What each is refused for. Maps and sets with a comparator, with active keys, or as objects: on the host another class stands for
     * them than in kernels. Atomics, which only kernels are certain to have for themselves, and of generators what fills arrays or has code of the program's; hashes and bits of active numbers, monitors that others may hold, objects in an array that may be replaced while
     * the app runs; and what a kernel has from the host at its launch (references in static fields, tables that a method makes), for a
     * derivative on the host is compiled once and has no launch.
     */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("recordEqualsAndHashCode", BITS),
            Map.entry("methodsOfDouble", BITS),
            Map.entry("objectsMethods", BITS),
            Map.entry("equalsByClass", BITS),
            Map.entry("atomicsOfAThread", ATOMICS),
            Map.entry("atomicsOutside", ATOMICS),
            Map.entry("seededGenerator", GENERATOR),
            Map.entry("generatorOfOnesOwn", GENERATOR),
            Map.entry("arraysMethods", BITS),
            Map.entry("monitorsOfReaders", "cannot compile synchronized"),
            Map.entry("arrayOfObjectsOutside", "Piece.of, the class of whose receiver is not known"),
            Map.entry("rowsOfObjectsOutside", "Piece.of, the class of whose receiver is not known"),
            Map.entry("enumByName", "cannot compile a class constant"),
            Map.entry("referencesOutside", REFERENCES),
            Map.entry("tablesMadeOnDemand", REFERENCES),
            Map.entry("nullInATreeSet", "the number in a wrapper object"),
            Map.entry("treeMapIsEmpty", "an active value is stored in field"),
            Map.entry("treeMaps", "cannot compile a method of java.lang.Object (java.lang.Object.hashCode)"),
            Map.entry("treeMapsByOrder", "cannot compile collections, streams and dates (java.util.TreeMap.<init>)"),
            Map.entry("treeSetsOfRecords", "cannot compile collections, streams and dates (java.util.SortedSet.add)"),
            Map.entry("typesOfTreeMaps", "cannot compile a method of java.lang.Object (java.lang.Object.getClass)"));

    private interface Slopes {
        double[] at(double x, double y);
    }

    /**
     * By hand where differences say nothing: of what is rounded to integers, which jump at each of many points (the slope is 0), and of what
     * is rounded on the way to floats or to the last place of 1e16 (differences are those of the rounded numbers; a rounding has slope 1).
     */
    private static final Map<String, Slopes> BY_HAND = Map.of(
            "exactArithmetic", (x, y) -> new double[] {0, 0},
            "methodsOfLong", (x, y) -> new double[] {0, 0},
            "bigIntegers", (x, y) -> new double[] {0, 0},
            "sumsOfStreams", (x, y) -> new double[] {1, 1},
            "streamsOfLongs", (x, y) -> new double[] {6, 0},
            "castOfChosenObjectFails", (x, y) -> new double[] {0, 2},
            "objectsChosenByBranches", (x, y) -> new double[] {0, ofTwoCells(x)},
            "objectsThatChangeInArrays", (x, y) -> new double[] {0, ofTenCells(x)});

    /** A cell that was given {@code y * k} for some k adds them up and keeps the last. */
    private static double ofTwoCells(double x) {
        int[] sum = new int[2];
        int[] last = new int[2];
        int a = 0;
        for (int k = 0; k < 6; k++) {
            int c = k % 3 == 0 || k > x ? a : 1 - a;
            sum[c] += k;
            last[c] = k;
            a = k == 3 ? 1 - a : a;
        }
        return 2 * (sum[a] + last[a]) + sum[1 - a] + last[1 - a];
    }

    /** Every second of 20 places has a cell, which is given {@code y} and a constant each time. */
    private static double ofTenCells(double x) {
        int[] given = new int[20];
        for (int i = 0; i < 50; i++) {
            given[(i * 7 + (int) (x + 10)) % 20]++;
        }
        double slope = 0;
        for (int k = 0; k < 20; k++) {
            slope = slope * 0.5 + (k % 2 != 0 || given[k] == 0 ? 0 : given[k] + 1);
        }
        return slope;
    }

    static Stream<Method> differentiated() {
        return LibraryChecks.language().filter(f -> !REFUSED.containsKey(f.getName()));
    }

    static Stream<Method> refused() {
        return LibraryChecks.language().filter(f -> REFUSED.containsKey(f.getName()));
    }

    private static double at(Method f, double x, double y) throws Throwable {
        try {
            return (Double) f.invoke(null, x, y);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static double difference(Method f, double x, double y, boolean byX, double h) throws Throwable {
        double above = byX ? at(f, x + h, y) : at(f, x, y + h);
        double below = byX ? at(f, x - h, y) : at(f, x, y - h);
        return (above - below) / (2 * h);
    }

    private static boolean areClose(double a, double b) {
        return Math.abs(a - b) <= 1e-4 * (1 + Math.abs(a) + Math.abs(b));
    }

    /** By x and by y; null where differences are none of a slope. */
    private static double[] slopes(Method f, double x, double y) throws Throwable {
        Slopes byHand = BY_HAND.get(f.getName());
        if (byHand != null) {
            return byHand.at(x, y);
        }
        double[] out = new double[2];
        for (int k = 0; k < 2; k++) {
            double wide = difference(f, x, y, k == 0, 1e-4);
            out[k] = difference(f, x, y, k == 0, 3e-5);
            if (!areClose(wide, out[k])) {
                return null;
            }
        }
        return out;
    }

    private static Throwable thrown(Method f, double x, double y) {
        try {
            at(f, x, y);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    @ParameterizedTest
    @MethodSource("differentiated")
    void slopesAreThoseOfDifferences(Method f) throws Throwable {
        f.setAccessible(true);
        OnHost reverse = new OnHost(f, MethodKey.of(f), DerivativeMode.REVERSE, Activity.ACTIVE);
        OnHost forward = new OnHost(f, MethodKey.of(f), DerivativeMode.FORWARD, Activity.DUPLICATED);
        SplittableRandom random = new SplittableRandom(5);
        int checked = 0;
        for (int i = 0; i < 25; i++) {
            double x = random.nextDouble(-10, 10);
            double y = random.nextDouble(-10, 10);
            Throwable expected = thrown(f, x, y);
            if (expected != null) {
                assertThatThrownBy(() -> reverse.numbers(x, y)).hasSameClassAs(expected);
                assertThatThrownBy(() -> forward.numbers(x, 1.0, y, 0.0)).hasSameClassAs(expected);
                checked++;
                continue;
            }
            double[] slopes = slopes(f, x, y);
            checked += slopes == null ? 0 : 1;
            double[] g = reverse.numbers(x, y);
            double[] t = {forward.numbers(x, 1.0, y, 0.0)[0], forward.numbers(x, 0.0, y, 1.0)[0]};
            for (int k = 0; k < 2 && slopes != null; k++) {
                assertThat(areClose(g[k], slopes[k]) && areClose(t[k], slopes[k]))
                        .as("at %s, %s: %s, tangents %s, expected %s", x, y, text(g), text(t), text(slopes))
                        .isTrue();
            }
        }
        assertThat(checked).as("points with slopes or exceptions").isPositive();
    }

    private static String text(double[] v) {
        return Arrays.toString(v);
    }

    private static class Curve {
        double of(double x) {
            return x * x;
        }
    }

    private static Curve curve = new Curve();

    private static double onCurve(double x, double y) {
        return curve.of(x) * y;
    }

    /** A derivative on the host is compiled once: the object that is there then may be of another class at the next call. */
    @Test
    void objectsThatMayBeReplacedAreNotTakenForThoseThatAreThere() throws Exception {
        Method f = SampleDerivativesTest.class.getDeclaredMethod("onCurve", double.class, double.class);
        assertThatThrownBy(() -> new OnHost(f, MethodKey.of(f), DerivativeMode.REVERSE, Activity.ACTIVE))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("Curve.of, the class of whose receiver is not known");
    }

    /** A sample that is renamed or taken away would be looked at no more. */
    @Test
    void listedSamplesAreThere() {
        assertThat(LibraryChecks.language().map(Method::getName))
                .containsAll(REFUSED.keySet())
                .containsAll(BY_HAND.keySet());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusalsAreTyped(Method f) {
        assertThatThrownBy(
                        () -> new OnHost(f, MethodKey.of(f), DerivativeMode.REVERSE, Activity.ACTIVE).numbers(1.0, 2.0))
                .isInstanceOfAny(DifferentiationException.class, LiftException.class, CompileException.class)
                .hasMessageContaining(REFUSED.get(f.getName()));
    }
}
