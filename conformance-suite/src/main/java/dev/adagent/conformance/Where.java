package dev.adagent.conformance;

/** What a row runs on. */
enum Where {
    /** The host: derivatives called outside kernels. */
    HOST("host", null),
    /** Kernels on the device CPU. */
    CPU("cpu", "cpu"),
    /** Kernels through the LLVM lowering, for the host's processor. */
    LLVM_HOST("llvm-host", "llvm-host"),
    /** Kernels on a GPU. */
    GPU("gpu", "cuda");

    /** Name in options and results. */
    final String text;

    /** Value of {@code adagent.device}, null where kernels are not launched. */
    final String device;

    Where(String text, String device) {
        this.text = text;
        this.device = device;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static Where of(String text) {
        for (Where w : values()) {
            if (w.text.equals(text)) {
                return w;
            }
        }
        throw new IllegalArgumentException("no device " + text + ": host, cpu, llvm-host or gpu");
    }

    /** Whether the row is to be run there; ids that are kernels themselves run on devices, whatever their column says. */
    boolean runs(CaseRow row) {
        return this == HOST ? !row.isKernelItself() : row.kernel() || row.isKernelItself();
    }
}
