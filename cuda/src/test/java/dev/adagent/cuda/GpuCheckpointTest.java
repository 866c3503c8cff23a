package dev.adagent.cuda;

import static dev.adagent.cuda.CheckpointTest.assertSame;
import static dev.adagent.cuda.CheckpointTest.compile;
import static dev.adagent.cuda.CheckpointTest.on;
import static dev.adagent.cuda.CheckpointTest.onCpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints in loops on a GPU: what a launch falls back to when the memory does not hold its tapes. */
@GpuTest
class GpuCheckpointTest {
    /** With and without them on the same device: loops of sines would carry the difference of two devices' sines too far. */
    @ParameterizedTest
    @ValueSource(strings = {"orbits", "populations", "nestedLoops", "overwrittenWeights", "curvatures"})
    void theSameGradients(String name) throws KernelFailure {
        for (int n : new int[] {0, 1, 2, 3, 7, 50, 400}) {
            double[] all = on(RequiresGpu.device(), compile(name, CudaTarget.NAME, false), n);
            double[] some = on(RequiresGpu.device(), compile(name, CudaTarget.NAME, true), n);
            assertSame(name + " " + n, some, all, 1e-12);
            assertThat(Arrays.stream(all).map(Math::abs).sum()).isPositive();
        }
    }

    @Test
    void asOnTheCpu() throws KernelFailure {
        double[] expected = onCpu(compile("populations", CpuTable.TARGET, false), 20_000);
        double[] found = on(RequiresGpu.device(), compile("populations", CudaTarget.NAME, true), 20_000);
        assertThat(expected).doesNotContain(Double.NaN).doesNotContain(Double.POSITIVE_INFINITY);
        assertSame("populations", found, expected, 1e-9);
    }
}
