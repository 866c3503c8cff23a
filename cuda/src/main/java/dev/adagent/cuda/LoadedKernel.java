package dev.adagent.cuda;

import static dev.adagent.cuda.CudaException.check;

import dev.adagent.codegen.DeviceCode;
import dev.adagent.codegen.LlvmLowering;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** A compiled kernel in a context. */
final class LoadedKernel {
    private static final Pattern STACK = Pattern.compile("(\\d+) bytes stack frame");

    /** What a call takes of the stack besides the callee's frame, at most. */
    private static final int CALL_BYTES = 64;

    /** A method's stack frame where no assembler says how large it is. */
    private static final long FRAME_BYTES = 1024;

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

    /** Bytes of stack that a thread needs where the driver cannot tell, because methods call themselves; 0 where it can. */
    long stackBytes() {
        boolean recursion = kernel.sites().stream().anyMatch(s -> s.className().equals("java/lang/StackOverflowError"));
        if (!recursion) {
            return 0;
        }
        long frames = 0;
        Matcher m = STACK.matcher(kernel.report().log());
        while (m.find()) {
            frames += Long.parseLong(m.group(1)) + CALL_BYTES;
        }
        if (frames == 0) {
            frames = FRAME_BYTES;
        }
        // one round through all methods, at most, for each level
        return frames * (LlvmLowering.DEEPEST + 1L);
    }

    void unload() {
        JCudaDriver.cuModuleUnload(module);
    }
}
