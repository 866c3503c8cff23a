package dev.adagent.transform.device;

/**
 * Something that runs kernels over a grid. Implementations may be called by several threads at once; launches of one device are
 * ordered by the calls that make them.
 */
public interface Device {
    /** Short name, {@code cpu} or {@code cuda}. */
    String name();

    /** Name of the target whose method tables kernels for this device are compiled with. */
    default String target() {
        return name();
    }

    /** Whether its code generator has the operations of the target; else kernels are compiled with the Java bodies of these. */
    default boolean bindsTargetIntrinsics() {
        return false;
    }

    /**
     * Whether this device keeps code from run to run. It may then be given kernels without a module, and says by a
     * {@link Kernel.NotCompiledException}, before anything runs, that it has no code for one.
     */
    default boolean keepsCode() {
        return false;
    }

    /** One line for people: what the device is, for example its processor and number of workers. */
    String describe();

    /**
     * Runs the kernel's entry function once for every thread of the grid and returns when all have ended and their effects are
     * visible in the arrays passed.
     *
     * @param kernel what to run
     * @param grid gridX, gridY, gridZ, blockX, blockY, blockZ; each at least 1
     * @param args the entry function's arguments in order: boxed primitives (narrow integers as {@code Integer}) and Java arrays;
     *     two of them may be the same array
     * @throws KernelFailure if a thread of the grid ended with a Java exception
     * @throws DeviceRefusal if this device cannot run the kernel
     */
    void launch(Kernel kernel, int[] grid, Object[] args) throws KernelFailure;
}
