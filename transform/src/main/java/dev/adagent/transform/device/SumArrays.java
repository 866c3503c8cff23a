package dev.adagent.transform.device;

import dev.adagent.transform.device.SharedArrays.SharedArray;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.analysis.LaunchCondition;
import dev.adagent.transform.sums.Accumulator;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Exact sums beside the arrays of a deterministic kernel ({@link Accumulator}): made for each launch, and rounded into the arrays when it has
 * ended. Arrays of which each thread of the launch has elements of its own have none, and are added to plainly.
 *
 * @param entry the function that a launch enters
 * @param parameters which of its arguments may have sums: as many parameters follow those of the kernel's own, in this order
 * @param added those of them that are added to; others have sums where they are the same array
 * @param shared the arrays of a block that have sums: after those follows for each a table with an array for each block
 * @param own the launches in which each thread has elements of its own of an argument; no entry if it never has
 * @param ownShared the same for shared arrays
 */
public record SumArrays(
        Function entry,
        List<Integer> parameters,
        List<Integer> added,
        List<SharedArray> shared,
        Map<Integer, LaunchCondition> own,
        Map<SharedArray, LaunchCondition> ownShared) {
    /** Above what part of the heap sums are refused, unless {@code adagent.deterministic.memory} says how many MiB they may take. */
    private static final int PART = 4;

    private static long budget() {
        int given = Integer.getInteger("adagent.deterministic.memory", -1);
        return given >= 0 ? (long) given << 20 : Runtime.getRuntime().maxMemory() / PART;
    }

    /** The arguments with sums of which, in such a launch, several threads may come to one element. */
    public Set<Integer> inLaunch(int[] grid, Object... args) {
        Set<Integer> out = new TreeSet<>();
        for (int k : added) {
            if (!own.containsKey(k) || !own.get(k).holds(entry, grid, args)) {
                out.add(k);
            }
        }
        return out;
    }

    /**
     * Runs the kernel with sums, and rounds them into its arrays, also if a thread failed: what was added until then is in them.
     *
     * @param args the kernel's arguments without its sums
     * @throws DeviceRefusal if the sums would take more memory than they may; nothing has run then
     */
    void launch(Device device, Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        Set<Integer> summed = inLaunch(grid, args);
        require(kernel, grid, summed, args);
        Map<Object, Object> made = new IdentityHashMap<>();
        Object[] all = Arrays.copyOf(args, args.length + parameters.size() + shared.size());
        for (int k : summed) {
            make(args[k], made);
        }
        int at = args.length;
        for (int k : parameters) {
            all[at++] = known(args[k], made);
        }
        for (SharedArray s : shared) {
            boolean needed = needs(s, grid, args);
            all[at++] = table(blocks(grid), needed ? words(s) : 0);
        }
        try {
            device.launch(kernel, grid, all);
        } finally {
            made.forEach(SumArrays::round);
        }
    }

    private static int words(SharedArray s) {
        Class<?> element = s.type().element().byteSize() == 4 ? float.class : double.class;
        return s.length() * Accumulator.words(element);
    }

    /** Whether several threads of a block may come to one element of a shared array. */
    private boolean needs(SharedArray s, int[] grid, Object... args) {
        return !ownShared.containsKey(s) || !ownShared.get(s).holds(entry, grid, args);
    }

    /** An array of so many words for each block; none if they have none. */
    private static long[][] table(long blocks, int words) {
        long[][] out = new long[(int) blocks][];
        if (words > 0) {
            Arrays.setAll(out, k -> new long[words]);
        }
        return out;
    }

    private static long blocks(int... grid) {
        return (long) grid[0] * grid[1] * grid[2];
    }

    private void require(Kernel kernel, int[] grid, Set<Integer> summed, Object... args) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        long bytes = 0;
        for (int k : summed) {
            bytes += bytes(args[k], seen);
        }
        boolean fits = true;
        for (Object array : seen) {
            fits &= array instanceof Object[] || words(array) <= Integer.MAX_VALUE - 8;
        }
        for (SharedArray s : shared) {
            bytes += blocks(grid) * (needs(s, grid, args) ? 8L * words(s) + 32 : 8);
            fits &= blocks(grid) <= Integer.MAX_VALUE - 8;
        }
        if (!fits || bytes > budget()) {
            throw new DeviceRefusal(
                    Loc.NONE,
                    "exact sums of " + (bytes >> 20) + " MiB for a deterministic launch of " + kernel.method()
                            + ", which may take " + (budget() >> 20)
                            + ": each double that several threads may add to takes " + 8 * Accumulator.F64_WORDS
                            + " bytes, each float " + 8 * Accumulator.F32_WORDS
                            + (shared.isEmpty() ? "" : ", those of shared arrays once for each block"),
                    "raise -Xmx or -Dadagent.deterministic.memory=MiB, add to fewer elements, or let each thread add to elements"
                            + " of its own");
        }
    }

    private static long words(Object array) {
        return (long) Array.getLength(array)
                * Accumulator.words(array.getClass().getComponentType());
    }

    private static long bytes(Object array, Set<Object> seen) {
        if (array == null || !seen.add(array)) {
            return 0;
        }
        if (!(array instanceof Object[] rows)) {
            return 8 * words(array);
        }
        long sum = 32L * rows.length;
        for (Object row : rows) {
            sum += bytes(row, seen);
        }
        return sum;
    }

    private static Class<?> type(Class<?> array) {
        Class<?> element = array.getComponentType();
        return element.isArray() ? type(element).arrayType() : long[].class;
    }

    /** Makes the sums of an array, once, and of the rows that it holds. */
    private static Object make(Object array, Map<Object, Object> made) {
        if (array == null || made.containsKey(array)) {
            return array == null ? null : made.get(array);
        }
        Object sums;
        if (array instanceof Object[] rows) {
            sums = Array.newInstance(type(array.getClass()).getComponentType(), rows.length);
            made.put(array, sums);
            for (int k = 0; k < rows.length; k++) {
                Array.set(sums, k, make(rows[k], made));
            }
        } else {
            sums = new long[(int) words(array)];
            made.put(array, sums);
        }
        return sums;
    }

    /** The sums of an array, if there are any; a table of them for an array of rows. */
    private static Object known(Object array, Map<Object, Object> made) {
        if (array == null || made.containsKey(array) || !(array instanceof Object[] rows)) {
            return array == null ? null : made.get(array);
        }
        Object table = Array.newInstance(type(array.getClass()).getComponentType(), rows.length);
        for (int k = 0; k < rows.length; k++) {
            Array.set(table, k, known(rows[k], made));
        }
        return table;
    }

    private static void round(Object array, Object sums) {
        if (array instanceof double[] a) {
            for (int i = 0; i < a.length; i++) {
                a[i] = Accumulator.get(a, (long[]) sums, i);
            }
        } else if (array instanceof float[] a) {
            for (int i = 0; i < a.length; i++) {
                a[i] = Accumulator.get(a, (long[]) sums, i);
            }
        }
    }
}
