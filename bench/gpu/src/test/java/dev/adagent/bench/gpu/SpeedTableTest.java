package dev.adagent.bench.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.PtxKernel;
import dev.adagent.transform.device.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SpeedTableTest {
    @Test
    void aWrongElementAndNotANumberAreDifferences() {
        float[] want = {1, -4, 2};

        assertThat(SpeedTable.difference(new float[] {1, -4, 2}, want)).isZero();
        assertThat(SpeedTable.difference(new float[] {1, -4, 1}, want)).isEqualTo(0.25);
        assertThat(SpeedTable.difference(new float[] {1, Float.NaN, 2}, want)).isInfinite();
    }

    @Test
    void spreadIsThatOfTheMiddleHalf() {
        Spread s = Spread.of(new double[] {4, 1, 2, 3, 100});

        assertThat(s.median()).isEqualTo(3);
        assertThat(s.spread()).isEqualTo(2.0 / 3);
    }

    @Test
    void everyKernelHasATwinAndCompiles() throws IOException {
        String cuda = Files.readString(Path.of("src/main/cuda/kernels.cu"));

        assertThat(Benchmark.KERNELS).allSatisfy(kernel -> {
            assertThat(cuda).containsAnyOf("__global__ void " + kernel + "(", "TILED(" + kernel + ", ");
            PtxKernel ptx = Compiled.of(kernel, Kernel.Options.DEFAULT, "sm_90");
            assertThat(ptx.report().spillStoreBytes()).as(kernel).isZero();
        });
    }
}
