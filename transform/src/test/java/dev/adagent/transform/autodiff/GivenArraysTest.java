package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.opt.Inlining;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that stay calls give back arrays and objects, and get those that their caller made: their shadows go the same ways. */
class GivenArraysTest {
    private static final double[] X = {0.7, -1.3};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "changedByEachCall",
                "mergeSort",
                "fourier",
                "matrixPower",
                "determinant",
                "otherRows",
                "exchangedRows",
                "perhapsTheSame",
                "theArgument",
                "rowsOfOthers",
                "nullToo",
                "trees",
                "objects"
            })
    void haveShadows(String name) {
        double[] expected = Derive.differences(Derive.resolved(GivenPrograms.class, name, Inlining.DEFAULT), "d", X);
        for (Inlining setting : new Inlining[] {Inlining.DEFAULT, Inlining.NEVER}) {
            double[] gradient = new double[2];
            Derive.run(
                    Derive.derivative(GivenPrograms.class, name, setting, DerivativeMode.REVERSE, "d"),
                    X.clone(),
                    gradient);
            ReverseTest.assertClose(gradient, expected, 2e-7);
            var forward = Derive.derivative(GivenPrograms.class, name, setting, DerivativeMode.FORWARD, "d");
            double tangent = (Double)
                    Derive.run(forward, X.clone(), new double[] {0.3, 1.3}).get(0);
            double product = 0.3 * gradient[0] + 1.3 * gradient[1];
            assertThat(tangent).as("%s", setting).isCloseTo(product, within(1e-9 * (1 + Math.abs(product))));
        }
    }

    /** What cannot be followed may give back, as a number, what is in an array that only this function has seen. */
    @ParameterizedTest
    @EnumSource(DerivativeMode.class)
    void whatIsNotFollowedIsNotPassedBy(DerivativeMode mode) {
        assertThatThrownBy(() -> Derive.derivative(GivenPrograms.class, "numberOfStored", Inlining.DEFAULT, mode, "d"))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("stores a reference in an array or object that it did not make");
        assertThatThrownBy(
                        () -> Derive.derivative(GivenPrograms.class, "storedInAnArgument", Inlining.DEFAULT, mode, "d"))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("may have stored where it is read");
    }
}
