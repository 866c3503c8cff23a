package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.opt.Inlining;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels of {@link BlockGradientChecks} on the CPU device. */
class CpuBlockGradientTest extends BlockGradientChecks {
    private static final TableView VIEW = OverlayRegistry.discover(CpuBlockGradientTest.class.getClassLoader())
            .view(CpuTable.TARGET);

    private final CpuDevice device = new CpuDevice(2);

    @Override
    Kernel kernel(String name) {
        return TestKernels.compile(BlockGradients.class, name, VIEW);
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }

    @ParameterizedTest
    @CsvSource({
        "smallestForward, in forward mode",
        "runningMaximumReverse, read and then compared again",
        "resetMaximumReverse, written again",
        "exchangeReverse, an atomic EXCH on active memory"
    })
    void atomicsWithoutADerivativeAreRefused(String name, String message) {
        assertThatThrownBy(() -> TestKernels.compile(RefusedBlockGradients.class, name, VIEW))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining(message);
    }

    /** Methods that wait are inlined at every setting, so that their barriers are the kernel's own. */
    @ParameterizedTest
    @EnumSource
    void barriersInMethodsAtEverySettingOfInlining(Inlining setting) throws KernelFailure {
        Kernel k =
                TestKernels.compile(BlockGradients.class, "methodsReverse", VIEW, Kernel.Options.DEFAULT.with(setting));
        double[] x = {1, 2, 3, 4};
        double[] dx = new double[4];
        double[] out = new double[1];
        launch(k, LaunchChecks.grid(1, 4), x, dx, out, new double[] {1});
        assertThat(out[0]).isEqualTo(3 * 4 * 10);
        assertThat(dx).containsOnly(12);
    }
}
