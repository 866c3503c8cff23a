package dev.adagent.transform.deferred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Interpreter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches of derivatives in compiled code. */
class BatchTest {
    private static void run(String kernel, Object... args) {
        new Interpreter(ResolverTest.resolved(BatchKernels.class, kernel)).run(args);
    }

    @Test
    void gradientsOfEachSeedAreLeftInTheLanes() {
        double[] dx = new double[2];
        double[] dy = new double[2];
        run("reverse", 5.0, 7.0, dx, dy);
        assertThat(dx).containsExactly(2 * 49, 3 * 49);
        assertThat(dy).containsExactly(2 * 70, 3 * 70);
    }

    @Test
    void floats() {
        float[] dx = new float[3];
        float[] tangents = new float[2];
        run("ofFloats", new float[] {3}, dx, tangents);
        assertThat(dx).containsExactly(3, 6, 9);
        assertThat(tangents).containsExactly(3, 30);
    }

    @Test
    void arraysHaveAShadowForEachLane() {
        double[] out = new double[3];
        run("arrays", new double[] {2, 3}, new double[] {5, 7}, new double[] {1, 0}, new double[] {0, 10}, out);
        assertThat(out).containsExactly(83, 20, 420);
        double[][] dw = {{100, 0}, {0, 0}};
        run("rows", new double[] {2, 3}, new double[] {5, 7}, dw, new double[] {1, 10});
        assertThat(dw[0]).containsExactly(120, 42);
        assertThat(dw[1]).containsExactly(200, 420);
    }

    @Test
    void anArrayOfShadowsHasAsManyAsThereAreLanes() {
        double[][] dw = new double[2][2];
        run("unknownRows", new double[] {2, 3}, new double[] {5, 7}, dw);
        assertThat(dw[1]).containsExactly(200, 420);
        for (int n : new int[] {1, 3}) {
            assertThatThrownBy(() -> run("unknownRows", new double[] {2, 3}, new double[] {5, 7}, new double[n][2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a batch of 2 derivatives with " + n + " shadows");
        }
    }

    @Test
    void batchesNest() {
        double[] out = new double[3];
        run("nested", 5.0, 7.0, out);
        assertThat(out).containsExactly(0, 14, 42);
    }

    @ParameterizedTest
    @CsvSource({
        "unknownWidth, whose number is not known",
        "differentWidths, argument 2 has 3 lanes",
        "withoutLanes, argument 2 has no lanes",
        "oneSeed, one seed for a batch of 2",
        "noLanes, a batch of 0",
        "boxed, a batch of boxed numbers"
    })
    void refusals(String kernel, String message) {
        assertThatThrownBy(() -> ResolverTest.resolved(BatchKernels.class, kernel))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("BatchKernels." + kernel);
    }
}
