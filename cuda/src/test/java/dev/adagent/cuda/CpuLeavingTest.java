package dev.adagent.cuda;

import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;

/** The kernels of {@link LeavingChecks} on the CPU device. */
class CpuLeavingTest extends LeavingChecks {
    private static final TableView VIEW =
            OverlayRegistry.discover(CpuLeavingTest.class.getClassLoader()).view(CpuTable.TARGET);

    private final CpuDevice device = new CpuDevice(2);

    @Override
    Kernel kernel(String name) {
        return TestKernels.compile(LeavingKernels.class, name, VIEW);
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }
}
