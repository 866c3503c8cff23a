package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The threads of one block of an interpreted grid, and the arrays that they share. */
final class InterpretedBlock extends Meeting {
    private final Interpreter interpreter;
    private final Map<String, Object> shared = new HashMap<>();
    private final List<InterpretedThread> threads = new ArrayList<>();
    private final Map<Insn, Place> places = new HashMap<>();

    InterpretedBlock(Interpreter interpreter, Function f, int[] grid, int[] block, Object[] args) {
        super(grid[3] * grid[4] * grid[5]);
        this.interpreter = interpreter;
        for (int z = 0; z < grid[5]; z++) {
            for (int y = 0; y < grid[4]; y++) {
                for (int x = 0; x < grid[3]; x++) {
                    int[] thread = {x, y, z};
                    threads.add(new InterpretedThread(interpreter, f, args, thread, block, grid, shared));
                }
            }
        }
    }

    List<InterpretedThread> threads() {
        return threads;
    }

    /**
     * Runs all threads to their end, in order from one place where they wait to the next.
     *
     * @throws Stuck if threads wait for each other in a way that never ends
     */
    void run() throws Stuck {
        interpreter.observer().block(shared);
        BitSet ready = new BitSet();
        ready.set(0, threads.size());
        while (!ready.isEmpty()) {
            for (int t = ready.nextSetBit(0); t >= 0; t = ready.nextSetBit(t + 1)) {
                interpreter.observer().thread(t);
                threads.get(t).resume();
            }
            ready = next();
            observeMeetings(ready);
        }
    }

    private void observeMeetings(BitSet ready) {
        int first = ready.nextSetBit(0);
        if (first < 0) {
            return;
        }
        if (place(first).isBarrier()) {
            interpreter.observer().barrier();
            return;
        }
        BitSet seen = new BitSet();
        for (int t = first; t >= 0; t = ready.nextSetBit(t + 1)) {
            if (!seen.get(t) && place(t).operation().equals("warp.sync")) {
                BitSet lanes = new BitSet();
                for (int k = t & -WarpOps.SIZE; k < (t & -WarpOps.SIZE) + WarpOps.SIZE; k++) {
                    lanes.set(k, ready.get(k) && place(k).equals(place(t)) && mask(k) == mask(t));
                }
                seen.or(lanes);
                interpreter.observer().warp(lanes);
            }
        }
    }

    @Override
    protected Place place(int thread) {
        InterpretedThread t = threads.get(thread);
        return t.ended()
                ? null
                : places.computeIfAbsent(
                        t.waiting(),
                        i -> new Place(
                                i.loc(), Intrinsics.of(i), i.args().length < 2 ? Type.VOID : t.typeOfOperand(1)));
    }

    private int operand(int thread, int index) {
        return (Integer) threads.get(thread).operands()[index];
    }

    @Override
    protected int mask(int thread) {
        return operand(thread, 0);
    }

    @Override
    protected int lane(int thread) {
        return operand(thread, 2);
    }

    @Override
    protected int width(int thread) {
        return operand(thread, 3);
    }

    @Override
    protected boolean predicate(int thread) {
        return operand(thread, 1) != 0;
    }

    @Override
    protected void give(int thread, int result) {
        threads.get(thread).receive(result);
    }

    @Override
    protected void move(Place place, int first, int lanes, int[] sources) {
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((lanes >> k & 1) != 0) {
                threads.get(first + k).receive(threads.get(first + sources[k]).operands()[1]);
            }
        }
    }

    @Override
    protected void add(Place place, int first, int lanes, int[] targets) {
        Object[] sums = new Object[WarpOps.SIZE];
        java.util.Arrays.fill(sums, place.type().equals(Type.F32) ? (Object) 0f : (Object) 0.0);
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((lanes >> k & 1) != 0) {
                sums[targets[k]] =
                        JavaValues.add(sums[targets[k]], threads.get(first + k).operands()[1]);
            }
        }
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((lanes >> k & 1) != 0) {
                threads.get(first + k).receive(sums[k]);
            }
        }
    }
}
