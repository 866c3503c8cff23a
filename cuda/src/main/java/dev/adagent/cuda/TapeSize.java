package dev.adagent.cuda;

import dev.adagent.codegen.DeviceCode;
import dev.adagent.codegen.ExceptionRecord;

/**
 * How many 8-byte tape slots each thread of a launch gets. A launch starts with as many as fit a modest buffer; if a thread runs out,
 * the launch is undone and repeated with more, up to half of the memory that is free.
 */
final class TapeSize {
    private static final long FIRST_BYTES = 64L << 20;
    private static final long FEWEST = 64;
    private static final long MOST = Integer.MAX_VALUE;
    private static final int GROWTH = 4;

    private TapeSize() {}

    static long threads(int[] grid) {
        long n = 1;
        for (int g : grid) {
            n = Math.multiplyExact(n, g);
        }
        return n;
    }

    /** Slots to start with; 0 if the kernel has no tape. */
    static long first(DeviceCode kernel, int[] grid) {
        if (kernel.tapes() == 0) {
            return 0;
        }
        long slots = FIRST_BYTES / (8 * threads(grid));
        return Math.min(1 << 16, Math.max(FEWEST, slots)) * kernel.tapes();
    }

    /** Slots to try after {@code slots} were too few, or 0 if the memory does not allow more. */
    static long next(long slots, int[] grid, long freeBytes) {
        long most = Math.min(MOST, freeBytes / 2 / (8 * threads(grid)));
        long wanted = Math.min(slots * GROWTH, most);
        return wanted > slots ? wanted : 0;
    }

    static boolean overflowed(ExceptionRecord.Raised raised) {
        return raised.className().equals("dev/adagent/TapeOverflowException");
    }
}
