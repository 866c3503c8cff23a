package dev.adagent.cuda;

import static dev.adagent.cuda.CudaException.check;

import dev.adagent.codegen.DeviceCode;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** A compiled kernel in a context. */
final class LoadedKernel {
    private final DeviceCode kernel;
    private final CUmodule module = new CUmodule();
    private final CUfunction function = new CUfunction();
    private final int maxBlock;

    LoadedKernel(DeviceCode kernel) {
        this.kernel = kernel;
        if (kernel.isPtx()) {
            check(
                    JCudaDriver.cuModuleLoadDataEx(
                            module, Pointer.to(kernel.image()), 0, new int[0], Pointer.to(new int[0])),
                    "translating " + kernel.entry());
        } else {
            check(JCudaDriver.cuModuleLoadData(module, kernel.image()), "loading " + kernel.entry());
        }
        check(JCudaDriver.cuModuleGetFunction(function, module, kernel.entry()), "finding " + kernel.entry());
        int[] value = new int[1];
        check(
                JCudaDriver.cuFuncGetAttribute(
                        value, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, function),
                "asking how many threads a block of " + kernel.entry() + " may have");
        maxBlock = value[0];
    }

    DeviceCode kernel() {
        return kernel;
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
