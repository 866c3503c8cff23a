package dev.adagent.cuda;

import static dev.adagent.cuda.CudaException.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/**
 * Memory of one context. What is given back is kept for the next request of about the same size, since asking the driver takes
 * longer than most launches. Not synchronised: the device's lock guards it.
 */
final class DeviceMemory {
    private static final long GRAIN = 512;

    private final TreeMap<Long, Deque<CUdeviceptr>> idle = new TreeMap<>();

    /**
     * A piece of device memory. Its content is undefined at first.
     *
     * @param pointer its address
     * @param bytes its size, at least what was asked for
     */
    record Block(CUdeviceptr pointer, long bytes) {}

    /** @throws CudaException if the memory is used up even after giving back what is kept */
    Block allocate(long bytes) {
        long size = rounded(Math.max(1, bytes));
        Deque<CUdeviceptr> kept = idle.get(size);
        if (kept != null) {
            CUdeviceptr p = kept.pop();
            if (kept.isEmpty()) {
                idle.remove(size);
            }
            return new Block(p, size);
        }
        CUdeviceptr p = new CUdeviceptr();
        String doing = "allocating " + size + " bytes on the GPU";
        int status = JCudaDriver.cuMemAlloc(p, size);
        if (status != 0 && new CudaException(status, doing).outOfMemory() && !idle.isEmpty()) {
            releaseIdle();
            status = JCudaDriver.cuMemAlloc(p, size);
        }
        check(status, doing);
        return new Block(p, size);
    }

    /** Takes a block back. */
    void free(Block block) {
        idle.computeIfAbsent(block.bytes(), k -> new ArrayDeque<>()).push(block.pointer());
    }

    /** Gives all memory that is not in use back to the driver. */
    void releaseIdle() {
        idle.values().forEach(d -> d.forEach(JCudaDriver::cuMemFree));
        idle.clear();
    }

    /** Sizes come in steps of an eighth at most, so that a block fits later requests. */
    static long rounded(long bytes) {
        long step = Math.max(GRAIN, Long.highestOneBit(bytes) >> 3);
        return (bytes + step - 1) / step * step;
    }
}
