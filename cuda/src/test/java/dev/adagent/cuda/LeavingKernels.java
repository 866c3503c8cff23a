package dev.adagent.cuda;

import static dev.adagent.Kernel.atomicAdd;
import static dev.adagent.Kernel.blockDimX;
import static dev.adagent.Kernel.sharedInt;
import static dev.adagent.Kernel.syncThreads;
import static dev.adagent.Kernel.threadIdxX;

/** Kernels whose threads stop coming to a barrier at different rounds of a loop. */
@SuppressWarnings("unused") // found by name
final class LeavingKernels {
    private LeavingKernels() {}

    /** Thread t takes part in t rounds, and ends. The last one notes how many have come so far. */
    static void atTheirIndex(int[] came) {
        int[] count = sharedInt(1);
        int t = threadIdxX();
        for (int k = 0; k < t; k++) {
            atomicAdd(count, 0, 1);
            syncThreads();
            if (t == blockDimX() - 1) {
                came[k] = count[0];
            }
            syncThreads();
        }
    }

    /** The same inside a branch that all threads take, or none. */
    static void insideABranch(int[] came, int all) {
        if (all > 0) {
            int[] count = sharedInt(1);
            int t = threadIdxX();
            for (int k = 0; k < t; k++) {
                atomicAdd(count, 0, 1);
                syncThreads();
                if (t == blockDimX() - 1) {
                    came[k] = count[0];
                }
                syncThreads();
            }
        } else {
            came[threadIdxX()] = -1;
        }
    }

    /** The number of rounds is in memory, and each thread goes on to say how many it took. */
    static void atANumberInMemory(int[] rounds, int[] came, int[] took) {
        int[] count = sharedInt(1);
        int t = threadIdxX();
        int n = rounds[t];
        int k = 0;
        for (; k < n; k++) {
            atomicAdd(count, 0, 1);
            syncThreads();
            if (t == blockDimX() - 1) {
                came[k] = count[0];
            }
            syncThreads();
        }
        took[t] = k;
    }

    /** By a return out of the loop, one of two. */
    static void byReturning(int[] rounds, int[] took) {
        int t = threadIdxX();
        for (int k = 0; ; k++) {
            if (rounds[t] == k) {
                took[t] = k;
                return;
            }
            syncThreads();
            if (k > 1000) {
                took[t] = -1;
                return;
            }
        }
    }

    /** Threads that leave the loop meet again at another barrier, where those in the loop are not. */
    static void toAnotherBarrier(int[] rounds, int[] took) {
        int t = threadIdxX();
        int k = 0;
        for (; k < rounds[t]; k++) {
            syncThreads();
        }
        syncThreads(); // AFTER
        took[t] = k;
    }

    /** All threads go through as many rounds, but an index is out of bounds in some, at different ones. */
    static void byAnException(int[] steps, int[] out, int n) {
        int t = threadIdxX();
        int at = t;
        for (int k = 0; k < n; k++) {
            at += steps[t];
            out[at] = k;
            syncThreads();
        }
    }

    /** A warp's lanes leave a loop of votes and barriers. */
    static void insideALoopOfAll(int[] rounds, int[] came, int times) {
        int[] count = sharedInt(1);
        int t = threadIdxX();
        for (int i = 0; i < times; i++) {
            int n = rounds[t] + i;
            for (int k = 0; k < n; k++) {
                atomicAdd(count, 0, 1);
                syncThreads();
            }
            if (n > times) {
                return;
            }
        }
        came[t] = 1;
    }
}
