package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.emit.EmitException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions that keep values in lists, and in arrays of objects: both are numbers in arrays before they are differentiated. */
class ListDerivativesTest {
    private static final TableView VIEW = TableView.of(new HostTable().table(), GlobalTable.get());
    private static final double[] X = {1.25, -0.5, 0.75};

    private static double call(String name, double[] x, int n) throws Throwable {
        try {
            return (Double) method(name).invoke(null, x.clone(), n);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Method method(String name) {
        Method m = HostRuns.method(ListFunctions.class, name);
        m.setAccessible(true);
        return m;
    }

    @ParameterizedTest
    @CsvSource({
        "boxedNumbers,0",
        "boxedNumbers,3",
        "boxedNumbers,25",
        "overwritten,0",
        "overwritten,1",
        "overwritten,7",
        "removed,0",
        "removed,3",
        "severalClasses,1",
        "severalClasses,13",
        "arrayOfValues,1",
        "arrayOfValues,4",
        "sometimesNull,2",
        "sometimesNull,11",
        "changedMeanwhile,5",
        "streamOfValues,5",
        "collected,3",
        "summarised,2",
        "queued,1",
        "queued,7",
        "constantsWithBodies,0",
        "constantsWithBodies,5"
    })
    void areDerivedAsNumbers(String name, int n) throws Throwable {
        double[] gradient = new double[X.length];
        HostDerivative reverse = HostRuns.compile(VIEW, method(name), DerivativeMode.REVERSE_WITH_PRIMAL, "dc");
        double[] primal = HostRuns.run(reverse.module(), X.clone(), gradient, n, 1.0);
        assertThat(primal[0]).isEqualTo(call(name, X, n));
        HostDerivative forward = HostRuns.compile(VIEW, method(name), DerivativeMode.FORWARD, "dc");
        for (int i = 0; i < X.length; i++) {
            double h = 1e-5;
            double[] above = X.clone();
            double[] below = X.clone();
            above[i] += h;
            below[i] -= h;
            double difference = (call(name, above, n) - call(name, below, n)) / (2 * h);
            assertThat(gradient[i]).as("x[" + i + "]").isCloseTo(difference, within(1e-6 * (1 + Math.abs(difference))));
            double[] direction = new double[X.length];
            direction[i] = 1;
            double[] tangent = HostRuns.run(forward.module(), X.clone(), direction, n);
            assertThat(tangent[0]).isCloseTo(gradient[i], within(1e-12 * (1 + Math.abs(difference))));
        }
    }

    @ParameterizedTest
    @CsvSource({"missing,1", "outOfBounds,1", "outOfBounds,-1", "changedMeanwhile,0"})
    void failAsTheJvmDoes(String name, int n) {
        Throwable wanted = catchThrowable(() -> call(name, X, n));
        assertThat(wanted).isNotNull();
        for (DerivativeMode mode : new DerivativeMode[] {DerivativeMode.FORWARD, DerivativeMode.REVERSE}) {
            HostDerivative d = HostRuns.compile(VIEW, method(name), mode, "dc");
            Object[] args = mode.isReverse()
                    ? new Object[] {X.clone(), new double[X.length], n, 1.0}
                    : new Object[] {X.clone(), new double[X.length], n};
            assertThatThrownBy(() -> HostRuns.run(d.module(), args)).isExactlyInstanceOf(wanted.getClass());
        }
    }

    /** Where references are compared, a copy of an object would not do: refused, as objects that stay objects are. */
    @Test
    void objectsWhoseIdentityCountsAreNotCopied() {
        HostDerivative d = HostRuns.compile(VIEW, method("identity"), DerivativeMode.FORWARD, "dc");
        assertThatThrownBy(() -> HostRuns.run(d.module(), X.clone(), new double[3], 1))
                .isInstanceOf(EmitException.class)
                .hasMessageContaining("Point that is not scalar-replaced");
    }
}
