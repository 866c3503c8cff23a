package dev.adagent.cuda;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;

/** The kernels of {@link BlockGradientChecks} on a GPU. */
@GpuTest
class GpuBlockGradientTest extends BlockGradientChecks {
    @Override
    Kernel kernel(String name) {
        return TestKernels.kernel(BlockGradients.class, name);
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        RequiresGpu.device().launch(kernel, grid, args);
    }
}
