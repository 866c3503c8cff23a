package dev.adagent.transform.deferred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Derivatives with respect to records and complex numbers in compiled code. */
class RecordsTest {
    private static void run(String kernel, Object... args) throws KernelFailure {
        OnCpu.run(RecordKernels.class, kernel, args);
    }

    @Test
    void records() throws KernelFailure {
        double[] out = new double[7];
        run("lines", new double[] {1, 4}, new float[] {2, 4}, out);
        // 1.5 · 10 · 2 · (9 + 8): ∂/∂x = 2·3, ∂/∂y = 3·4
        assertThat(out).containsExactly(-180, -360, 180, 360, 2, 1.5 * 2 * 17, 12);
    }

    @Test
    void complexNumbers() throws KernelFailure {
        double[] out = new double[6];
        run("holomorphic", new double[] {3, 4}, out);
        // −2/z³ = −2 z̄³/|z|⁶, (3 − 4i)³ = −117 − 44i
        double[] want = {234 / 15625.0, 88 / 15625.0, 18, 24, 3 + 2, -4};
        assertThat(out).containsExactly(want, within(1e-14));
    }

    @Test
    void theyAreDifferentiatedAgain() throws KernelFailure {
        double[] out = new double[2];
        run("nested", new double[] {1}, out);
        // 6/z⁴ at 1 + i/2: z² = 0.75 + i, z⁴ = −0.4375 + 1.5i
        double want = 6 * -0.4375 / (0.4375 * 0.4375 + 2.25);
        assertThat(out[0]).isCloseTo(want, within(1e-13));
        assertThat(out[1]).isCloseTo(want, within(1e-13));
    }

    @ParameterizedTest
    @CsvSource({
        "plain, REVERSE_HOLOMORPHIC",
        "notComplex, argument 1",
        "forward, in mode FORWARD",
        "tagged, pass a record of numbers"
    })
    void refusals(String kernel, String message) {
        assertThatThrownBy(() -> OnCpu.compile(RecordKernels.class, kernel))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining(message);
    }
}
