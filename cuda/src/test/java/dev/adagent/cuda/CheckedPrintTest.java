package dev.adagent.cuda;

import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Device;

/** {@link PrintChecks} in the interpreter that looks for races: what threads record is their own. */
class CheckedPrintTest extends PrintChecks {
    private final Device device = new CpuDevice(1, true);

    @Override
    Device device() {
        return device;
    }
}
