package dev.adagent.codegen;

import dev.adagent.overlay.Target;
import dev.adagent.transform.ir.Module;
import java.util.Set;

/** From a module of the IR, resolved and expanded, to code for any target that LLVM knows and a back end describes. No device is needed. */
public final class TargetCompiler {
    private TargetCompiler() {}

    /**
     * A kernel for a target.
     *
     * @param lowered the kernel's name, parameters and places that raise exceptions, and LLVM assembly before optimisation
     * @param llvm LLVM assembly after optimisation
     * @param assembly the target's assembly, as LLVM prints it
     * @param object the object file: ELF, or for SPIR-V the module itself; null where LLVM writes assembly only, as for PTX
     * @param disassembly the object's instructions as LLVM's disassembler reads them; null if LLVM has none for the target
     */
    public record Compiled(
            LlvmLowering.Lowered lowered, String llvm, String assembly, byte[] object, String disassembly) {}

    /**
     * Compiles a module, whose first function is the kernel.
     *
     * @param cpu LLVM's name of the processor, or null for the target's own choice
     * @throws dev.adagent.transform.device.DeviceRefusal if the module contains what no device can run
     * @throws IllegalStateException if LLVM lacks the target or refuses what was made of it; the message is LLVM's. Also for a second module
     *     for SPIR-V in one process: see {@link SpirvFiles}
     */
    public static Compiled compile(Module module, Target target, String cpu, LlvmLowering.Options options) {
        LlvmTargets.initialiseAll();
        String processor = cpu == null ? target.cpu() : cpu;
        LlvmModule.Machine where = new LlvmModule.Machine(target.triple(), processor, target.features());
        LlvmTarget machine = LlvmTarget.of(target);
        if (machine.isNvidia()) {
            machine = machine.withLibrary(Libdevice.configured());
        }
        if (machine.dataLayout().isEmpty()) {
            machine = machine.withDataLayout(where.dataLayout());
        }
        LlvmLowering.Lowered lowered = LlvmLowering.lower(module, machine, options);
        try (LlvmModule m =
                LlvmModule.parse(lowered.text(), where, LlvmModule.Linked.of(machine, lowered.entry(), Set.of()))) {
            m.optimise();
            String llvm = m.text();
            boolean spirv = SpirvFiles.concerns(target.triple());
            if (spirv) {
                SpirvFiles.first();
            }
            byte[] object = m.object();
            String assembly = spirv ? SpirvFiles.checked(m::assembly) : m.assembly();
            return new Compiled(
                    lowered,
                    llvm,
                    assembly,
                    object,
                    object == null ? null : Disassembler.text(object, target.triple(), processor, target.features()));
        }
    }
}
