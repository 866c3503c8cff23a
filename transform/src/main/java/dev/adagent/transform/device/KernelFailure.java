package dev.adagent.transform.device;

import dev.adagent.transform.ir.Loc;
import java.util.Arrays;
import java.util.List;

/**
 * A thread of a grid ended with a Java exception. Of several such threads this reports the one with the lowest linear id (block
 * by block, x fastest). Threads with higher ids may or may not have run, and what they wrote stays written.
 */
public final class KernelFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int[] block;
    private final int[] thread;
    private final transient List<Loc> stack;

    /**
     * @param exception the Java exception, its stack trace that of the kernel's source
     * @param block blockIdx x, y, z
     * @param thread threadIdx x, y, z
     * @param stack the place that raised it and those it was called from, innermost first
     */
    public KernelFailure(Throwable exception, int[] block, int[] thread, List<Loc> stack) {
        super(
                "block " + Arrays.toString(block) + ", thread " + Arrays.toString(thread) + ": " + exception
                        + (stack.isEmpty() ? "" : " at " + stack.get(0)),
                exception);
        this.block = block.clone();
        this.thread = thread.clone();
        this.stack = List.copyOf(stack);
    }

    /** The Java exception that the thread ended with. */
    public Throwable exception() {
        return getCause();
    }

    /** blockIdx x, y, z. */
    public int[] block() {
        return block.clone();
    }

    /** threadIdx x, y, z. */
    public int[] thread() {
        return thread.clone();
    }

    /** The place that raised the exception and those it was called from, innermost first; empty if not known. */
    public List<Loc> stack() {
        return stack == null ? List.of() : stack;
    }
}
