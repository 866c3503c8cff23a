package dev.adagent.transform.cpu;

import dev.adagent.transform.cpu.BarrierSplit.WarpSlots;
import dev.adagent.transform.ir.Meeting;
import dev.adagent.transform.ir.WarpOps;
import java.lang.reflect.Array;
import java.util.BitSet;
import java.util.List;

/**
 * The threads of a block that {@link BarrierSplit} made resumable. The state of a thread that waits is {@code −1 − place}, of one that
 * may go on the place's number, of one that has ended −1.
 */
final class BlockMeeting extends Meeting {
    private final List<Place> places;
    private final WarpSlots slots;
    private final int[] states;
    private final Object[] kept;
    private final int[] ints;
    private final int threads;

    BlockMeeting(BarrierSplit.Split split, int[] states, Object[] kept) {
        super(states.length);
        places = split.places();
        slots = split.warp();
        this.states = states;
        this.kept = kept;
        ints = (int[]) kept[0];
        threads = states.length;
    }

    /** Wakes the threads that go on; whether there are any. */
    boolean wake() throws Stuck {
        for (int t = 0; t < threads; t++) {
            if (states[t] > 0) {
                states[t] = -1 - states[t];
            }
        }
        BitSet ready = next();
        for (int t = ready.nextSetBit(0); t >= 0; t = ready.nextSetBit(t + 1)) {
            states[t] = -1 - states[t];
        }
        return !ready.isEmpty();
    }

    @Override
    protected Place place(int thread) {
        return states[thread] == -1 ? null : places.get(-2 - states[thread]);
    }

    private int operand(int slot, int thread) {
        return ints[slot * threads + thread];
    }

    @Override
    protected int mask(int thread) {
        return operand(slots.mask, thread);
    }

    @Override
    protected int lane(int thread) {
        return operand(slots.lane, thread);
    }

    @Override
    protected int width(int thread) {
        return operand(slots.width, thread);
    }

    @Override
    protected boolean predicate(int thread) {
        return operand(slots.value[0], thread) != 0;
    }

    @Override
    protected void give(int thread, int result) {
        ints[slots.value[0] * threads + thread] = result;
    }

    @Override
    protected void add(Place place, int first, int lanes, int[] targets) {
        int kind = BarrierSplit.KINDS.indexOf(place.type());
        int at = slots.value[kind] * threads + first;
        double[] sums = new double[WarpOps.SIZE];
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((lanes >> k & 1) != 0 && kept[kind] instanceof double[] d) {
                sums[targets[k]] += d[at + k];
            } else if ((lanes >> k & 1) != 0) {
                sums[targets[k]] = (float) sums[targets[k]] + ((float[]) kept[kind])[at + k];
            }
        }
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((lanes >> k & 1) != 0 && kept[kind] instanceof double[] d) {
                d[at + k] = sums[k];
            } else if ((lanes >> k & 1) != 0) {
                ((float[]) kept[kind])[at + k] = (float) sums[k];
            }
        }
    }

    @Override
    protected void move(Place place, int first, int lanes, int[] sources) {
        int kind = BarrierSplit.KINDS.indexOf(place.type());
        int at = slots.value[kind] * threads + first;
        Object values = kept[kind];
        Object before = Array.newInstance(values.getClass().getComponentType(), WarpOps.SIZE);
        System.arraycopy(values, at, before, 0, Math.min(WarpOps.SIZE, threads - first));
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((lanes >> k & 1) != 0) {
                System.arraycopy(before, sources[k], values, at + k, 1);
            }
        }
    }
}
