package dev.adagent.cuda;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;

/** The kernels of {@link BlockChecks} on a GPU. */
@GpuTest
class GpuBlockTest extends BlockChecks {
    @Override
    Kernel kernel(String name) {
        return TestKernels.kernel(BlockKernels.class, name);
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        RequiresGpu.device().launch(kernel, grid, args);
    }
}
