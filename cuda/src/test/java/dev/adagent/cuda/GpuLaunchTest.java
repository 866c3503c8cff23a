package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The kernels of {@link LaunchChecks} on a GPU, and what only a GPU has. */
@GpuTest
class GpuLaunchTest extends LaunchChecks {
    private CudaDevice device = RequiresGpu.device();

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }

    @Test
    void threadsOfABlockWaitForEachOther() throws KernelFailure {
        int[] x = IntStream.range(0, 4 * 512).toArray();
        launch("reverseBlocks", 4, 512, (Object) x);
        for (int i = 0; i < x.length; i++) {
            int block = i / 512;
            assertThat(x[i]).isEqualTo(block * 512 + 511 - i % 512);
        }
    }

    @Test
    void severalThreadsLaunch() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                float a = t;
                done.add(pool.submit(() -> {
                    for (int round = 0; round < 20; round++) {
                        float[] x = new float[10_000];
                        float[] y = new float[10_000];
                        Arrays.fill(x, 2);
                        Arrays.fill(y, round);
                        launch("saxpy", 40, 256, a, x, y);
                        float[] expected = new float[10_000];
                        Arrays.fill(expected, 2 * a + round);
                        assertThat(y).isEqualTo(expected);
                    }
                    return null;
                }));
            }
            for (Future<?> f : done) {
                f.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aKernelThatWasUnloadedIsLoadedAgain() throws Exception {
        device = CudaDevice.open(null, 1);
        for (int round = 1; round <= 3; round++) {
            int[] x = IntStream.range(0, 4 * 512).toArray();
            launch("reverseBlocks", 4, 512, (Object) x);
            assertThat(x[0]).isEqualTo(511);
            float[] y = {round};
            launch("saxpy", 1, 32, 2f, new float[] {5}, y);
            assertThat(y).containsExactly(10 + round);
        }
    }

    @Test
    void aBlockTooLargeIsRefused() throws KernelFailure {
        float[] x = new float[1];
        assertThatThrownBy(() -> launch("saxpy", 1, 2048, 1f, x, new float[1]))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("2048 threads")
                .hasMessageContaining("1024");
        launch("saxpy", 1, 1024, 1f, x, new float[1]);
    }

    @Test
    void largestBlocksOfAKernelWithManyRegisters() throws KernelFailure {
        double[] x = arguments(4096, 12);
        double[] y = arguments(4096, 13);
        double[] out = new double[4096];
        launch("pow", 4, 1024, x, y, out);
        for (int i = 0; i < out.length; i++) {
            // by bits: powers of negative numbers are NaN
            assertThat(Double.doubleToLongBits(out[i])).isEqualTo(Double.doubleToLongBits(StrictMath.pow(x[i], y[i])));
        }
    }

    /** Many threads, so few slots each at first; from 1e200 the iteration takes some 330 rounds. */
    @Test
    void aTapeGrowsUntilItIsLargeEnough() throws KernelFailure {
        double[] a = new double[1 << 18];
        Arrays.fill(a, 2.0);
        double[] out = new double[a.length];
        launch("rootDerivative", 1 << 10, 256, a, 1e200, out);
        for (double d : out) {
            assertThat(d).isBetween(0.35355339, 0.35355340);
        }
    }

    @Test
    void memoryIsReused() throws KernelFailure {
        for (int i = 0; i < 300; i++) {
            float[] x = new float[1 << 20];
            launch("saxpy", 1 << 12, 256, 1f, x, new float[1 << 20]);
        }
    }

    @Test
    void saysWhatItIs() {
        assertThat(RequiresGpu.device().describe())
                .contains("GiB")
                .contains("compute capability")
                .contains("CUDA");
        assertThat(RequiresGpu.device().name()).isEqualTo("cuda");
    }
}
