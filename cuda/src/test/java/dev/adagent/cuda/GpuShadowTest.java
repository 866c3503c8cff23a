package dev.adagent.cuda;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.BeforeEach;

/** The kernels of {@link ShadowChecks} on a GPU. */
@GpuTest
class GpuShadowTest extends ShadowChecks {
    private CudaDevice device;

    @BeforeEach
    void device(CudaDevice d) {
        device = d;
    }

    @Override
    String target() {
        return CudaTarget.NAME;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }
}
