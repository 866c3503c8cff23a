package dev.adagent.transform.cpu;

import dev.adagent.transform.device.SharedArrays.SharedArray;
import dev.adagent.transform.ir.Meeting;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;

/**
 * Runs blocks of a kernel whose threads work together, one after the other: all threads of the block to the next place where they
 * wait, again and again until all have ended. A thread that has ended, also by an exception, is waited for by nobody.
 */
final class BlockRun {
    /** The state of a thread that has ended, see {@link BlockMeeting}. */
    private static final int ENDED = -1;

    private final Launch launch;
    private final BlockProgram program;
    private final int[] grid;
    private final Object[] args;
    private final Object[] shared;
    private final int[] states;
    private final Object[] kept;
    private final BlockMeeting meeting;

    /** @throws IllegalArgumentException if the threads of a block keep more values than an array has room for */
    BlockRun(Launch launch, KernelClass kernel, int[] grid, Object[] args) {
        this.launch = launch;
        this.program = (BlockProgram) kernel.instance();
        BarrierSplit.Split split = kernel.split();
        this.grid = grid;
        List<SharedArray> arrays = kernel.shared();
        shared = arrays.stream()
                .map(a -> Array.newInstance(element(a), a.length()))
                .toArray();
        this.args = Arrays.copyOf(args, args.length + shared.length);
        System.arraycopy(shared, 0, this.args, args.length, shared.length);
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
        meeting = new BlockMeeting(split, states, kept);
    }

    private static Class<?> element(SharedArray a) {
        return switch (a.type().element().kind()) {
            case BOOL -> boolean.class;
            case I8 -> byte.class;
            case I16 -> short.class;
            case U16 -> char.class;
            case I32 -> int.class;
            case I64 -> long.class;
            case F32 -> float.class;
            case F64 -> double.class;
            default -> throw new IllegalStateException(a.type() + " is no type of a shared array");
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
        for (Object array : shared) {
            zero(array);
        }
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
                    states[at[0]] = ENDED;
                    at[0]++;
                }
            }
        } while (goOn(first));
    }

    private static void zero(Object array) {
        if (array instanceof double[] a) {
            Arrays.fill(a, 0);
        } else if (array instanceof float[] a) {
            Arrays.fill(a, 0);
        } else if (array instanceof int[] a) {
            Arrays.fill(a, 0);
        } else if (array instanceof long[] a) {
            Arrays.fill(a, 0);
        } else if (array instanceof short[] a) {
            Arrays.fill(a, (short) 0);
        } else if (array instanceof char[] a) {
            Arrays.fill(a, (char) 0);
        } else if (array instanceof byte[] a) {
            Arrays.fill(a, (byte) 0);
        } else {
            Arrays.fill((boolean[]) array, false);
        }
    }

    /** Whether any thread goes on, once all have run as far as they could. */
    private boolean goOn(long first) {
        try {
            return meeting.wake();
        } catch (Meeting.Stuck e) {
            launch.fail(first + e.thread(), new IllegalStateException(e.getMessage()));
            return false;
        }
    }
}
