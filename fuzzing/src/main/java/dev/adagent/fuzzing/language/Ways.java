package dev.adagent.fuzzing.language;

import dev.adagent.cuda.CudaDevice;
import dev.adagent.cuda.CudaUnavailableException;
import dev.adagent.cuda.HostLlvmDevice;
import dev.adagent.fuzzing.FuzzDevice;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.job.CpuTable;
import java.util.List;
import java.util.Set;

/** The ways of running that the command line names. */
final class Ways {
    /** More than any program takes; one that takes more has been compiled wrongly. */
    private static final long STEPS = 2_000_000;

    private static final Set<String> DEFAULTS = Set.of("andThen", "compose");

    private Ways() {}

    static Way open(FuzzDevice device) {
        return switch (device) {
            case INTERPRETER -> new Interpreted();
            case CPU -> new OnDevice(new CpuDevice(1), CpuTable.TARGET, true);
            case LLVM_HOST -> new Lowered(new HostLlvmDevice(), HostLlvmDevice.quick());
            case GPU -> gpu();
            case CUDA_CODE -> throw new IllegalArgumentException("cuda-code is for derivatives: programs run here");
            case HOST -> throw new IllegalArgumentException("host is for derivatives: programs run there in any case");
        };
    }

    private static Way gpu() {
        try {
            CudaDevice device = CudaDevice.open();
            return new OnDevice(device, device.target(), false);
        } catch (CudaUnavailableException e) {
            throw new IllegalStateException("--devices names gpu: " + e.getMessage(), e);
        }
    }

    /** Runs a module in the interpreter as a device would. */
    static void interpret(Module module, int[] grid, Object... arguments) throws KernelFailure {
        try {
            new Interpreter(module).maxSteps(STEPS).runGrid(module.entry().name(), grid, arguments);
        } catch (Interpreter.GridException e) {
            throw new KernelFailure(e.getCause(), e.block(), e.thread(), List.of());
        }
    }

    /** Whether lambdas are asked for more than their own method: before calls are linked that has no code. */
    static boolean callsDefaultMethods(Module module) {
        return module.functions().stream()
                .flatMap(f -> f.blocks().stream())
                .flatMap(b -> b.insns().stream())
                .anyMatch(i -> i.op() == Op.CALL
                        && i.attr() instanceof Callee c
                        && c.kind() == Callee.Kind.INTERFACE
                        && DEFAULTS.contains(c.original().name()));
    }

    private static final class Interpreted implements Way {
        @Override
        public String name() {
            return FuzzDevice.INTERPRETER.option();
        }

        @Override
        public String target() {
            return CpuTable.TARGET;
        }

        @Override
        public boolean launchesOften() {
            return true;
        }

        @Override
        public void launch(Kernel kernel, int[] grid, Object... arguments) throws KernelFailure {
            interpret(kernel.module(), grid, arguments);
        }

        @Override
        public String describe() {
            return "interpreter: of the IR, lifted and optimised";
        }
    }

    private record OnDevice(Device device, String target, boolean launchesOften) implements Way {
        @Override
        public String name() {
            return device.name();
        }

        @Override
        public void launch(Kernel kernel, int[] grid, Object... arguments) throws KernelFailure {
            device.launch(kernel, grid, arguments);
        }

        @Override
        public String describe() {
            return device.name() + ": " + device.describe();
        }
    }

    /** One program in so many gets all of LLVM's passes, which take most of the time; a GPU's programs all do. */
    private static final int FULL = 8;

    private record Lowered(HostLlvmDevice full, HostLlvmDevice quick) implements Way {
        @Override
        public String name() {
            return full.name();
        }

        @Override
        public String target() {
            return full.target();
        }

        @Override
        public boolean launchesOften() {
            return false;
        }

        @Override
        public void launch(Kernel kernel, int[] grid, Object... arguments) throws KernelFailure {
            boolean all = Program.seed(kernel.method().owner()) % FULL == 0;
            (all ? full : quick).launch(kernel, grid, arguments);
        }

        @Override
        public String describe() {
            return name() + ": " + full.describe() + ", all passes for one program in " + FULL + ", few for the others";
        }
    }
}
