package dev.adagent.cuda;

import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Device;

/** {@link PrintChecks} on the CPU device, whose workers print at once. */
class CpuPrintTest extends PrintChecks {
    private final Device device = new CpuDevice(4, false);

    @Override
    Device device() {
        return device;
    }
}
