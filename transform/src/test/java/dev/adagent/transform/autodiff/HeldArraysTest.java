package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.opt.Inlining;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that two names denote are taken apart, and what they hold is differentiated. */
class HeldArraysTest {
    private static final double[][] POINTS = {{0.7, -1.3}, {-0.4, 0.9}, {0.6, 1.1}};

    @ParameterizedTest
    @ValueSource(strings = {"chosen", "madeOnTheWay", "chosenInEachRound", "carried"})
    void haveGradients(String name) {
        for (double[] x : POINTS) {
            double[] expected =
                    Derive.differences(Derive.resolved(HeldPrograms.class, name, Inlining.DEFAULT), "d", x.clone());
            for (Inlining setting : new Inlining[] {Inlining.DEFAULT, Inlining.NEVER}) {
                Module reverse = Derive.derivative(HeldPrograms.class, name, setting, DerivativeMode.REVERSE, "d");
                assertThat(IrPrinter.print(reverse)).doesNotContain("= new\n").doesNotContain("getfield");
                double[] gradient = new double[2];
                Derive.run(reverse, x.clone(), gradient);
                ReverseTest.assertClose(gradient, expected, 2e-7);
                var forward = Derive.derivative(HeldPrograms.class, name, setting, DerivativeMode.FORWARD, "d");
                double tangent = (Double)
                        Derive.run(forward, x.clone(), new double[] {0.3, 1.3}).get(0);
                double product = 0.3 * gradient[0] + 1.3 * gradient[1];
                assertThat(tangent).as("%s", setting).isCloseTo(product, within(1e-9 * (1 + Math.abs(product))));
            }
        }
    }
}
