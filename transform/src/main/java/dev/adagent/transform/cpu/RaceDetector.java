package dev.adagent.transform.cpu;

import dev.adagent.transform.ir.GridObserver;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.WarpOps;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds accesses to the same element by two threads, one of them at least a plain write and not both atomic, that nothing orders: no
 * barrier of their block, no {@code syncWarp} of their lanes, no fence that another thread has seen through an atomic operation
 * (happens-before after Lamport 1978, with the scopes of the PTX memory model). It judges by the order that the program states, not by
 * the one that happened, so it finds a race in every run that comes to both accesses.
 */
final class RaceDetector implements GridObserver {
    private static final int MOST = 10;

    /** One access, with all that says what comes after it. */
    private record Stamp(long block, int epoch, int thread, int clock, long time, Access access, Loc loc) {}

    /** What a thread has made visible to whoever sees its next atomic operation on an element. */
    private record Release(long block, int epoch, int thread, long time) {}

    /** What is known of an element: its last plain write, its last atomic operation and the reads since, of two threads at most. */
    private static final class Cell {
        Stamp write;
        Stamp atomic;
        Stamp otherAtomic;
        Stamp read;
        Stamp otherRead;
        List<Release> releases = List.of();
    }

    private final Map<Object, String> names;
    private final int[] grid;
    private final int threads;
    private final Map<Object, Map<Integer, Cell>> cells = new IdentityHashMap<>();
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<List<Loc>> places = new HashSet<>();
    private Map<String, Object> shared = Map.of();
    private long block = -1;
    private int epoch;
    private int thread;
    private long time;
    /** For each thread, what it knows of its warp's lanes: how often each has met others. */
    private int[][] clocks;
    /** For each thread, when it last passed a fence that others see, −1 if never. */
    private long[] fenced;

    private final List<Set<Release>> acquired = new ArrayList<>();

    /** @param names what to call the arrays of the launch */
    RaceDetector(int[] grid, Map<Object, String> names) {
        this.grid = grid.clone();
        this.names = names;
        threads = grid[3] * grid[4] * grid[5];
    }

    /** A line for each race found, at most ten, each pair of places once. */
    List<String> found() {
        return List.copyOf(found);
    }

    @Override
    public void block(Map<String, Object> arrays) {
        shared.values().forEach(cells::remove);
        shared = arrays;
        block++;
        epoch = 0;
        clocks = new int[threads][WarpOps.SIZE];
        fenced = new long[threads];
        Arrays.fill(fenced, -1);
        acquired.clear();
        for (int t = 0; t < threads; t++) {
            acquired.add(new HashSet<>());
        }
    }

    @Override
    public void thread(int t) {
        thread = t;
    }

    @Override
    public void barrier() {
        epoch++;
        for (int[] c : clocks) {
            Arrays.fill(c, 0);
        }
        Set<Release> all = new HashSet<>();
        acquired.forEach(all::addAll);
        acquired.forEach(a -> a.addAll(all));
    }

    @Override
    public void warp(BitSet lanes) {
        int[] all = new int[WarpOps.SIZE];
        lanes.stream().forEach(t -> {
            clocks[t][t % WarpOps.SIZE]++;
            for (int k = 0; k < all.length; k++) {
                all[k] = Math.max(all[k], clocks[t][k]);
            }
        });
        lanes.stream().forEach(t -> clocks[t] = all.clone());
    }

    @Override
    public void fence(String name) {
        if (!name.equals("fence.block")) {
            fenced[thread] = time;
        }
    }

    @Override
    public void access(Object array, int index, Access access, Loc loc) {
        if (!names.containsKey(array) && !shared.containsValue(array)) {
            return; // the thread's own
        }
        time++;
        Cell c = cells.computeIfAbsent(array, a -> new HashMap<>()).computeIfAbsent(index, i -> new Cell());
        Stamp now = new Stamp(block, epoch, thread, clocks[thread][thread % WarpOps.SIZE], time, access, loc);
        if (access == Access.ATOMIC) {
            acquired.get(thread).addAll(c.releases);
        }
        check(array, index, c.write, now);
        if (access != Access.ATOMIC) {
            check(array, index, c.atomic, now);
            check(array, index, c.otherAtomic, now);
        }
        if (access != Access.READ) {
            check(array, index, c.read, now);
            check(array, index, c.otherRead, now);
        }
        note(c, now);
    }

    private void note(Cell c, Stamp now) {
        switch (now.access()) {
            case READ -> {
                c.otherRead = isOther(c.read, now) ? c.read : c.otherRead;
                c.read = now;
            }
            case ATOMIC -> {
                c.otherAtomic = isOther(c.atomic, now) ? c.atomic : c.otherAtomic;
                c.atomic = now;
                if (fenced[thread] >= 0) {
                    c.releases = new ArrayList<>(c.releases);
                    c.releases.add(new Release(block, epoch, thread, fenced[thread]));
                    c.releases.addAll(acquired.get(thread));
                }
            }
            case WRITE -> {
                c.write = now;
                c.read = null;
                c.otherRead = null;
                c.atomic = null;
                c.otherAtomic = null;
            }
        }
    }

    private static boolean isOther(Stamp old, Stamp now) {
        return old != null && (old.block() != now.block() || old.thread() != now.thread());
    }

    /** Whether the earlier access comes before the running thread's in every run. */
    private boolean isOrdered(Stamp before) {
        if (before.block() == block) {
            boolean sameWarp = before.thread() / WarpOps.SIZE == thread / WarpOps.SIZE;
            if (before.thread() == thread
                    || before.epoch() < epoch
                    || (sameWarp && clocks[thread][before.thread() % WarpOps.SIZE] > before.clock())) {
                return true;
            }
        }
        for (Release r : acquired.get(thread)) {
            if (r.block() == before.block()
                    && (before.epoch() < r.epoch() || (before.thread() == r.thread() && before.time() <= r.time()))) {
                return true;
            }
        }
        return false;
    }

    private void check(Object array, int index, Stamp before, Stamp now) {
        if (before == null || isOrdered(before) || found.size() >= MOST) {
            return;
        }
        if (places.add(List.of(before.loc(), now.loc()))) {
            found.add("element " + index + " of " + name(array) + ": " + says(before) + ", and " + says(now)
                    + "; nothing orders them: "
                    + (before.block() == now.block()
                            ? "put syncThreads() between, or use an atomic operation"
                            : "blocks do not wait for each other; use an atomic operation, or another launch"));
        }
    }

    private String name(Object array) {
        String given = names.get(array);
        if (given != null) {
            return given;
        }
        for (Map.Entry<String, Object> e : shared.entrySet()) {
            if (e.getValue() == array) {
                String key = e.getKey().replace('/', '.');
                int at = key.lastIndexOf('#');
                int end = key.indexOf('(') < 0 ? at : key.indexOf('(');
                return "the shared " + array.getClass().getComponentType() + "[" + Array.getLength(array) + "] of "
                        + key.substring(0, Math.max(0, end)) + ", number "
                        + (1 + Integer.parseInt(key.substring(at + 1)));
            }
        }
        throw new IllegalStateException("an array without a name");
    }

    private String says(Stamp s) {
        String does = switch (s.access()) {
            case READ -> "reads it";
            case WRITE -> "writes it";
            case ATOMIC -> "updates it atomically";
        };
        int t = s.thread();
        long b = s.block();
        return "thread (" + t % grid[3] + ", " + t / grid[3] % grid[4] + ", " + t / grid[3] / grid[4] + ") of block ("
                + b % grid[0] + ", " + b / grid[0] % grid[1] + ", " + b / grid[0] / grid[1] + ") " + does + " at "
                + s.loc();
    }
}
