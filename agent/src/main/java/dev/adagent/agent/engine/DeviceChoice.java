package dev.adagent.agent.engine;

import dev.adagent.codegen.CodeStore;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.cuda.CodeOnlyDevice;
import dev.adagent.cuda.CudaDevice;
import dev.adagent.cuda.CudaUnavailableException;
import dev.adagent.cuda.HostLlvmDevice;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Device;

/**
 * The device that launches run on, and why.
 *
 * @param device the device
 * @param line for people: the device, and why it was chosen
 * @param target name of the target whose tables kernels are compiled with
 */
record DeviceChoice(Device device, String line, String target) {

    /** What {@code Gpu.explain} compiles for: the GPU that was chosen, else what the property {@code adagent.sm} says. */
    String architecture() {
        return device instanceof CudaDevice gpu ? gpu.architecture() : PtxCompiler.architecture();
    }

    private DeviceChoice(Device device, String line) {
        this(device, line, device.target());
    }

    /** The device that was asked for is not there. */
    static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Chooses.
     *
     * @param wish {@code cpu}, {@code cuda}, {@code llvm-host} and {@code cuda-code} for tests, or {@code auto} or null: a GPU if there is one, else the CPU
     * @param check {@code races} for the CPU device that looks for them, else {@code none} or null
     * @param target the target whose tables hold, or null for the device's own; the CPU device stands in for others
     * @param store where GPU code is kept from run to run; null for nowhere
     * @throws Unavailable if {@code cuda} is asked for and cannot be had, or another device than the CPU for a target that is not its own
     */
    static DeviceChoice of(String wish, String check, String target, CodeStore store) throws Unavailable {
        if (target == null || target.equals(wish)) {
            return own(wish, check, store);
        }
        if (wish != null && !wish.equals("auto") && !wish.equals("cpu")) {
            throw new Unavailable(
                    "adagent.target=" + target + " runs on the CPU device: leave out adagent.device=" + wish, null);
        }
        Device cpu = "races".equals(check) ? new CpuDevice(1, true) : new CpuDevice();
        return new DeviceChoice(
                cpu, cpu.describe() + ", in place of the target that adagent.target=" + target + " names", target);
    }

    private static DeviceChoice own(String wish, String check, CodeStore store) throws Unavailable {
        if ("races".equals(check)) {
            Device cpu = new CpuDevice(1, true);
            return new DeviceChoice(cpu, cpu.describe() + ": asked for by adagent.check=races");
        }
        if ("cpu".equals(wish)) {
            Device cpu = new CpuDevice();
            return new DeviceChoice(cpu, cpu.describe() + ": asked for by adagent.device=cpu");
        }
        if (HostLlvmDevice.NAME.equals(wish)) {
            Device llvm = new HostLlvmDevice();
            return new DeviceChoice(llvm, llvm.describe() + ": asked for by adagent.device=" + wish);
        }
        if (CodeOnlyDevice.NAME.equals(wish)) {
            Device code = new CodeOnlyDevice(store);
            return new DeviceChoice(code, code.describe() + ": asked for by adagent.device=" + wish);
        }
        try {
            Device gpu = CudaDevice.open(store);
            return new DeviceChoice(
                    gpu,
                    gpu.describe() + ": "
                            + ("cuda".equals(wish) ? "asked for by adagent.device=cuda" : "a GPU is there"));
        } catch (CudaUnavailableException e) {
            if ("cuda".equals(wish)) {
                throw new Unavailable(
                        "adagent.device=cuda, but there is no GPU to use: " + e.getMessage()
                                + "; start without that option to run on the CPU",
                        e);
            }
            Device cpu = new CpuDevice();
            return new DeviceChoice(cpu, cpu.describe() + ": no GPU, " + e.getMessage());
        }
    }
}
