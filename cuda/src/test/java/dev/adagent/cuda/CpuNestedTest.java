package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.opt.Inlining;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels of {@link NestedChecks} on the CPU device. */
class CpuNestedTest extends NestedChecks {
    private final CpuDevice device = new CpuDevice(2);

    @Override
    String target() {
        return CpuTable.TARGET;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }

    /** GPUs refuse recursion. */
    @ParameterizedTest
    @EnumSource
    void recursion(Inlining setting) throws KernelFailure {
        double[] out = new double[3];
        launch(setting, "recursion", 3, new double[] {1.1, -0.7, 2}, 13, out);
        double[] expected = {13 * Math.pow(1.1, 12), 13 * Math.pow(0.7, 12), 13 * 4096};
        assertThat(out).containsExactly(expected, within(1e-9));
    }
}
