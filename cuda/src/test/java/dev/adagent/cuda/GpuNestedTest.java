package dev.adagent.cuda;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.BeforeEach;

/** The kernels of {@link NestedChecks} on a GPU. */
@GpuTest
class GpuNestedTest extends NestedChecks {
    private CudaDevice device;

    @BeforeEach
    void device(CudaDevice d) {
        device = d;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }
}
