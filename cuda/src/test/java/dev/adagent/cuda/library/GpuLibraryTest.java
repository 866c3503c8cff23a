package dev.adagent.cuda.library;

import dev.adagent.cuda.CudaTarget;
import dev.adagent.cuda.GpuTest;
import dev.adagent.cuda.RequiresGpu;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;

/** The library's functions on a GPU. */
@GpuTest
class GpuLibraryTest extends LibraryChecks {
    @Override
    String target() {
        return CudaTarget.NAME;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... inputs) throws KernelFailure {
        kernel.launch(RequiresGpu.device(), grid, inputs);
    }
}
