package dev.adagent.cuda;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.StackNeed;
import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Loc;

/**
 * The stacks of a GPU's threads, for kernels whose methods call themselves. A driver reserves the same for every thread that the GPU can hold
 * at once, and keeps it; so a kernel that declares no depth gets what fits a small share of the memory, of which it depends on the kind of
 * GPU alone, and one that declares a depth gets that, or is refused.
 */
final class ThreadStacks {
    /** Memory of its own that a thread can have: "Amount of local memory per thread" of the CUDA C++ Programming Guide. */
    static final long MOST_BYTES = 512L << 10;

    /** The part of a GPU's memory that stacks may take where nothing is declared: one of so many. */
    static final long SHARE = 16;

    /** What is asked of a driver. */
    interface Driver {
        /** The GPU's memory, in bytes. */
        long totalBytes();

        /** Threads that the GPU can hold at once. */
        long residentThreads();

        /** The stack that each thread has now, in bytes. */
        long stack();

        /** Gives each thread that much stack, if the memory that nobody uses allows it. */
        boolean setStack(long bytes);
    }

    /**
     * One device after the other raises the stacks: all devices of a process, and other libraries in it, share a GPU's primary context and
     * so its limit, which the driver alone knows.
     */
    private static final Object RAISING = new Object();

    private final Driver driver;

    ThreadStacks(Driver driver) {
        this.driver = driver;
    }

    /**
     * Sees to it that threads have the stack that a kernel needs.
     *
     * @return how many calls of methods that call themselves a thread may have open at once
     * @throws DeviceRefusal if the GPU cannot give the stack for the depth that the kernel declares, or for one call
     */
    int require(Kernel kernel, StackNeed need) {
        int declared = kernel.options().recursion();
        if (declared > 0) {
            if (!give(need.bytes(declared))) {
                throw refused(kernel, need, declared);
            }
            return declared;
        }
        long heap = need.functions().get(0).bytes() > LlvmLowering.HEAP ? LlvmLowering.HEAP : 0;
        int depth = need.deepest(share(SHARE) + heap, LlvmLowering.DEEPEST);
        while (depth > 0 && !give(need.bytes(depth))) {
            depth /= 2; // others hold the memory
        }
        if (depth <= 0) {
            // large frames on a small GPU: one call at least
            depth = Math.min(1, LlvmLowering.DEEPEST);
            if (!give(need.bytes(depth))) {
                throw refused(kernel, need, depth);
            }
        }
        return depth;
    }

    /** What each thread gets if stacks take one of {@code parts} parts of the memory. */
    private long share(long parts) {
        return Math.min(MOST_BYTES, driver.totalBytes() / parts / driver.residentThreads());
    }

    private boolean give(long wanted) {
        synchronized (RAISING) {
            return wanted <= driver.stack() || (wanted <= MOST_BYTES && driver.setStack(wanted));
        }
    }

    private DeviceRefusal refused(Kernel kernel, StackNeed need, int depth) {
        int fitting = need.deepest(share(1), Integer.MAX_VALUE);
        return new DeviceRefusal(
                Loc.NONE,
                "methods of " + kernel.method() + " that call themselves " + depth
                        + " deep: a stack of "
                        + need.bytes(depth) + " bytes for each of "
                        + driver.residentThreads() + " threads, more than this GPU gives",
                fitting < 1
                        ? "write a loop instead"
                        : "declare fewer, @GpuKernel(recursion = N) with N at most " + Math.min(fitting, depth)
                                + " on this GPU, or write a loop instead");
    }
}
