package dev.adagent.codegen;

import java.util.Objects;

/**
 * What the lowering has to know of a machine.
 *
 * @param name {@code nvptx} or {@code host}
 * @param triple LLVM's target triple
 * @param dataLayout LLVM's data layout string
 * @param kernelConvention calling convention of the kernel, as LLVM assembly spells it; empty for C's
 * @param deviceScope synchronisation scope of atomics that all threads of a launch see, with its {@code syncscope} keyword, or empty
 * @param threadRegisters whether a thread reads its place in the grid from registers; else from a record that is passed along
 * @param attributes attributes of every function, in LLVM assembly
 */
public record LlvmTarget(
        String name,
        String triple,
        String dataLayout,
        String kernelConvention,
        String deviceScope,
        boolean threadRegisters,
        String attributes) {

    /** NVIDIA GPUs, 64 bit. */
    public static final LlvmTarget NVPTX = new LlvmTarget(
            "nvptx",
            "nvptx64-nvidia-cuda",
            "e-i64:64-i128:128-v16:16-v32:32-n16:32:64",
            "ptx_kernel",
            "syncscope(\"device\")",
            true,
            "nounwind");

    public LlvmTarget {
        Objects.requireNonNull(name);
        Objects.requireNonNull(triple);
    }
}
