package dev.adagent.codegen;

import java.util.List;

/**
 * Atomic instructions on memory that all threads of the launch see, relaxed: LLVM's own, or where the target binds
 * {@code atomic.KIND.TYPE}, a call of its function.
 */
final class Atomics {
    private final LlvmTarget target;
    private final SupportFunctions support;

    Atomics(LlvmTarget target, SupportFunctions support) {
        this.target = target;
        this.support = support;
    }

    private static String operation(String kind, String llvmType) {
        String type = llvmType.equals("double") ? "f64" : llvmType.equals("float") ? "f32" : llvmType;
        return "atomic." + kind + "." + type;
    }

    private String scope() {
        return target.deviceScope() + " monotonic";
    }

    String load(String type, String p, int align) {
        String own = support.own(operation("load", type), type, List.of("ptr " + p));
        return own != null ? own : "load atomic " + type + ", ptr " + p + " " + scope() + ", align " + align;
    }

    String store(String type, String value, String p, int align) {
        String own = support.own(operation("store", type), "void", List.of("ptr " + p, type + " " + value));
        return own != null
                ? own
                : "store atomic " + type + " " + value + ", ptr " + p + " " + scope() + ", align " + align;
    }

    /**
     * Reads, modifies and writes; gives the old value.
     *
     * @param llvm LLVM's word for the kind
     */
    String modify(String kind, String llvm, String type, String p, String value) {
        String own = support.own(operation(kind, type), type, List.of("ptr " + p, type + " " + value));
        return own != null ? own : "atomicrmw " + llvm + " ptr " + p + ", " + type + " " + value + " " + scope();
    }

    /** The target's own compare-and-swap on integers, which gives the old value; null where LLVM's instruction does. */
    String ownSwap(String type, String p, String expected, String wanted) {
        return support.own(
                operation("cas", type), type, List.of("ptr " + p, type + " " + expected, type + " " + wanted));
    }

    /** LLVM's compare-and-swap, which gives the old value and whether it was the expected one. */
    String swap(String type, String p, String expected, String wanted) {
        return "cmpxchg ptr " + p + ", " + type + " " + expected + ", " + type + " " + wanted + " " + scope()
                + " monotonic";
    }

    /** The lines of LLVM assembly that swap an {@code i32} and say whether it was the expected one. */
    String won(String name, String p, String expected, String wanted) {
        String own = ownSwap("i32", p, expected, wanted);
        return own == null
                ? "  " + name + ".x = " + swap("i32", p, expected, wanted) + "\n  " + name
                        + " = extractvalue { i32, i1 } " + name + ".x, 1"
                : "  " + name + ".x = " + own + "\n  " + name + " = icmp eq i32 " + name + ".x, " + expected;
    }
}
