package dev.adagent.cuda;

import dev.adagent.transform.device.Device;

/** {@link SumChecks} on a GPU: each launch twenty times, in grids of two shapes. */
@GpuTest
class GpuSumTest extends SumChecks {
    @Override
    Device device() {
        return RequiresGpu.device();
    }
}
