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

    /** LLVM's data layout string; empty for the one that LLVM has for the triple. */
    default String dataLayout() {
        return "";
    }

    /** Numbers of the address spaces. */
    AddressSpaces addressSpaces();

    /** LLVM's number of the calling convention of kernel entry points ({@code llvm::CallingConv}). */
    int kernelConvention();

    /** LLVM's name of the processor that code is made for where nobody names another, for example {@code gfx90a}; empty for LLVM's default. */
    default String cpu() {
        return "";
    }

    /** LLVM's processor features, for example {@code +ptx80}; empty for those of the processor. */
    default String features() {
        return "";
    }

    /** Number of the address space in which a kernel's pointers are passed; the generic one unless the target asks for another. */
    default int kernelPointerSpace() {
        return addressSpaces().generic();
    }

    /** LLVM's synchronisation scope of all threads of a launch, for example {@code agent}; empty for the whole system. */
    default String deviceScope() {
        return "";
    }

    /**
     * LLVM assembly of functions that {@link #symbol} names besides LLVM's own intrinsics: linked into every kernel, of which unused ones
     * are dropped. A function that it declares without defining it must be one that LLVM's back end for the target knows by its name. Empty
     * if there are none.
     */
    default String support() {
        return "";
    }

    /**
     * The LLVM intrinsic, or function of {@link #support}, that an operation is bound to: thread indices by their names ({@code tid.x} …
     * {@code nctaid.z}, each {@code i32 ()}), the {@code barrier} ({@code void ()}), and the {@link Overlay.TargetIntrinsic}s of the
     * target's table, with the LLVM types of the Java method's parameters and result. All thread indices are bound, or none.
     *
     * <p>Asked too for what LLVM has instructions and intrinsics for, since its back end for a target may lack some, or do them otherwise
     * than Java wants. TYPE is {@code i32}, {@code i64}, {@code f32} or {@code f64}, and pointers are generic:
     *
     * <ul>
     *   <li>{@code NAME.TYPE}, what {@link Math} calls {@code min}, {@code max}, {@code sqrt}, {@code fma}, {@code abs}, {@code floor},
     *       {@code ceil}, {@code rint} and {@code copySign}, on floating-point numbers, and {@code multiplyHigh.i64}, with Java's result to
     *       the bit;
     *   <li>{@code convert.TYPE.TYPE} from floating-point numbers to integers (JLS §5.1.3);
     *   <li>relaxed atomics that all threads of a launch see: {@code atomic.load.TYPE} {@code T (ptr)}, {@code atomic.store.TYPE}
     *       {@code void (ptr, T)}, {@code atomic.cas.TYPE} {@code T (ptr, T expected, T wanted)}, these on integers, and
     *       {@code atomic.exch.TYPE}, {@code add}, {@code min}, {@code max}, {@code and}, {@code or} and {@code xor}, {@code T (ptr, T)}; each
     *       gives the old value.
     * </ul>
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
     * @param generic of pointers that may point into any other: those that kernels compute with. Private arrays lie where LLVM's data
     *     layout puts allocas, and are cast to it
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
