package dev.adagent.cuda;

import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Device;

/** {@link SumChecks} on the CPU device that looks for races: sums are read only when those who add have met. */
class CheckedSumTest extends SumChecks {
    private final Device device = new CpuDevice(1, true);

    @Override
    Device device() {
        return device;
    }

    @Override
    int inputs() {
        return 128;
    }

    @Override
    int launches() {
        return 1;
    }
}
