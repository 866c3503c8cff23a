package dev.adagent.cuda;

import static dev.adagent.cuda.CudaException.check;

import dev.adagent.codegen.PtxKernel;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** A compiled kernel in a context. */
final class LoadedKernel {
    /** The last architecture that the assembler knows; later GPUs get PTX, which their driver translates. */
    static final int NEWEST_CUBIN = 90;

    private final PtxKernel kernel;
    private final BitSet written;
    private final CUmodule module = new CUmodule();
    private final CUfunction function = new CUfunction();
    private final int maxBlock;

    LoadedKernel(PtxKernel kernel, BitSet written, int computeCapability) {
        this.kernel = kernel;
        this.written = written;
        if (computeCapability <= NEWEST_CUBIN) {
            check(JCudaDriver.cuModuleLoadData(module, kernel.cubin()), "loading " + kernel.entry());
        } else {
            byte[] text = (kernel.ptx() + '\0').getBytes(StandardCharsets.UTF_8);
            check(
                    JCudaDriver.cuModuleLoadDataEx(module, Pointer.to(text), 0, new int[0], Pointer.to(new int[0])),
                    "translating " + kernel.entry());
        }
        check(JCudaDriver.cuModuleGetFunction(function, module, kernel.entry()), "finding " + kernel.entry());
        int[] value = new int[1];
        check(
                JCudaDriver.cuFuncGetAttribute(
                        value, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, function),
                "asking how many threads a block of " + kernel.entry() + " may have");
        maxBlock = value[0];
    }

    PtxKernel kernel() {
        return kernel;
    }

    /** Indices of the array parameters that the kernel may write to. */
    BitSet written() {
        return written;
    }

    CUfunction function() {
        return function;
    }

    /** Largest block that its registers allow. */
    int maxBlock() {
        return maxBlock;
    }

    void unload() {
        JCudaDriver.cuModuleUnload(module);
    }
}
