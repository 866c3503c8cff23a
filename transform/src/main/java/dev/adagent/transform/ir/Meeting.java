package dev.adagent.transform.ir;

import java.util.BitSet;

/**
 * How the threads of a block wait for each other, once each has ended or come to a barrier or a warp operation: who goes on, and what
 * the lanes of a warp give each other. A barrier waits for all threads that have not ended, a warp operation for the lanes of its mask
 * that have not; those must have come to the same call.
 */
public abstract class Meeting {
    /**
     * Where a thread waits.
     *
     * @param loc the call's place
     * @param operation name of the warp operation, or {@code barrier}
     * @param type of the values that lanes give, {@code void} if they give none
     */
    public record Place(Loc loc, String operation, Type type) {
        public boolean isBarrier() {
            return operation.equals("barrier");
        }

        /** The method of {@code Kernel} that was called. */
        public String method() {
            return switch (operation) {
                case "barrier" -> "syncThreads()";
                case "warp.sync" -> "syncWarp()";
                case "vote.any" -> "anySync()";
                case "vote.all" -> "allSync()";
                case "vote.ballot" -> "ballotSync()";
                case "shfl.up" -> "shflUpSync()";
                case "shfl.down" -> "shflDownSync()";
                case "shfl.bfly" -> "shflXorSync()";
                case "scatter.add" -> "the derivative of a shuffle";
                default -> "shflSync()";
            };
        }
    }

    /** Threads of a block wait for each other in a way that never ends, or has no meaning. */
    public static final class Stuck extends Exception {
        private static final long serialVersionUID = 1L;

        private final int thread;

        Stuck(int thread, String message) {
            super(message);
            this.thread = thread;
        }

        /** Number in its block of the thread at fault. */
        public int thread() {
            return thread;
        }
    }

    private final int threads;
    private final BitSet ready = new BitSet();

    /** @param threads number of threads of the block */
    protected Meeting(int threads) {
        this.threads = threads;
    }

    /** Where the thread waits; null if it has ended. */
    protected abstract Place place(int thread);

    /** The mask that the thread gave to its warp operation. */
    protected abstract int mask(int thread);

    /** The third operand of the thread's shuffle: a lane, a distance or a mask for the lane's number. */
    protected abstract int lane(int thread);

    /** The width that the thread gave to its shuffle. */
    protected abstract int width(int thread);

    /** Whether the predicate that the thread gave to its vote holds. */
    protected abstract boolean predicate(int thread);

    /** Gives the result of its vote to a thread. */
    protected abstract void give(int thread, int result);

    /**
     * Carries out a shuffle.
     *
     * @param first the warp's first thread
     * @param lanes the lanes that take part
     * @param sources for each of them the lane whose value it gets
     */
    protected abstract void move(Place place, int first, int lanes, int[] sources);

    /**
     * Gives each lane the sum of the values that others give to it, added in the order of the lanes.
     *
     * @param first the warp's first thread
     * @param lanes the lanes that take part
     * @param targets for each of them the lane that its value goes to
     */
    protected abstract void add(Place place, int first, int lanes, int[] targets);

    /**
     * The threads that go on, after what they exchange has been exchanged; none if all have ended. The set is the meeting's own.
     *
     * @throws Stuck if none can go on although not all have ended
     */
    public final BitSet next() throws Stuck {
        ready.clear();
        boolean warps = false;
        for (int t = 0; t < threads && !warps; t++) {
            Place p = place(t);
            warps = p != null && !p.isBarrier();
        }
        if (warps) {
            for (int first = 0; first < threads; first += WarpOps.SIZE) {
                warp(first, Math.min(WarpOps.SIZE, threads - first));
            }
        }
        if (ready.isEmpty()) {
            barrier();
        }
        return ready;
    }

    private void barrier() throws Stuck {
        int leader = -1;
        for (int t = 0; t < threads; t++) {
            Place here = place(t);
            if (here == null) {
                continue;
            }
            leader = leader < 0 ? t : leader;
            Place there = place(leader);
            if (!here.isBarrier() || here != there && !here.loc().equals(there.loc())) {
                int other = leader == t ? elsewhere(here, t) : leader;
                throw stuck(t, here, other, place(other));
            }
            ready.set(t);
        }
    }

    /** The first thread that waits at another place; {@code otherwise} if there is none. */
    private int elsewhere(Place here, int otherwise) {
        for (int t = 0; t < threads; t++) {
            if (place(t) != null && !place(t).equals(here)) {
                return t;
            }
        }
        return otherwise;
    }

    private static Stuck stuck(int t, Place here, int leader, Place there) {
        String mine = waits(t, here);
        if (t != leader && !here.equals(there)) {
            return new Stuck(
                    t,
                    mine + " while " + waits(leader, there)
                            + ": all threads that have not ended must come to the same call");
        }
        return new Stuck(
                t,
                mine + " for lanes that its mask names, and they do not come: each lane of the mask that has not ended"
                        + " must come to the same call with the same mask");
    }

    private static String waits(int thread, Place p) {
        return "thread " + thread + " of its block waits in " + p.method() + " at " + p.loc();
    }

    private void warp(int first, int lanes) throws Stuck {
        for (int l = 0; l < lanes; l++) {
            Place p = place(first + l);
            if (p == null || p.isBarrier() || ready.get(first + l)) {
                continue;
            }
            int mask = mask(first + l);
            if ((mask >> l & 1) == 0) {
                throw new Stuck(first + l, waits(first + l, p) + " with a mask that does not name its own lane, " + l);
            }
            int present = present(first, lanes, p, mask);
            if (present == 0) {
                continue;
            }
            if (WarpOps.isVote(p.operation())) {
                vote(p, first, present);
            } else if (WarpOps.isShuffle(p.operation())) {
                shuffle(p, first, present);
            } else if (WarpOps.isScatter(p.operation())) {
                int[] targets = new int[WarpOps.SIZE];
                for (int k = 0; k < lanes; k++) {
                    int named = (present >> k & 1) == 0 ? k : lane(first + k) & (WarpOps.SIZE - 1);
                    targets[k] = (present >> named & 1) != 0 ? named : k;
                }
                add(p, first, present, targets);
            }
            for (int k = 0; k < lanes; k++) {
                ready.set(first + k, (present >> k & 1) != 0 || ready.get(first + k));
            }
        }
    }

    /** The lanes of the mask that have not ended, if all of them wait here with this mask; else 0. */
    private int present(int first, int lanes, Place p, int mask) {
        int present = 0;
        for (int k = 0; k < lanes; k++) {
            Place other = place(first + k);
            if ((mask >> k & 1) == 0 || other == null) {
                continue;
            }
            boolean here = !ready.get(first + k) && other.equals(p) && mask(first + k) == mask;
            if (!here) {
                return 0;
            }
            present |= 1 << k;
        }
        return present;
    }

    private void vote(Place p, int first, int present) {
        int yes = 0;
        for (int k = 0; k < WarpOps.SIZE; k++) {
            yes |= (present >> k & 1) != 0 && predicate(first + k) ? 1 << k : 0;
        }
        int result = WarpOps.vote(p.operation(), present, yes);
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((present >> k & 1) != 0) {
                give(first + k, result);
            }
        }
    }

    private void shuffle(Place p, int first, int present) throws Stuck {
        int[] sources = new int[WarpOps.SIZE];
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((present >> k & 1) == 0) {
                continue;
            }
            int width = width(first + k);
            if (!WarpOps.isWidth(width)) {
                throw new Stuck(
                        first + k,
                        waits(first + k, p) + " with width " + width + ", which is none of 1, 2, 4, 8, 16 and 32");
            }
            int source = WarpOps.source(p.operation(), k, lane(first + k), width);
            sources[k] = (present >> source & 1) != 0 ? source : k;
        }
        move(p, first, present, sources);
    }
}
