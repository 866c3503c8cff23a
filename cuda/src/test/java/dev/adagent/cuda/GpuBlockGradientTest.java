package dev.adagent.cuda;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.BeforeEach;

/** The kernels of {@link BlockGradientChecks} on a GPU. */
@GpuTest
class GpuBlockGradientTest extends BlockGradientChecks {
    private CudaDevice device;

    @BeforeEach
    void device(CudaDevice d) {
        device = d;
    }

    @Override
    Kernel kernel(String name) {
        return TestKernels.kernel(BlockGradients.class, name);
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }
}
