package dev.adagent.transform.cpu;

/** What a kernel's hidden class implements. */
interface CpuProgram {
    /**
     * Runs the threads with linear ids from {@code from} (inclusive) to {@code to} (exclusive), one after the other.
     *
     * @param args the kernel's arguments
     * @param grid gridX, gridY, gridZ, blockX, blockY, blockZ
     * @param start coordinates of thread {@code from}: threadIdx x, y, z, blockIdx x, y, z
     * @param where receives in element 0 the linear id of a thread that throws
     */
    void run(Object[] args, int[] grid, int[] start, long from, long to, long[] where);
}
