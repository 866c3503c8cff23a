package dev.adagent.cuda;

import static dev.adagent.cuda.CudaException.check;

import dev.adagent.codegen.CodeStore;
import dev.adagent.codegen.DeviceExceptions;
import dev.adagent.codegen.ExceptionRecord;
import dev.adagent.codegen.StackNeed;
import dev.adagent.transform.device.Aliases;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.device.Recent;
import dev.adagent.transform.ir.Loc;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;

/**
 * An NVIDIA GPU. Kernels are compiled at their first launch, for the GPU that is there, and kept by their content. A launch copies
 * its arrays to the device, runs, and copies back those that the kernel may have written to, also if a thread threw.
 */
public final class CudaDevice implements Device {
    private final CudaContext context;
    private final DeviceMemory memory = new DeviceMemory();
    private final ThreadStacks stacks;
    private final KernelCode code;
    private final Recent<KernelCode.Variant, LoadedKernel> kernels;
    private final int maxBlock;

    private CudaDevice(CudaContext context, CodeStore store, int kept) {
        this.context = context;
        kernels = new Recent<>(kept, LoadedKernel::unload); // none runs: launches wait for their end
        stacks = new ThreadStacks(context);
        code = new KernelCode(context.computeCapability(), store);
        maxBlock = context.attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK);
    }

    /**
     * The first GPU that the driver shows.
     *
     * @throws CudaUnavailableException if there is none that works; its message says why
     */
    public static CudaDevice open() throws CudaUnavailableException {
        return open(null);
    }

    /**
     * The first GPU that the driver shows.
     *
     * @param store where code is kept from run to run; null for nowhere
     * @throws CudaUnavailableException if there is none that works; its message says why
     */
    public static CudaDevice open(CodeStore store) throws CudaUnavailableException {
        return open(store, KernelCode.KEPT);
    }

    /** @param kept how many kernels stay loaded: those launched last */
    static CudaDevice open(CodeStore store, int kept) throws CudaUnavailableException {
        return new CudaDevice(CudaContext.open(), store, kept);
    }

    /** The classes that a launch needs once the driver has started. */
    private static final String[] OF_A_LAUNCH = {
        "dev.adagent.cuda.LaunchArguments",
        "dev.adagent.cuda.LoadedKernel",
        "dev.adagent.cuda.ArrayTransfer",
        "dev.adagent.cuda.DeviceMemory",
        "dev.adagent.cuda.ThreadStacks",
        "dev.adagent.cuda.TapeSize",
        "dev.adagent.cuda.KernelCode$Variant",
        "dev.adagent.codegen.CodeStore",
        "dev.adagent.codegen.DeviceCode",
        "dev.adagent.codegen.DeviceCodeFormat",
        "dev.adagent.codegen.ExceptionRecord$Site",
        "dev.adagent.codegen.PtxKernel$Report",
        "dev.adagent.codegen.StackNeed",
        "dev.adagent.transform.device.Recent",
        "dev.adagent.transform.device.Widened",
        "dev.adagent.transform.ir.Construction",
        "dev.adagent.transform.ir.Loc",
        "jcuda.Pointer",
        "jcuda.driver.CUdeviceptr",
        "jcuda.driver.CUfunction",
        "jcuda.driver.CUfunction_attribute",
        "jcuda.driver.CUmodule",
    };

    /**
     * Loads the classes of a launch: for a thread that waits for {@link #open}.
     *
     * @throws LinkageError if one of them is not there or cannot be
     */
    public static void prepareLaunches() {
        ClassLoader loader = CudaDevice.class.getClassLoader();
        try {
            for (String name : OF_A_LAUNCH) {
                Class.forName(name, true, loader);
            }
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        }
    }

    @Override
    public String name() {
        return CudaTarget.NAME;
    }

    @Override
    public String describe() {
        return context.describe();
    }

    /** The architecture that kernels are compiled for, for example {@code sm_90}. */
    public String architecture() {
        return code.architecture();
    }

    @Override
    public boolean keepsCode() {
        return code.isKept();
    }

    @Override
    public boolean bindsTargetIntrinsics() {
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws CudaException if the driver fails, for example because memory is used up
     */
    @Override
    public synchronized void launch(Kernel kernel, int[] grid, Object[] args) throws KernelFailure {
        context.bind();
        LoadedKernel loaded = load(kernel, grid, Aliases.of(args).allDistinct());
        StackNeed need = loaded.kernel().stack();
        int depth = need == null ? 0 : stacks.require(kernel, need);
        try (LaunchArguments arguments = new LaunchArguments(memory, loaded, args, depth)) {
            long slots = TapeSize.first(loaded.kernel(), grid);
            ExceptionRecord.Raised raised = run(loaded, grid, arguments, slots);
            while (raised != null && TapeSize.overflowed(raised)) {
                slots = TapeSize.next(slots, grid, context.freeBytes());
                if (slots == 0) {
                    break;
                }
                arguments.restore();
                raised = run(loaded, grid, arguments, slots);
            }
            if (raised == null || !TapeSize.overflowed(raised)) {
                arguments.copyBack(); // else the arrays stay as they were: the launch has not happened
            }
            if (raised != null) {
                throw DeviceExceptions.failure(raised, exceptionLoader());
            }
        }
    }

    /**
     * Refuses grids in which a thread's index would not be an {@code int}: compiled code relies on it.
     *
     * @param grid numbers of blocks, then of threads of a block, by axis
     */
    static void requireIndexable(Kernel kernel, int[] grid) {
        for (int axis = 0; axis < 3; axis++) {
            long threads = (long) grid[axis] * grid[axis + 3];
            if (threads > Integer.MAX_VALUE) {
                throw new DeviceRefusal(
                        Loc.NONE,
                        threads + " threads along the " + "xyz".charAt(axis) + " axis for " + kernel.method()
                                + ": their index is no int",
                        "let each thread do several elements, or launch several times");
            }
        }
    }

    private LoadedKernel load(Kernel kernel, int[] grid, boolean distinct) {
        requireIndexable(kernel, grid);
        int threads = Math.multiplyExact(Math.multiplyExact(grid[3], grid[4]), grid[5]);
        if (threads > maxBlock) {
            throw new DeviceRefusal(
                    Loc.NONE,
                    "a block of " + threads + " threads for " + kernel.method() + ": this device takes " + maxBlock,
                    "launch more blocks of fewer threads");
        }
        LoadedKernel loaded = load(kernel, new KernelCode.Variant(kernel.contentId(), distinct, 0));
        return threads <= loaded.maxBlock()
                ? loaded
                : load(
                        kernel,
                        new KernelCode.Variant(kernel.contentId(), distinct, threads)); // with fewer registers a thread
    }

    private LoadedKernel load(Kernel kernel, KernelCode.Variant variant) {
        return kernels.get(variant, v -> new LoadedKernel(code.of(kernel, v)));
    }

    /** Runs the grid to its end; what a thread raised, or null. */
    private ExceptionRecord.Raised run(LoadedKernel loaded, int[] grid, LaunchArguments arguments, long slots) {
        check(
                JCudaDriver.cuLaunchKernel(
                        loaded.function(),
                        grid[0],
                        grid[1],
                        grid[2],
                        grid[3],
                        grid[4],
                        grid[5],
                        0,
                        null,
                        arguments.pointers(grid, slots),
                        null),
                "launching " + loaded.kernel().entry() + " on a grid of " + grid[0] + "×" + grid[1] + "×" + grid[2]);
        check(JCudaDriver.cuCtxSynchronize(), "running " + loaded.kernel().entry());
        return ExceptionRecord.decode(arguments.record(), loaded.kernel().sites())
                .orElse(null);
    }

    private static ClassLoader exceptionLoader() {
        ClassLoader app = Thread.currentThread().getContextClassLoader();
        return app != null ? app : ClassLoader.getSystemClassLoader();
    }
}
