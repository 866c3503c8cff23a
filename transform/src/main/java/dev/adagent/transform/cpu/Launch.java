package dev.adagent.transform.cpu;

import dev.adagent.transform.device.Exceptions;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.emit.Sites;
import dev.adagent.transform.ir.Loc;
import java.util.ArrayList;
import java.util.List;

/** One run of a program over a grid: a contiguous range of threads for each worker, in order, and the first failure. */
final class Launch {
    private static final int CHUNKS = 16;

    private record Failed(long thread, Throwable cause, int[] sites) {}

    private final KernelClass kernel;
    private final int[] grid;
    private final long threads;
    private volatile long firstFailed = Long.MAX_VALUE;
    private Failed failed;

    Launch(KernelClass kernel, int[] grid) {
        this.kernel = kernel;
        this.grid = grid;
        this.threads = threads(grid);
    }

    /** @throws IllegalArgumentException if an extent is below 1 or there are more than 2^62 threads */
    static long threads(int[] grid) {
        if (grid.length != 6) {
            throw new IllegalArgumentException("a grid has 6 extents, not " + grid.length);
        }
        double estimate = 1;
        long n = 1;
        for (int g : grid) {
            if (g < 1) {
                throw new IllegalArgumentException("extent " + g + " in grid " + java.util.Arrays.toString(grid));
            }
            n *= g;
            estimate *= g;
        }
        if (estimate > 0x1p62) {
            throw new IllegalArgumentException("too many threads in grid " + java.util.Arrays.toString(grid));
        }
        return n;
    }

    /** Runs the {@code part}-th of {@code parts} ranges, or what of it comes before the first failure. */
    void run(int part, int parts, Object[] args) {
        if (kernel.split() == null) {
            runThreads(
                    (CpuProgram) kernel.instance(), begin(threads, part, parts), begin(threads, part + 1, parts), args);
        } else {
            long blocks = threads / threadsOfBlock();
            new BlockRun(this, kernel, grid, args).run(begin(blocks, part, parts), begin(blocks, part + 1, parts));
        }
    }

    private void runThreads(CpuProgram program, long from, long to, Object[] args) {
        long chunk = Math.max(1, (to - from + CHUNKS - 1) / CHUNKS);
        long[] where = {from};
        try {
            for (long at = from; at < to && at < firstFailed; at += chunk) {
                program.run(args, grid, coordinates(at), at, Math.min(at + chunk, to), where);
            }
        } catch (Throwable t) {
            fail(where[0], t);
        }
    }

    private static long begin(long total, int part, int parts) {
        return total / parts * part + Math.min(part, total % parts);
    }

    int threadsOfBlock() {
        return grid[3] * grid[4] * grid[5];
    }

    /** Whether a thread with an id below that one has failed. */
    boolean hasFailedBefore(long thread) {
        return firstFailed < thread;
    }

    /** Records what a thread ended with. */
    void fail(long thread, Throwable t) {
        if (t instanceof Faults.Fault f) {
            fail(new Failed(thread, f.getCause(), f.sites));
        } else {
            fail(new Failed(thread, t, new int[0]));
        }
    }

    private synchronized void fail(Failed f) {
        if (f.thread() < firstFailed) {
            firstFailed = f.thread();
            failed = f;
        }
    }

    /** threadIdx x, y, z, blockIdx x, y, z of a linear id. */
    int[] coordinates(long id) {
        int[] out = new int[6];
        int[] extents = {grid[3], grid[4], grid[5], grid[0], grid[1], grid[2]};
        long rest = id;
        for (int k = 0; k < 6; k++) {
            out[k] = (int) (rest % extents[k]);
            rest /= extents[k];
        }
        return out;
    }

    boolean hasFailed() {
        return failed != null;
    }

    /** The failure of the thread with the lowest id. */
    KernelFailure failure() {
        int[] c = coordinates(failed.thread());
        List<Loc> stack = new ArrayList<>();
        Sites sites = kernel.sites();
        for (int s : failed.sites()) {
            for (Loc l = sites.get(s); l != null; l = l.inlinedAt()) {
                stack.add(l);
            }
        }
        Throwable cause = own(failed.cause());
        cause.setStackTrace(stack.stream()
                .map(l -> new StackTraceElement(l.className().replace('/', '.'), l.method(), l.file(), l.line()))
                .toArray(StackTraceElement[]::new));
        return new KernelFailure(cause, new int[] {c[3], c[4], c[5]}, new int[] {c[0], c[1], c[2]}, stack);
    }

    /**
     * The exception itself, but a new one in place of those that the JVM prepares in advance (they have no trace and cannot take one)
     * and of null pointers that it raised, whose message would name locals of the emitted code.
     */
    private static Throwable own(Throwable t) {
        if (t instanceof Faults.MadeNullPointer made) {
            return made.plain();
        }
        if (t.getClass() == NullPointerException.class) {
            return new NullPointerException();
        }
        if (t.getClass().getClassLoader() == null && t.getStackTrace().length == 0) {
            return Exceptions.make(t.getClass().getName().replace('.', '/'), t.getMessage());
        }
        return t;
    }
}
