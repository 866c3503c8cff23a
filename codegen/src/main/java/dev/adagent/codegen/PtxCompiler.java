package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Module;
import java.util.List;
import java.util.stream.Collectors;

/** From a module of the IR, resolved and expanded, to a kernel for NVIDIA GPUs. */
public final class PtxCompiler {
    /** The virtual architecture compiled for where no device says which. */
    public static final String DEFAULT_ARCHITECTURE = "sm_80";

    static final String FEATURES = "+ptx80";

    private PtxCompiler() {}

    /** The architecture that the property {@code adagent.sm} names, for example {@code sm_90}, else {@link #DEFAULT_ARCHITECTURE}. */
    public static String architecture() {
        return System.getProperty("adagent.sm", DEFAULT_ARCHITECTURE);
    }

    /** Loads LLVM now, so that the first compilation need not. */
    public static void prepare() {
        LlvmTargets.initialise();
    }

    /**
     * Compiles a module, whose first function is the kernel.
     *
     * @param architecture from {@code sm_75} to {@code sm_90}
     * @throws DeviceRefusal if the module contains what no device can run
     * @throws IllegalStateException if LLVM or the assembler refuse what was made: a mistake of this compiler
     */
    public static PtxKernel compile(Module module, String architecture, LlvmLowering.Options options) {
        return compile(module, LlvmTarget.NVPTX, architecture, options);
    }

    /**
     * Compiles a module for a target that describes itself, whose triple is one of NVIDIA's.
     *
     * @see #compile(Module, String, LlvmLowering.Options)
     */
    public static PtxKernel compile(
            Module module, LlvmTarget target, String architecture, LlvmLowering.Options options) {
        return compile(module, target, architecture, options, true);
    }

    /**
     * As {@link #compile(Module, LlvmTarget, String, LlvmLowering.Options)}, without LLVM assembly, which takes time to print and nobody reads
     * of a kernel that is only launched.
     */
    public static PtxKernel compileForLaunch(
            Module module, LlvmTarget target, String architecture, LlvmLowering.Options options) {
        return compile(module, target, architecture, options, false);
    }

    private static PtxKernel compile(
            Module module, LlvmTarget target, String architecture, LlvmLowering.Options options, boolean texts) {
        LlvmLowering.Lowered lowered = LlvmLowering.lower(module, target, options);
        String after;
        String ptx;
        // a target's support code may have a part in these functions
        List<SeparateFunction> separate = target.support().isEmpty() ? lowered.separate() : List.of();
        try (LlvmModule m = LlvmModule.parse(
                SeparateFunction.declared(separate, lowered.text(), target, architecture),
                new LlvmModule.Machine(target.triple(), architecture, FEATURES),
                LlvmModule.Linked.of(
                        target,
                        lowered.entry(),
                        separate.stream().map(SeparateFunction::name).collect(Collectors.toSet())))) {
            if (options.fast()) {
                m.flushSubnormals();
            }
            m.optimise();
            after = texts ? m.text() : "";
            String defined = SeparateFunction.defined(separate, m.assembly(), target, architecture);
            // LLVM numbers calls through the life of the process, in comments
            ptx = AssemblerFaults.avoid(defined.replaceAll("// callseq [0-9, ]+", "// call"));
        }
        NoMarkerCheck.checkCalls(ptx);
        PtxAssembler.Assembled done = PtxAssembler.isAvailable()
                ? PtxAssembler.assemble(ptx, architecture)
                : new PtxAssembler.Assembled(new byte[0], PtxKernel.Report.unknown(architecture));
        return new PtxKernel(
                lowered.entry(),
                lowered.parameters(),
                lowered.sites(),
                lowered.tapes(),
                texts ? lowered.text() : "",
                after,
                ptx,
                done.cubin(),
                done.report(),
                lowered.depthIsParameter() ? StackNeed.of(ptx, done.report().log()) : null);
    }
}
