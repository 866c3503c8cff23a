package dev.adagent.transform.ir;

import dev.adagent.transform.ir.Interpreter.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The threads of one block of an interpreted grid, their shared arrays, and how they wait for each other. */
final class InterpretedBlock {
    private final Map<String, Object> shared = new HashMap<>();
    private final List<InterpretedThread> threads = new ArrayList<>();

    InterpretedBlock(Interpreter interpreter, Function f, int[] grid, int[] block, Object[] args) {
        for (int z = 0; z < grid[5]; z++) {
            for (int y = 0; y < grid[4]; y++) {
                for (int x = 0; x < grid[3]; x++) {
                    threads.add(new InterpretedThread(interpreter, f, args, new int[] {x, y, z}, block, grid, shared));
                }
            }
        }
    }

    List<InterpretedThread> threads() {
        return threads;
    }

    /** Runs all threads to their end, in order from one place where they wait to the next. */
    void run() {
        List<InterpretedThread> ready = new ArrayList<>(threads);
        while (!ready.isEmpty()) {
            ready.forEach(InterpretedThread::resume);
            ready.clear();
            for (int first = 0; first < threads.size(); first += WarpOps.SIZE) {
                warp(threads.subList(first, Math.min(threads.size(), first + WarpOps.SIZE)), ready);
            }
            if (ready.isEmpty()) {
                barrier(ready);
            }
        }
    }

    private void barrier(List<InterpretedThread> ready) {
        for (InterpretedThread t : threads) {
            if (!t.ended()) {
                if (t.waiting() == null || !isBarrier(t.waiting())) {
                    throw new Fault("threads of a block wait for each other at " + t.waiting(), null);
                }
                ready.add(t);
            }
        }
    }

    private static boolean isBarrier(Insn i) {
        return Intrinsics.kind(Intrinsics.of(i)) == Intrinsics.Kind.BARRIER;
    }

    /** Lets the lanes go on whose operation all that it names have come to. */
    private static void warp(List<InterpretedThread> lanes, List<InterpretedThread> ready) {
        int done = 0;
        for (int l = 0; l < lanes.size(); l++) {
            InterpretedThread t = lanes.get(l);
            if (t.ended() || isBarrier(t.waiting()) || (done >> l & 1) != 0) {
                continue;
            }
            int mask = (Integer) t.operands()[0];
            int present = 0;
            for (int k = 0; k < lanes.size(); k++) {
                InterpretedThread o = lanes.get(k);
                if ((mask >> k & 1) != 0 && !o.ended()) {
                    boolean here = o.waiting() == t.waiting() && o.operands()[0].equals(mask) && (done >> k & 1) == 0;
                    present = here ? present | 1 << k : present;
                    if (!here) {
                        present = 0;
                        break;
                    }
                }
            }
            if ((present >> l & 1) != 0) {
                exchange(lanes, t.waiting(), present);
                done |= present;
                for (int k = 0; k < lanes.size(); k++) {
                    if ((present >> k & 1) != 0) {
                        ready.add(lanes.get(k));
                    }
                }
            }
        }
    }

    private static void exchange(List<InterpretedThread> lanes, Insn insn, int present) {
        String name = Intrinsics.of(insn);
        Object[] results = new Object[lanes.size()];
        int yes = 0;
        for (int k = 0; k < lanes.size(); k++) {
            if ((present >> k & 1) != 0
                    && WarpOps.isVote(name)
                    && (Integer) lanes.get(k).operands()[1] != 0) {
                yes |= 1 << k;
            }
        }
        for (int k = 0; k < lanes.size(); k++) {
            if ((present >> k & 1) == 0) {
                continue;
            }
            if (WarpOps.isScatter(name)) {
                Object[] a = lanes.get(k).operands();
                int named = (Integer) a[2] & (WarpOps.SIZE - 1);
                int to = (present >> named & 1) != 0 ? named : k;
                Object before = results[to] == null ? zero(insn.type()) : results[to];
                results[to] = JavaValues.add(before, a[1]);
            } else if (WarpOps.isVote(name)) {
                results[k] = WarpOps.vote(name, present, yes);
            } else if (WarpOps.isShuffle(name)) {
                Object[] a = lanes.get(k).operands();
                int source = WarpOps.source(name, k, (Integer) a[2], (Integer) a[3]);
                results[k] =
                        lanes.get((present >> source & 1) != 0 ? source : k).operands()[1];
            }
        }
        for (int k = 0; k < lanes.size(); k++) {
            if ((present >> k & 1) != 0) {
                lanes.get(k).receive(results[k] == null && WarpOps.isScatter(name) ? zero(insn.type()) : results[k]);
            }
        }
    }

    private static Object zero(Type type) {
        return type.equals(Type.F32) ? (Object) 0f : (Object) 0.0;
    }
}
