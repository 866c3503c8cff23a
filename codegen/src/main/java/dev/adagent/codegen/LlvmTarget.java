package dev.adagent.codegen;

import dev.adagent.overlay.OverlayDeclarationException;
import dev.adagent.overlay.Target;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the lowering has to know of a machine.
 *
 * @param name short name
 * @param triple LLVM's target triple
 * @param dataLayout LLVM's data layout string
 * @param kernelConvention calling convention of the kernel, as LLVM assembly spells it; empty for C's
 * @param deviceScope synchronisation scope of atomics that all threads of a launch see, with its {@code syncscope} keyword, or empty
 * @param symbols LLVM intrinsics of the thread indices and the barrier; empty if a thread's place is a record that is passed along
 * @param genericSpace address space of pointers that may point into any other
 * @param sharedSpace address space of memory that a block shares; 0 if it is that of all other memory
 * @param pointerSpace address space of the pointers that a kernel takes
 * @param operations LLVM intrinsic or function of {@code support} that each operation of the target is bound to, null for others
 * @param support LLVM assembly that is linked to every module, or empty
 * @param attributes attributes of every function, in LLVM assembly
 * @param library of which what a module calls is linked to it, or null
 */
public record LlvmTarget(
        String name,
        String triple,
        String dataLayout,
        String kernelConvention,
        String deviceScope,
        Map<String, String> symbols,
        int genericSpace,
        int sharedSpace,
        int pointerSpace,
        UnaryOperator<String> operations,
        String support,
        String attributes,
        Libdevice library) {

    private static final Pattern ALLOCA = Pattern.compile("(?:^|-)A(\\d+)(?:-|$)");

    /** NVIDIA GPUs, 64 bit. */
    public static final LlvmTarget NVPTX = new LlvmTarget(
            "nvptx",
            "nvptx64-nvidia-cuda",
            "e-i64:64-i128:128-v16:16-v32:32-n16:32:64",
            "cc 71",
            "syncscope(\"device\")",
            nvptxSymbols(),
            0,
            3,
            0,
            name -> null,
            "",
            "convergent nounwind",
            null);

    public LlvmTarget {
        Objects.requireNonNull(name);
        Objects.requireNonNull(triple);
        symbols = Map.copyOf(symbols);
    }

    /** A target that a back end describes. @throws OverlayDeclarationException if it describes one that code cannot be made for */
    public static LlvmTarget of(Target target) {
        Map<String, String> symbols = new TreeMap<>();
        for (String name : SupportFunctions.PLACE) {
            String symbol = target.symbol(name);
            if (symbol != null) {
                symbols.put(name, symbol);
            }
        }
        if (!symbols.isEmpty() && symbols.size() < SupportFunctions.PLACE.size()) {
            throw new OverlayDeclarationException("target " + target.name()
                    + " binds some thread indices, but not all: its symbol() gives null for "
                    + SupportFunctions.PLACE.stream()
                            .filter(n -> !symbols.containsKey(n))
                            .collect(Collectors.joining(", ")));
        }
        if (target.symbol("barrier") != null) {
            symbols.put("barrier", target.symbol("barrier"));
        }
        String scope = target.deviceScope();
        return new LlvmTarget(
                target.name(),
                target.triple(),
                target.dataLayout(),
                target.kernelConvention() == 0 ? "" : "cc " + target.kernelConvention(),
                scope.isEmpty() ? "" : "syncscope(\"" + scope + "\")",
                symbols,
                target.addressSpaces().generic(),
                target.addressSpaces().shared(),
                target.kernelPointerSpace(),
                target::symbol,
                target.support(),
                "convergent nounwind",
                null);
    }

    /** The lines of LLVM assembly that say what a module is for. */
    String header() {
        return "target datalayout = \"" + dataLayout + "\"\ntarget triple = \"" + triple + "\"\n\n";
    }

    /** This target with another data layout. */
    LlvmTarget withDataLayout(String layout) {
        return with(layout, operations, library);
    }

    /** This target with a library, to which {@link #operations} may bind; null for none. */
    public LlvmTarget withLibrary(Libdevice linked) {
        return with(dataLayout, operations, linked);
    }

    /** This target with other operations. */
    LlvmTarget withOperations(UnaryOperator<String> bound) {
        return with(dataLayout, bound, library);
    }

    private LlvmTarget with(String layout, UnaryOperator<String> bound, Libdevice linked) {
        return new LlvmTarget(
                name,
                triple,
                layout,
                kernelConvention,
                deviceScope,
                symbols,
                genericSpace,
                sharedSpace,
                pointerSpace,
                bound,
                support,
                attributes,
                linked);
    }

    /** Whether the target is one of NVIDIA's, whose own instructions some operations are lowered to. */
    boolean isNvidia() {
        return isNvidia(triple);
    }

    /** Whether a triple is one of NVIDIA's. */
    static boolean isNvidia(String triple) {
        return triple.startsWith("nvptx");
    }

    /**
     * Whether what comes after LLVM gets pairs of 16-bit integers wrong: the assembler of CUDA 12.0 loses a half of a pair of sums that a loop
     * carries.
     */
    boolean losesNarrowPairs() {
        return isNvidia();
    }

    /** Attribute of a kernel's pointers: an NVIDIA driver's allocations begin at multiples of 256 bytes. */
    String alignment() {
        return isNvidia() ? " align 16" : "";
    }

    /** Address space of a thread's own memory, as the data layout says. */
    int allocaSpace() {
        Matcher m = ALLOCA.matcher(dataLayout);
        return m.find() ? Integer.parseInt(m.group(1)) : 0;
    }

    /** Whether a thread reads its place in the grid from registers. */
    boolean threadRegisters() {
        return !symbols.isEmpty();
    }

    /** The LLVM intrinsic of a thread index or the barrier. */
    String symbol(String operation) {
        return Objects.requireNonNull(symbols.get(operation), operation);
    }

    private static Map<String, String> nvptxSymbols() {
        Map<String, String> out = new TreeMap<>();
        SupportFunctions.PLACE.forEach(name -> out.put(name, "llvm.nvvm.read.ptx.sreg." + name));
        out.put("barrier", "llvm.nvvm.barrier0");
        return out;
    }
}
