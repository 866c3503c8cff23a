package dev.adagent.cuda;

import dev.adagent.codegen.HostJit;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.lang.reflect.Array;

/**
 * Runs what is compiled for a GPU on the host's processor: the tables of {@code CUDA}, the same lowering and the same passes, one thread
 * of the grid after the other. It is for tests, that the lowering is executed where there is no GPU; it compiles at every launch.
 */
public final class HostLlvmDevice implements Device {
    /** Name of the device, and value of the option {@code device} that asks for it. */
    public static final String NAME = "llvm-host";

    private static final int FIRST_SLOTS = 1 << 12;
    private static final int MOST_SLOTS = 1 << 20;
    private static final int GROWTH = 16;

    private final int mostSlots;
    private final boolean fully;

    public HostLlvmDevice() {
        this(MOST_SLOTS, true);
    }

    /** @param mostSlots above which tapes of one thread do not grow */
    HostLlvmDevice(int mostSlots) {
        this(mostSlots, true);
    }

    private HostLlvmDevice(int mostSlots, boolean fully) {
        this.mostSlots = mostSlots;
        this.fully = fully;
    }

    /** A device that compiles in less time, with few of LLVM's passes and quick selection of instructions. */
    public static HostLlvmDevice quick() {
        return new HostLlvmDevice(MOST_SLOTS, false);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String target() {
        return CudaTarget.NAME;
    }

    @Override
    public String describe() {
        return "LLVM for the host's processor, one thread after the other (for tests)";
    }

    @Override
    public synchronized void launch(Kernel kernel, int[] grid, Object[] args) throws KernelFailure {
        Object[] before = args.clone();
        for (int k = 0; k < args.length; k++) {
            before[k] = copy(args[k]);
        }
        int slots = FIRST_SLOTS;
        LlvmLowering.Options options =
                LlvmLowering.Options.DEFAULT.withRecursion(kernel.options().recursion());
        while (true) {
            try {
                HostJit.run(kernel.module(), grid, args, slots, options, fully);
                return;
            } catch (KernelFailure e) {
                if (!e.exception().getClass().getSimpleName().equals("TapeOverflowException")) {
                    throw e;
                }
                for (int k = 0; k < args.length; k++) {
                    restore(before[k], args[k]);
                }
                if (slots >= mostSlots) {
                    throw e;
                }
                slots *= GROWTH;
            }
        }
    }

    private static Object copy(Object array) {
        if (array == null || !array.getClass().isArray()) {
            return array;
        }
        int n = Array.getLength(array);
        Object out = Array.newInstance(array.getClass().getComponentType(), n);
        for (int k = 0; k < n; k++) {
            Array.set(out, k, copy(Array.get(array, k)));
        }
        return out;
    }

    /** Puts elements back, those of arrays of arrays into the arrays that are there. */
    private static void restore(Object from, Object to) {
        if (from == null || !from.getClass().isArray()) {
            return;
        }
        boolean deep = from instanceof Object[];
        for (int k = 0; k < Array.getLength(from); k++) {
            if (deep) {
                restore(Array.get(from, k), Array.get(to, k));
            } else {
                Array.set(to, k, Array.get(from, k));
            }
        }
    }
}
