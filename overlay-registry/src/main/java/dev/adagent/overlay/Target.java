package dev.adagent.overlay;

/**
 * What code generation must know of a target, and nothing of how it launches. A back end brings one, with the method table of its
 * kernels.
 */
public interface Target {
    /** Short name, for example {@code cuda}. */
    String name();

    /** LLVM's target triple. */
    String triple();

    /** LLVM's data layout string. */
    String dataLayout();

    /** Numbers of the address spaces. */
    AddressSpaces addressSpaces();

    /** LLVM's number of the calling convention of kernel entry points ({@code llvm::CallingConv}). */
    int kernelConvention();

    /**
     * The LLVM intrinsic or external symbol that an operation is bound to: thread indices and barriers by their name, for example
     * {@code tid.x}.
     *
     * @return the symbol, or null if the code generator has to compute the operation itself
     */
    String symbol(String intrinsic);

    /**
     * The math table: the static Java method that computes an elementary function here.
     *
     * @param intrinsic name of the operation, with {@code strict.} before it for {@code StrictMath}'s bits
     * @return the method, or null if code generation knows the operation by itself
     */
    MethodKey math(String intrinsic);

    /** Table of the target's layer, {@link KernelOverlays} included. */
    MethodTable table();

    /**
     * Address spaces by their LLVM numbers.
     *
     * @param generic where a pointer of unknown space points
     * @param global memory of the device that all threads see
     * @param shared memory of a block
     * @param constant read-only memory
     * @param local memory of a thread
     */
    record AddressSpaces(int generic, int global, int shared, int constant, int local) {
        /** A machine with one address space. */
        public static final AddressSpaces FLAT = new AddressSpaces(0, 0, 0, 0, 0);
    }
}
