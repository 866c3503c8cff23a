package dev.adagent;

/**
 * A thread of a kernel threw. The cause is the Java exception, whose stack trace names the kernel's lines. Of several threads that
 * threw it is the one with the lowest linear index.
 */
public final class KernelException extends AdagentException {
    private static final long serialVersionUID = 1;

    private final int[] block;
    private final int[] thread;

    KernelException(String message, Throwable cause, int[] block, int[] thread) {
        super(message, cause);
        this.block = block.clone();
        this.thread = thread.clone();
    }

    /** Index of the thread's block in the grid: x, y, z. */
    public int[] block() {
        return block.clone();
    }

    /** Index of the thread in its block: x, y, z. */
    public int[] thread() {
        return thread.clone();
    }
}
