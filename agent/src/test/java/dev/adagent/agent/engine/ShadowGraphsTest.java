package dev.adagent.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.autodiff.PassedShadows;
import dev.adagent.transform.autodiff.PassedShadows.Argument;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShadowGraphsTest {
    private static final Set<String> NUMBERS = Set.of("[D");
    private static final Set<String> NOTHING = Set.of();

    private static final Trusted TRUSTED = new Trusted((request, args) -> {
        try {
            return MethodHandles.privateLookupIn((Class<?>) args[0], MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    });

    static class Pair {
        double[] p;
        double[] q;
        Pair next;
        double number;

        Pair(double[] p, double[] q) {
            this.p = p;
            this.q = q;
        }
    }

    /** A derivative of what writes {@code written}, with one argument that has a shadow, and a constant one. */
    private static void call(Set<String> written, boolean adds, Object primal, Object shadow, Object constant) {
        PassedShadows plan = new PassedShadows(List.of(new Argument(0, 1), new Argument(2, 0)), written, adds);
        MethodType type = MethodType.methodType(int.class, Object.class, Object.class, Object.class);
        MethodHandle derivative =
                MethodHandles.dropArguments(MethodHandles.constant(int.class, 7), 0, type.parameterList());
        try {
            assertThat((int) ShadowGraphs.before(derivative, plan, TRUSTED).invoke(primal, shadow, constant))
                    .isEqualTo(7);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void reverse(Object primal, Object shadow) {
        call(NUMBERS, true, primal, shadow, null);
    }

    private static double[] two() {
        return new double[2];
    }

    @Test
    void oneFieldsArrayWithTwoShadows() {
        double[] x = two();
        double[] dx = two();
        reverse(new Pair(x, x), new Pair(dx, dx));
        assertThatThrownBy(() -> reverse(new Pair(x, x), new Pair(dx, two())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "array or object 1 of the arguments.p and array or object 1 of the arguments.q are one"
                                + " double[] where their shadows are two")
                .hasMessageContaining("makeZero");
        // who only reads gets each derivative under the name that it is read by
        call(NOTHING, true, new Pair(x, x), new Pair(dx, two()), null);
    }

    @Test
    void twoArraysWithOneShadow() {
        double[] dx = two();
        assertThatThrownBy(() -> reverse(new Pair(two(), two()), new Pair(dx, dx)))
                .hasMessageContaining("are two where their shadows are one double[]");
        call(NOTHING, true, new Pair(two(), two()), new Pair(dx, dx), null);
    }

    @Test
    void rows() {
        double[] r = two();
        double[] dr = two();
        reverse(new double[][] {r, r}, new double[][] {dr, dr});
        assertThatThrownBy(() -> reverse(new double[][] {r, two(), r}, new double[][] {dr, two(), two()}))
                .hasMessageContaining("arguments[0] and array or object 1 of the arguments[2] are one");
    }

    @Test
    void aShadowThatIsAnotherFieldsPrimal() {
        double[] x = two();
        double[] y = two();
        assertThatThrownBy(() -> call(NOTHING, true, new Pair(x, y), new Pair(y, two()), null))
                .hasMessageContaining(
                        "the shadow of array or object 1 of the arguments.p is array or object 1 of the arguments.q itself");
        // a tangent that is another's number is right as long as nobody writes
        call(NOTHING, false, new Pair(x, y), new Pair(y, two()), null);
        assertThatThrownBy(() -> call(NUMBERS, false, new Pair(x, y), new Pair(y, two()), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void constants() {
        double[] x = two();
        double[] c = two();
        reverse(new Pair(x, c), new Pair(two(), c));
        assertThatThrownBy(() -> reverse(new Pair(x, x), new Pair(two(), x)))
                .hasMessageContaining("where their shadows are two");
        assertThatThrownBy(() -> call(NUMBERS, true, new Pair(x, c), new Pair(two(), two()), c))
                .hasMessageContaining("array or object 2 of the arguments");
    }

    @Test
    void objectsThatAreWrittenThroughOthersThatAreNot() {
        Pair shared = new Pair(two(), two());
        Pair first = new Pair(null, null);
        first.next = shared;
        Object x = new Object[] {first, shared};
        Pair dFirst = new Pair(null, null);
        dFirst.next = new Pair(two(), two());
        assertThatThrownBy(() -> reverse(x, new Object[] {dFirst, new Pair(two(), two())}))
                .hasMessageContaining("[0].next.p are one double[]");
        assertThatCode(() -> reverse(x, new Object[] {dFirst, dFirst.next})).doesNotThrowAnyException();
        assertThatThrownBy(() -> call(
                        Set.of(Pair.class.getName().replace('.', '/')),
                        true,
                        x,
                        new Object[] {dFirst, new Pair(dFirst.next.p, dFirst.next.q)},
                        null))
                .hasMessageContaining("are one " + Pair.class.getName());
    }

    @Test
    void listsMapsAndCycles() {
        double[] x = two();
        assertThatThrownBy(() -> reverse(List.of(x, x), List.of(two(), two()))).hasMessageContaining(".get(0) and ");
        Map<String, double[]> m = new HashMap<>(Map.of("a", x, "b", x));
        assertThatThrownBy(() -> reverse(m, new HashMap<>(Map.of("a", two(), "b", two()))))
                .hasMessageContaining("where their shadows are two");
        Pair cycle = new Pair(x, two());
        cycle.next = cycle;
        Pair d = new Pair(two(), two());
        d.next = d;
        reverse(cycle, d);
        reverse(new ArrayList<>(List.of(1.0, 1.0)), new ArrayList<>(List.of(0.0, 0.0)));
    }

    @Test
    void nothingStandsInFrontOfWhatNeedsNoCheck() {
        MethodHandle h = MethodHandles.constant(int.class, 7);
        assertThat(ShadowGraphs.before(h, null, TRUSTED)).isSameAs(h);
    }
}
