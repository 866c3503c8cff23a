package dev.adagent.cuda;

import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;

/** The kernels of {@link BlockGradientChecks} on the CPU device that looks for races: there are none. */
class CheckedBlockGradientTest extends BlockGradientChecks {
    private static final TableView VIEW = OverlayRegistry.discover(CheckedBlockGradientTest.class.getClassLoader())
            .view(CpuTable.TARGET);

    private final CpuDevice device = new CpuDevice(1, true);

    @Override
    Kernel kernel(String name) {
        return TestKernels.compile(BlockGradients.class, name, VIEW);
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }
}
