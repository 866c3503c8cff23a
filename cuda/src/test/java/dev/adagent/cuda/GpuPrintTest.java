package dev.adagent.cuda;

import dev.adagent.transform.device.Device;

/** {@link PrintChecks} on a GPU. */
@GpuTest
class GpuPrintTest extends PrintChecks {
    @Override
    Device device() {
        return RequiresGpu.device();
    }
}
