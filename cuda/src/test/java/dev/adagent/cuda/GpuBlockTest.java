package dev.adagent.cuda;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.BeforeEach;

/** The kernels of {@link BlockChecks} on a GPU. */
@GpuTest
class GpuBlockTest extends BlockChecks {
    private CudaDevice device;

    @BeforeEach
    void device(CudaDevice d) {
        device = d;
    }

    @Override
    Kernel kernel(String name) {
        return TestKernels.kernel(BlockKernels.class, name);
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }
}
