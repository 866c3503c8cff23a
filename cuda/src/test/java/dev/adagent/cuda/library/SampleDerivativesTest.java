package dev.adagent.cuda.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.lift.LiftException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The samples of {@code docs/language.md}, which were written for kernels, differentiated on the host: where differences of two steps agree, so
 * do gradient and tangents; where a sample throws, its derivative throws the same.
 */
class SampleDerivativesTest {
    /** Hashes of active numbers, monitors that others may hold, objects in an array that may be replaced while the app runs. */
    private static final Set<String> REFUSED = Set.of(
            "recordEqualsAndHashCode",
            "methodsOfDouble",
            "objectsMethods",
            "arraysMethods",
            "monitorsOfReaders",
            "arrayOfObjectsOutside");

    /** Products of whole numbers, which jump at each of many points: differences say nothing. */
    private static final Set<String> STEPS = Set.of("exactArithmetic");

    private static Stream<Method> samples() {
        return LibraryChecks.language().filter(f -> !STEPS.contains(f.getName()));
    }

    static Stream<Method> differentiated() {
        return samples().filter(f -> !REFUSED.contains(f.getName()));
    }

    static Stream<Method> refused() {
        return samples().filter(f -> REFUSED.contains(f.getName()));
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
        for (int i = 0; i < 25; i++) {
            double x = random.nextDouble(-10, 10);
            double y = random.nextDouble(-10, 10);
            Throwable expected = thrown(f, x, y);
            if (expected != null) {
                assertThatThrownBy(() -> reverse.numbers(x, y)).hasSameClassAs(expected);
                assertThatThrownBy(() -> forward.numbers(x, 1.0, y, 0.0)).hasSameClassAs(expected);
                continue;
            }
            double[] slopes = slopes(f, x, y);
            double[] g = reverse.numbers(x, y);
            double[] t = {forward.numbers(x, 1.0, y, 0.0)[0], forward.numbers(x, 0.0, y, 1.0)[0]};
            for (int k = 0; k < 2 && slopes != null; k++) {
                assertThat(areClose(g[k], slopes[k]) && areClose(t[k], slopes[k]))
                        .as("at %s, %s: %s, tangents %s, differences %s", x, y, text(g), text(t), text(slopes))
                        .isTrue();
            }
        }
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
                .hasMessageContaining("Curve.of(D)D");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusalsAreTyped(Method f) {
        assertThatThrownBy(() -> new OnHost(f, MethodKey.of(f), DerivativeMode.REVERSE, Activity.ACTIVE))
                .isInstanceOfAny(DifferentiationException.class, LiftException.class);
    }
}
