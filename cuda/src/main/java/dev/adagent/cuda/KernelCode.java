package dev.adagent.cuda;

import dev.adagent.codegen.CodeStore;
import dev.adagent.codegen.DeviceCode;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.transform.device.Kernel;

/**
 * Kernels' code for one kind of GPU: from the store, or compiled now and stored. No driver is needed; LLVM and the assembler are loaded only
 * where something is compiled.
 */
final class KernelCode {
    /** Kernels that a device keeps: a loaded module takes memory of the GPU and of the driver, some hundred kilobytes with its mappings. */
    static final int KEPT = 512;

    /** The last architecture that the assembler knows; later GPUs get PTX, which their driver translates. */
    private static final int NEWEST_CUBIN = 90;

    private final int computeCapability;
    private final CodeStore store;

    /**
     * What code depends on besides the kind of GPU.
     *
     * @param contentId the kernel's
     * @param distinctArrays whether no two arguments are the same array
     * @param maxBlock largest number of threads in a block, 0 if not known
     */
    record Variant(String contentId, boolean distinctArrays, int maxBlock) {
        /** By hand: what javac links for a record takes some milliseconds at its first use, which is in the first launch. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Variant v
                    && contentId.equals(v.contentId)
                    && distinctArrays == v.distinctArrays
                    && maxBlock == v.maxBlock;
        }

        @Override
        public int hashCode() {
            return contentId.hashCode() + maxBlock;
        }
    }

    /**
     * @param computeCapability 10 · major + minor
     * @param store null to keep nothing
     */
    KernelCode(int computeCapability, CodeStore store) {
        this.computeCapability = computeCapability;
        this.store = store;
    }

    /** Whether code is kept from run to run. */
    boolean isKept() {
        return store != null;
    }

    /** The architecture that kernels are compiled for, for example {@code sm_90}. */
    String architecture() {
        return "sm_" + Math.min(computeCapability, NEWEST_CUBIN);
    }

    /**
     * The code of a kernel.
     *
     * @throws Kernel.NotCompiledException if the kernel was recalled without its module, and the store has no code of it
     */
    DeviceCode of(Kernel kernel, Variant variant) {
        String key = key(variant);
        DeviceCode known = store == null ? null : store.get(key);
        if (known != null) {
            return known;
        }
        PtxKernel ptx = PtxCompiler.compileForLaunch(
                kernel.module(),
                CudaTarget.lowering(),
                architecture(),
                LlvmLowering.Options.of(kernel.options(), variant.distinctArrays(), variant.maxBlock()));
        DeviceCode code =
                DeviceCode.of(ptx, ArrayEffects.written(kernel.module().entry()), computeCapability > NEWEST_CUBIN);
        if (store != null) {
            store.put(key, code);
        }
        return code;
    }

    /** All that code depends on: the content id names what was compiled, by which compiler, with which options. */
    private String key(Variant v) {
        return String.join(
                "\n",
                "content " + v.contentId(),
                "architecture " + architecture() + (computeCapability > NEWEST_CUBIN ? " as PTX" : ""),
                "arrays " + (v.distinctArrays() ? "distinct" : "may alias"),
                "block " + v.maxBlock(),
                "heap " + LlvmLowering.HEAP,
                "sums of blocks " + LlvmLowering.BLOCK_SUMS);
    }
}
