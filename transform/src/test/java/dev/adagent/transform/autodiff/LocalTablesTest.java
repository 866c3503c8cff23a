package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.opt.Inlining;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays that a method makes for itself are made again by its adjoint where nobody else may know them, and are on a tape of references else. */
class LocalTablesTest {
    private static final double[][] POINTS = {{0.7, -1.3}, {-0.4, 0.9}, {0.6, 1.1}};
    private static final String TAPE = "java/lang/Object";

    private static Module reverse(String name, Inlining setting) {
        return Derive.derivative(LocalTablesPrograms.class, name, setting, DerivativeMode.REVERSE, "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "shared", "replaced", "given", "rowHandedBack", "arrayHandedBack"})
    void theGradientIsRight(String name) {
        for (double[] x : POINTS) {
            double[] expected = Derive.differences(
                    Derive.resolved(LocalTablesPrograms.class, name, Inlining.DEFAULT), "d", x.clone());
            for (Inlining setting : Inlining.values()) {
                double[] gradient = new double[2];
                Derive.run(reverse(name, setting), x.clone(), gradient);
                ReverseTest.assertClose(gradient, expected, 2e-7);
            }
        }
    }

    /** GPUs have no tape for references. */
    @ParameterizedTest
    @ValueSource(strings = {"table", "shared"})
    void aTableIsMadeAgain(String name) {
        assertThat(IrPrinter.print(reverse(name, Inlining.NEVER)))
                .contains("tape.store")
                .doesNotContain(TAPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replaced", "given", "rowHandedBack", "arrayHandedBack"})
    void oneThatChangesOrThatOthersKnowIsKept(String name) {
        assertThat(IrPrinter.print(reverse(name, Inlining.NEVER))).contains(TAPE);
    }
}
