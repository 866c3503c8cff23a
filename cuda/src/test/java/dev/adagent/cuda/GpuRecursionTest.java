package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@link RecursionChecks} on a GPU, whose driver gives the stack. */
@GpuTest
class GpuRecursionTest extends RecursionChecks {
    @Override
    String target() {
        return CudaTarget.NAME;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        RequiresGpu.device().launch(kernel, grid, args);
    }

    /** Every thread goes as deep as it may: were the frames larger than was computed, memory of other threads would change. */
    @Test
    void allThreadsUseTheirWholeStack() throws KernelFailure {
        int[] n = new int[1 << 18];
        Arrays.fill(n, 100);
        double[] out = new double[n.length];
        launch(kernel("sums", 100), LaunchChecks.grid(n.length / 256, 256), n, out);
        assertThat(out).containsOnly(5050);
    }

    @Test
    void moreThanTheGpuHasIsRefusedAndOtherKernelsRun() throws KernelFailure {
        assertThatThrownBy(() -> run("sums", 1_000_000, 5))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("1000000 deep")
                .hasMessageContaining("@GpuKernel(recursion = N)");
        assertThat(run("sums", 20, 20)).containsExactly(210);
    }
}
