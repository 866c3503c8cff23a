package dev.adagent.cuda;

import dev.adagent.codegen.Libdevice;
import dev.adagent.codegen.LlvmTarget;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.overlay.MathOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Target;
import java.util.Map;

/** NVIDIA GPUs as a target: LLVM's {@code nvptx64-nvidia-cuda} and the table {@code CUDA}. */
public final class CudaTarget implements Target {
    public static final String NAME = "cuda";

    /** {@code llvm::CallingConv::PTX_Kernel}. */
    private static final int PTX_KERNEL = 71;

    private static final Map<String, String> SYMBOLS = Map.ofEntries(
            Map.entry("tid.x", "llvm.nvvm.read.ptx.sreg.tid.x"),
            Map.entry("tid.y", "llvm.nvvm.read.ptx.sreg.tid.y"),
            Map.entry("tid.z", "llvm.nvvm.read.ptx.sreg.tid.z"),
            Map.entry("ctaid.x", "llvm.nvvm.read.ptx.sreg.ctaid.x"),
            Map.entry("ctaid.y", "llvm.nvvm.read.ptx.sreg.ctaid.y"),
            Map.entry("ctaid.z", "llvm.nvvm.read.ptx.sreg.ctaid.z"),
            Map.entry("ntid.x", "llvm.nvvm.read.ptx.sreg.ntid.x"),
            Map.entry("ntid.y", "llvm.nvvm.read.ptx.sreg.ntid.y"),
            Map.entry("ntid.z", "llvm.nvvm.read.ptx.sreg.ntid.z"),
            Map.entry("nctaid.x", "llvm.nvvm.read.ptx.sreg.nctaid.x"),
            Map.entry("nctaid.y", "llvm.nvvm.read.ptx.sreg.nctaid.y"),
            Map.entry("nctaid.z", "llvm.nvvm.read.ptx.sreg.nctaid.z"),
            Map.entry("barrier", "llvm.nvvm.barrier0"));

    /** What the lowering makes of this target. */
    public static LlvmTarget lowering() {
        return Lowering.TARGET;
    }

    private static final class Lowering {
        static final LlvmTarget TARGET = lowering(Libdevice.configured());
    }

    /** What the lowering makes of this target where kernels may use a library; null for none. */
    static LlvmTarget lowering(Libdevice library) {
        return LlvmTarget.of(new CudaTarget()).withLibrary(library);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String triple() {
        return LlvmTarget.NVPTX.triple();
    }

    @Override
    public String dataLayout() {
        return LlvmTarget.NVPTX.dataLayout();
    }

    @Override
    public AddressSpaces addressSpaces() {
        return new AddressSpaces(0, 1, 3, 4, 5);
    }

    @Override
    public int kernelConvention() {
        return PTX_KERNEL;
    }

    @Override
    public String cpu() {
        return PtxCompiler.architecture();
    }

    @Override
    public String features() {
        return "+ptx80";
    }

    @Override
    public String deviceScope() {
        return "device";
    }

    @Override
    public String symbol(String intrinsic) {
        String symbol = SYMBOLS.get(intrinsic);
        if (symbol != null) {
            return symbol;
        }
        String function = CudaTable.libraryFunction(intrinsic);
        return function != null ? function : CudaTable.approximation(intrinsic);
    }

    @Override
    public MethodKey math(String intrinsic) {
        return MathOverlays.body(intrinsic);
    }

    @Override
    public MethodTable table() {
        return CudaTable.get();
    }
}
