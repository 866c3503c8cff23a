package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.ir.Function;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Forward mode against reverse mode, in random directions, and shadows after the call. */
class ForwardTest {
    static Stream<Arguments> programs() {
        return Stream.concat(
                ReverseTest.known().map(a -> Arguments.of(a.get()[0], a.get()[1], a.get()[3])), ReverseTest.programs());
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("programs")
    void agreesWithReverseMode(String name, String letters, Object[] args) {
        Function f = Programs.lift(name);
        double[] gradient = Derive.gradient(f, letters, args);
        Random random = new Random(name.hashCode());
        double[] direction = random.doubles(gradient.length, -1, 1).toArray();
        double expected = 0;
        double scale = 0;
        for (int i = 0; i < direction.length; i++) {
            expected += direction[i] * gradient[i];
            scale += Math.abs(direction[i] * gradient[i]);
        }
        double relative = name.endsWith("f") ? 1e-6 : 1e-12;
        assertThat(Derive.tangent(f, letters, direction, args)).isCloseTo(expected, within(relative * scale));
    }

    @Test
    void shadowsBeforeAreTangentsOfTheContentsBefore() {
        double[] x = {1.2, 3.4};
        double[] dx = {5, 7};
        run("b31", "d", x, dx);
        assertThat(dx[0]).isCloseTo(5 + 2 * 3.4 * 7, within(1e-12));
        assertThat(dx[1]).isEqualTo(-7);

        double[] dout = {9, 9, 9};
        assertThat(run("c27", "dd", 2.0, 1.0, new double[3], dout)).isEmpty();
        assertThat(dout).containsExactly(1, 4, 12);

        double[] dk = {1, 1, 1, 1};
        run("c21", "d", new double[] {1, 3, 3, 7}, dk);
        assertThat(dk).containsExactly(0, 1, 6, 1);
    }

    @Test
    void anArrayOverwrittenWithAConstantHasNoTangentAfterwards() {
        double[] da = {4};
        List<?> out = run("c39", "dd", new double[] {2.2}, da, 3.3, 10.0);
        assertThat((Double) out.get(0)).isCloseTo(4 * 3.3 + 2.2 * 10, within(1e-12));
        assertThat(da).containsExactly(0);
    }

    private static List<?> run(String name, String letters, Object... args) {
        Function d = Differentiator.differentiate(
                Programs.lift(name), Derive.spec(DerivativeMode.FORWARD, letters), "forward");
        Derive.verify(d);
        return Derive.run(d, args);
    }
}
