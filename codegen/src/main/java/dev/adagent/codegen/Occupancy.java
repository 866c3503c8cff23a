package dev.adagent.codegen;

import java.util.Map;

/**
 * How many blocks of a kernel a multiprocessor holds at once. The limits are those of the table "Technical Specifications per Compute
 * Capability" of NVIDIA's CUDA C++ Programming Guide; registers are allotted by 256 a warp, warps by four, shared memory by 128 bytes with
 * 1 KiB a block for the system from compute capability 8.0 on.
 *
 * @param blocks blocks at once
 * @param warps warps of these blocks
 * @param maxWarps warps that a multiprocessor can hold
 * @param limit what keeps a further block away: {@code threads}, {@code blocks}, {@code registers} or {@code shared memory}
 */
public record Occupancy(int blocks, int warps, int maxWarps, String limit) {
    private static final int WARP = 32;
    private static final int REGISTERS = 64 << 10;
    private static final int REGISTER_UNIT = 256;
    private static final int WARP_UNIT = 4;
    private static final int SHARED_UNIT = 128;
    private static final int RESERVED = 1024;

    /** Limits of a multiprocessor. */
    private record Multiprocessor(int threads, int blocks, int sharedBytes) {}

    private static final Map<Integer, Multiprocessor> KINDS = Map.of(
            75, new Multiprocessor(1024, 16, 64 << 10),
            80, new Multiprocessor(2048, 32, 164 << 10),
            86, new Multiprocessor(1536, 16, 100 << 10),
            87, new Multiprocessor(1536, 16, 164 << 10),
            89, new Multiprocessor(1536, 24, 100 << 10),
            90, new Multiprocessor(2048, 32, 228 << 10));

    /** The share of the multiprocessor's warps, from 0 to 1. */
    public double share() {
        return (double) warps / maxWarps;
    }

    /**
     * For blocks of some size.
     *
     * @param architecture for example {@code sm_90}
     * @param threads threads of a block
     * @param registers registers of a thread
     * @param sharedBytes static shared memory of a block
     * @return null for an architecture that is not known
     */
    public static Occupancy of(String architecture, int threads, int registers, int sharedBytes) {
        int capability = Integer.parseInt(architecture.substring("sm_".length()));
        Multiprocessor m = KINDS.get(capability);
        if (m == null || registers <= 0) {
            return null;
        }
        int warps = (threads + WARP - 1) / WARP;
        int perWarp = up(registers * WARP, REGISTER_UNIT);
        int byRegisters = REGISTERS / perWarp / WARP_UNIT * WARP_UNIT / warps;
        int shared = up(sharedBytes, SHARED_UNIT) + (capability >= 80 ? RESERVED : 0);
        int byShared = shared == 0 ? Integer.MAX_VALUE : m.sharedBytes() / shared;
        int byThreads = m.threads() / WARP / warps;
        int blocks = Math.min(Math.min(byRegisters, byShared), Math.min(byThreads, m.blocks()));
        String limit = blocks == byThreads
                ? "threads"
                : blocks == m.blocks() ? "blocks" : blocks == byRegisters ? "registers" : "shared memory";
        return new Occupancy(blocks, blocks * warps, m.threads() / WARP, limit);
    }

    private static int up(int n, int unit) {
        return (n + unit - 1) / unit * unit;
    }
}
