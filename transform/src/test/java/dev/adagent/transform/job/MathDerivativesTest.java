package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.rules.Rules;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of {@code Math} and {@code StrictMath} that maps floating-point numbers to one has a derivative, as docs/rules.md says. */
class MathDerivativesTest {
    private static final TableView VIEW = TableView.of(new HostTable().table(), GlobalTable.get());

    /** Differentiated through their bodies: multiplications, and a minimum of a maximum. */
    private static final Set<String> THROUGH_BODY = Set.of("toRadians", "toDegrees", "clamp");

    /** Where 0.8, 1.7, 0.4 would lie outside the domain or at a jump. */
    private static final Map<String, double[]> AT = Map.of(
            "IEEEremainder", new double[] {7.3, 2.1}, "clamp", new double[] {0.8, -1, 2}, "scalb", new double[] {.8, 3
            });

    static Stream<Arguments> methods() {
        return Stream.of(Math.class, StrictMath.class)
                .flatMap(c -> Arrays.stream(c.getMethods()))
                .filter(m -> Modifier.isStatic(m.getModifiers()) && isFloating(m.getReturnType()))
                .filter(m -> Arrays.stream(m.getParameterTypes()).anyMatch(MathDerivativesTest::isFloating))
                .map(m -> Arguments.of(m.getDeclaringClass().getSimpleName() + "." + m.getName() + descriptor(m), m));
    }

    private static boolean isFloating(Class<?> c) {
        return c == double.class || c == float.class;
    }

    private static String descriptor(Method m) {
        return MethodType.methodType(m.getReturnType(), m.getParameterTypes()).toMethodDescriptorString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void hasADerivative(String name, Method m) throws ReflectiveOperationException {
        MethodKey key = new MethodKey(m.getDeclaringClass().getName().replace('.', '/'), m.getName(), descriptor(m));
        assertThat(Rules.isBuiltIn(key) || THROUGH_BODY.contains(m.getName()))
                .as("a rule for %s: add it to MathRules, and to docs/rules.md", key)
                .isTrue();

        int n = m.getParameterCount();
        double[] at = AT.getOrDefault(m.getName(), new double[] {.8, 1.7, .4});
        Object[] x = new Object[n];
        StringBuilder letters = new StringBuilder();
        for (int k = 0; k < n; k++) {
            x[k] = typed(m.getParameterTypes()[k], at[k]);
            letters.append(isFloating(m.getParameterTypes()[k]) ? 'a' : 'c');
        }
        double[] want = differences(m, x);
        double tolerance = m.getReturnType() == float.class ? 2e-3 : 1e-7;

        Object seed = typed(m.getReturnType(), 1);
        Object[] args = Arrays.copyOf(x, n + 1);
        args[n] = seed;
        double[] got = HostRuns.run(
                HostRuns.compile(VIEW, m, DerivativeMode.REVERSE, letters.toString())
                        .module(),
                args);
        assertThat(got).hasSameSizeAs(want);
        for (int k = 0; k < want.length; k++) {
            assertThat(got[k]).as("gradient %d of %s", k, name).isCloseTo(want[k], within(tolerance));
        }

        List<Object> pairs = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            pairs.add(x[k]);
            if (letters.charAt(k) == 'a') {
                pairs.add(typed(m.getParameterTypes()[k], 1));
            }
        }
        double[] tangent = HostRuns.run(
                HostRuns.compile(
                                VIEW,
                                m,
                                DerivativeMode.FORWARD,
                                letters.toString().replace('a', 'd'))
                        .module(),
                pairs.toArray());
        assertThat(tangent[0])
                .as("tangent of %s", name)
                .isCloseTo(Arrays.stream(want).sum(), within(3 * tolerance));
    }

    private static Object typed(Class<?> type, double v) {
        return type == double.class ? (Object) v : type == float.class ? (Object) (float) v : (Object) (int) v;
    }

    private static double[] differences(Method m, Object... x) throws ReflectiveOperationException {
        double h = m.getReturnType() == float.class ? 1e-2 : 1e-5;
        List<Double> out = new ArrayList<>();
        for (int k = 0; k < x.length; k++) {
            if (isFloating(m.getParameterTypes()[k])) {
                out.add((value(m, x, k, h) - value(m, x, k, -h)) / (2 * h));
            }
        }
        return out.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double value(Method m, Object[] x, int k, double h) throws ReflectiveOperationException {
        Object[] moved = x.clone();
        moved[k] = typed(m.getParameterTypes()[k], ((Number) x[k]).doubleValue() + h);
        return ((Number) m.invoke(null, moved)).doubleValue();
    }

    // ---- kinks and edges: the table of docs/rules.md

    @SuppressWarnings("unused")
    static double remainder(double x, double y) {
        return x % y;
    }

    @SuppressWarnings("unused")
    static double signBit(double x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x) ^ Long.MIN_VALUE);
    }

    @SuppressWarnings("unused")
    static double mantissa(double x) {
        return Math.scalb(x, -(Math.getExponent(x) + 1));
    }

    @SuppressWarnings("unused")
    static double rounded(double x) {
        return x * Math.round(x) + Math.round((float) x) + Math.getExponent(x) + StrictMath.round(x);
    }

    @ParameterizedTest(name = "{0}({1}, {2}): {3}, {4}")
    @CsvSource({
        "abs, 0.0,, 1,",
        "abs, -0.0,, 1,",
        "sqrt, 0.0,, Infinity,",
        "cbrt, 0.0,, Infinity,",
        "log, 0.0,, Infinity,",
        "log1p, -1.0,, Infinity,",
        "asin, 1.0,, Infinity,",
        "acos, -1.0,, -Infinity,",
        "floor, 2.0,, 0,",
        "ceil, 2.0,, 0,",
        "rint, 2.5,, 0,",
        "signum, 0.0,, 0,",
        "ulp, 1.0,, 0,",
        "nextUp, 0.0,, 1,",
        "nextDown, 1.0,, 1,",
        "nextAfter, 1.0, 2.0, 1, 0",
        "nextAfter, 1.0, 1.0, 1, 0",
        "max, 2.0, 2.0, 1, 0",
        "min, 2.0, 2.0, 1, 0",
        "max, 0.0, -0.0, 1, 0",
        "pow, 0.0, 0.0, 0, 0",
        "pow, 0.0, 1.0, 1, 0",
        "pow, 0.0, 2.0, 0, 0",
        "pow, 0.0, 0.5, Infinity, 0",
        "pow, 0.0, -1.0, -Infinity, -Infinity",
        "pow, 3.0, 0.0, 0, 1.0986122886681098",
        "pow, -2.0, 0.0, 0, NaN",
        "pow, -2.0, 3.0, 12, NaN",
        "atan2, 0.0, 0.0, NaN, NaN",
        "atan2, 0.0, 1.0, 1, 0",
        "atan2, 0.0, -2.0, -0.5, 0",
        "atan2, 1e200, 1e200, 5e-201, -5e-201",
        "hypot, 0.0, 0.0, 0, 0",
        "hypot, 3.0, -4.0, 0.6, -0.8",
        "copySign, 0.0, -1.0, -1, 0",
        "copySign, -3.0, -1.0, 1, 0",
        "IEEEremainder, 5.0, 3.0, 1, -2",
        "IEEEremainder, 3.0, 2.0, 1, -2",
        "remainder, 5.5, 3.0, 1, -1",
        "remainder, -5.5, 3.0, 1, 1",
        "remainder, 6.0, 3.0, 1, -2",
        "signBit, 0.0,, -1,",
        "signBit, 3.5,, -1,",
        "mantissa, 6.0,, 0.125,",
        "mantissa, 0.3,, 2,",
        "rounded, 2.4,, 2,",
        "rounded, -2.5,, -2,",
        "tanh, 0.0,, 1,",
        "expm1, -40.0,, 4.248354255291589E-18,",
        "toRadians, 1.0,, 0.017453292519943295,"
    })
    void atAKink(String name, double x, Double y, double byX, Double byY) {
        boolean own = List.of("remainder", "signBit", "mantissa", "rounded").contains(name);
        Class<?>[] types = y == null ? new Class<?>[] {double.class} : new Class<?>[] {double.class, double.class};
        Method m = HostRuns.method(own ? MathDerivativesTest.class : Math.class, name, types);
        Object[] args = y == null ? new Object[] {x, 1.0} : new Object[] {x, y, 1.0};
        double[] got = HostRuns.run(
                HostRuns.compile(VIEW, m, DerivativeMode.REVERSE, y == null ? "a" : "aa")
                        .module(),
                args);
        double[] want = y == null ? new double[] {byX} : new double[] {byX, byY};
        for (int k = 0; k < want.length; k++) {
            if (Double.isNaN(want[k]) || Double.isInfinite(want[k]) || want[k] == 0) {
                assertThat(Double.compare(got[k] + 0.0, want[k]))
                        .as("by argument %d: %s, not %s", k, got[k], want[k])
                        .isZero();
            } else {
                assertThat(got[k]).as("by argument %d", k).isCloseTo(want[k], within(4e-16 * Math.abs(want[k])));
            }
        }
    }

    @Test
    void clampIsInTheMiddleOrFlat() throws ReflectiveOperationException {
        if (Runtime.version().feature() < 21) {
            assertThat(Arrays.stream(Math.class.getMethods()).map(Method::getName))
                    .doesNotContain("clamp");
            return;
        }
        Method m = Math.class.getMethod("clamp", double.class, double.class, double.class);
        var module = HostRuns.compile(VIEW, m, DerivativeMode.REVERSE, "aaa").module();
        assertThat(HostRuns.run(module, .5, 0.0, 1.0, 1.0)).containsExactly(1, 0, 0);
        assertThat(HostRuns.run(module, -1.0, 0.0, 1.0, 1.0)).containsExactly(0, 1, 0);
        assertThat(HostRuns.run(module, 2.0, 0.0, 1.0, 1.0)).containsExactly(0, 0, 1);
        assertThat(HostRuns.run(module, 0.0, 0.0, 1.0, 1.0)).containsExactly(1, 0, 0);
    }
}
