package dev.adagent.cuda;

import dev.adagent.codegen.HostJit;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;

/** The kernels of {@link LeavingChecks}, lowered for the host's processor and run there. */
class HostLeavingTest extends LeavingChecks {
    @Override
    Kernel kernel(String name) {
        return TestKernels.kernel(LeavingKernels.class, name);
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        HostJit.run(kernel.module(), grid, args, 20_000);
    }
}
