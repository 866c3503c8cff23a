package dev.adagent.cuda.library;

import dev.adagent.cuda.CudaDevice;
import dev.adagent.cuda.CudaTarget;
import dev.adagent.cuda.GpuTest;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.BeforeEach;

/** The library's functions on a GPU. */
@GpuTest
class GpuLibraryTest extends LibraryChecks {
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
    void launch(Kernel kernel, int[] grid, Object... inputs) throws KernelFailure {
        device.launch(kernel, grid, inputs);
    }
}
