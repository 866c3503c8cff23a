package dev.adagent.cuda;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;

/** The kernels of {@link ShadowChecks} on a GPU. */
@GpuTest
class GpuShadowTest extends ShadowChecks {
    @Override
    String target() {
        return CudaTarget.NAME;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        RequiresGpu.device().launch(kernel, grid, args);
    }
}
