package dev.adagent.transform.cpu;

import dev.adagent.transform.ir.Loc;
import java.util.Arrays;

/**
 * Runs blocks of a kernel with barriers, one after the other: all threads of the block to their next barrier, again and again until
 * all have ended. A thread that has ended, also by an exception, is waited for by nobody.
 */
final class BlockRun {
    private final Launch launch;
    private final BlockProgram program;
    private final BarrierSplit.Split split;
    private final int[] grid;
    private final Object[] args;
    private final int[] states;
    private final Object[] kept;

    /** @throws IllegalArgumentException if the threads of a block keep more values than an array has room for */
    BlockRun(Launch launch, KernelClass kernel, int[] grid, Object[] args) {
        this.launch = launch;
        this.program = (BlockProgram) kernel.instance();
        this.split = kernel.split();
        this.grid = grid;
        this.args = args;
        states = new int[launch.threadsOfBlock()];
        int[] size = new int[5];
        for (int k = 0; k < 5; k++) {
            long n = (long) states.length * split.slots()[k];
            if (n > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException("a block of " + states.length + " threads is too large");
            }
            size[k] = (int) n;
        }
        kept = new Object[] {
            new int[size[0]], new long[size[1]], new float[size[2]], new double[size[3]], new Object[size[4]]
        };
    }

    void run(long from, long to) {
        for (long block = from; block < to; block++) {
            long first = block * states.length;
            if (launch.hasFailedBefore(first)) {
                return;
            }
            block(first);
        }
    }

    private void block(long first) {
        int[] place = Arrays.copyOfRange(launch.coordinates(first), 3, 6);
        int[] at = new int[1];
        Arrays.fill(states, 0);
        do {
            at[0] = 0;
            while (at[0] < states.length) {
                try {
                    program.phase(args, grid, place, states, kept, at);
                    break;
                } catch (Throwable t) {
                    launch.fail(first + at[0], t);
                    states[at[0]] = -1;
                    at[0]++;
                }
            }
        } while (meet(first));
    }

    /** Whether any thread goes on; those that do must have come to the same barrier. */
    private boolean meet(long first) {
        int leader = -1;
        for (int t = 0; t < states.length; t++) {
            if (states[t] < 0) {
                continue;
            }
            if (leader < 0) {
                leader = t;
                continue;
            }
            Loc here = split.places().get(states[t] - 1);
            Loc there = split.places().get(states[leader] - 1);
            if (states[t] != states[leader] && !here.equals(there)) {
                launch.fail(
                        first + t,
                        new IllegalStateException("thread " + t + " of its block waits in syncThreads() at " + here
                                + " while thread " + leader + " waits at " + there
                                + ": all threads that have not ended must come to the same call"));
                return false;
            }
        }
        return leader >= 0;
    }
}
