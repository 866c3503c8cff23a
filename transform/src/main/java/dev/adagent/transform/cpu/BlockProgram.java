package dev.adagent.transform.cpu;

/** What the hidden class of a kernel with barriers implements. */
interface BlockProgram {
    /**
     * Runs each thread of a block that has not ended up to its next barrier, or its end.
     *
     * @param args the kernel's arguments
     * @param grid gridX, gridY, gridZ, blockX, blockY, blockZ
     * @param block blockIdx x, y, z
     * @param states where each thread goes on from, 0 at first, negative when it has ended
     * @param kept what the threads keep across barriers: int[], long[], float[], double[], Object[]
     * @param at in element 0 the thread to begin with; receives the one that throws
     */
    void phase(Object[] args, int[] grid, int[] block, int[] states, Object[] kept, int[] at);
}
