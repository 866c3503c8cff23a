package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.DerivativeMode;
import java.lang.reflect.Method;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that a random generator of a seed gives are constants, and the derivative draws the same ones as the function. */
class GeneratorDerivativesTest {
    private static final TableView VIEW = TableView.of(new HostTable().table(), GlobalTable.get());

    private static double value(Method m, double... x) throws ReflectiveOperationException {
        return (double) m.invoke(null, (Object) x);
    }

    @ParameterizedTest
    @ValueSource(strings = {"noise", "branches", "normal", "kept"})
    void areDrawnOnce(String name) throws ReflectiveOperationException {
        Method m = HostRuns.method(GeneratorFunctions.class, name);
        double h = 1e-6;
        double dx = (value(m, 0.7 + h, -1.3) - value(m, 0.7 - h, -1.3)) / (2 * h);
        double dy = (value(m, 0.7, -1.3 + h) - value(m, 0.7, -1.3 - h)) / (2 * h);

        double[] gradient = new double[2];
        double[] x = {0.7, -1.3};
        double primal = HostRuns.run(
                HostRuns.compile(VIEW, m, DerivativeMode.REVERSE_WITH_PRIMAL, "d")
                        .module(),
                x,
                gradient,
                1.0)[0];
        assertThat(primal).isEqualTo(value(m, 0.7, -1.3));
        assertThat(gradient).containsExactly(new double[] {dx, dy}, within(1e-6 * (1 + Math.abs(dx) + Math.abs(dy))));

        double tangent = HostRuns.run(
                HostRuns.compile(VIEW, m, DerivativeMode.FORWARD, "d").module(), x, new double[] {1, 10})[0];
        assertThat(tangent).isCloseTo(dx + 10 * dy, within(1e-5 * (1 + Math.abs(tangent))));
    }
}
