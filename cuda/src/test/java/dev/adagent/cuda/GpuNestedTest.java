package dev.adagent.cuda;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;

/** The kernels of {@link NestedChecks} on a GPU. */
@GpuTest
class GpuNestedTest extends NestedChecks {
    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        RequiresGpu.device().launch(kernel, grid, args);
    }
}
