package dev.adagent.transform.prints;

import dev.adagent.Kernel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Records of what the threads of a launch print, in one array of words: how many words the records take, how many calls found no room, then one
 * record behind the other: 1 more than the number of its site (what is printed there, as the compiler knows it), the thread's number in the grid,
 * and a word for each number. A thread takes room for a record by one atomic addition, so records of one thread lie in the order in which it printed them.
 *
 * <p>{@link #begin} and {@code put} are Java source of kernels: {@code PrintRecords} compiles calls of them into a kernel, for whatever device. On the
 * host the records are read when the launch has ended.
 */
public final class PrintBuffer {
    private static final int USED = 0;
    private static final int LOST = 1;
    private static final int FIRST = 2;
    private static final int HEAD = 2;

    private PrintBuffer() {}

    /**
     * Begins a record.
     *
     * @param operands how many numbers it will have
     * @return where the first of them goes; −1 if there is no room, which is counted
     */
    public static int begin(long[] buffer, int site, int operands) {
        int words = HEAD + operands;
        long at = FIRST + Kernel.atomicAdd(buffer, USED, (long) words);
        if (at + words > buffer.length) {
            Kernel.atomicAdd(buffer, LOST, 1L);
            return -1;
        }
        int head = (int) at;
        buffer[head] = site + 1;
        buffer[head + 1] = thread();
        return head + HEAD;
    }

    /** The room that a record takes. @param operands how many numbers it has */
    public static int bytes(int operands) {
        return Long.BYTES * (HEAD + operands);
    }

    /** The number of the thread in the grid: block by block, in a block x fastest, then y, then z. */
    private static long thread() {
        long block = ((long) Kernel.blockIdxZ() * Kernel.gridDimY() + Kernel.blockIdxY()) * Kernel.gridDimX()
                + Kernel.blockIdxX();
        int thread = (Kernel.threadIdxZ() * Kernel.blockDimY() + Kernel.threadIdxY()) * Kernel.blockDimX()
                + Kernel.threadIdxX();
        return block * (Kernel.blockDimX() * Kernel.blockDimY() * Kernel.blockDimZ()) + thread;
    }

    /** Writes number {@code k} of the record of which the first is at {@code at}, if there is room for it. */
    public static void put(long[] buffer, int at, int k, long value) {
        if (at >= 0) {
            buffer[at + k] = value;
        }
    }

    /** As {@link #put(long[], int, int, long)}. */
    public static void put(long[] buffer, int at, int k, int value) {
        put(buffer, at, k, (long) value);
    }

    /** As {@link #put(long[], int, int, long)}. */
    public static void put(long[] buffer, int at, int k, float value) {
        put(buffer, at, k, (long) Float.floatToRawIntBits(value));
    }

    /** As {@link #put(long[], int, int, long)}. */
    public static void put(long[] buffer, int at, int k, double value) {
        put(buffer, at, k, Double.doubleToRawLongBits(value));
    }

    // ---- on the host

    /** A buffer for a launch. @param words for records, at least 0 */
    public static long[] make(int words) {
        return new long[FIRST + words];
    }

    /** How many calls found no room. */
    public static long lost(long... buffer) {
        return buffer[LOST];
    }

    /**
     * A record.
     *
     * @param thread number of the thread in the grid
     * @param at index of its first number in the buffer
     */
    public record Entry(int site, long thread, int at) {}

    /**
     * The records, by their thread's number; those of one thread as it printed them.
     *
     * @param operands how many numbers a record has, by its site
     */
    public static List<Entry> entries(int[] operands, long... buffer) {
        List<Entry> out = new ArrayList<>();
        int at = FIRST;
        while (at + HEAD <= buffer.length && buffer[at] != 0) {
            int site = (int) buffer[at] - 1;
            out.add(new Entry(site, buffer[at + 1], at + HEAD));
            at += HEAD + operands[site];
        }
        out.sort(Comparator.comparingLong(Entry::thread)); // stable
        return out;
    }
}
