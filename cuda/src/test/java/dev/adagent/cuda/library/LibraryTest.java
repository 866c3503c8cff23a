package dev.adagent.cuda.library;

import dev.adagent.cuda.CudaTarget;
import dev.adagent.cuda.HostLlvmDevice;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import org.junit.jupiter.api.Nested;

/** The library's functions where no GPU is needed. */
class LibraryTest {
    /** As bytecode on the JVM. */
    @Nested
    class OnTheCpuDevice extends LibraryChecks {
        private final CpuDevice device = new CpuDevice(2);

        @Override
        String target() {
            return CpuTable.TARGET;
        }

        @Override
        void launch(Kernel kernel, int[] grid, Object... inputs) throws KernelFailure {
            kernel.launch(device, grid, inputs);
        }
    }

    /** What a GPU runs, lowered for the host's processor. */
    @Nested
    class LoweredForTheHost extends LibraryChecks {
        private final Device device = new HostLlvmDevice();

        @Override
        String target() {
            return CudaTarget.NAME;
        }

        @Override
        void launch(Kernel kernel, int[] grid, Object... inputs) throws KernelFailure {
            kernel.launch(device, grid, inputs);
        }
    }
}
