package dev.adagent.transform.device;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Which arguments of a launch are the same array. Java arrays are identical or disjoint, so this is all there is to aliasing. */
public final class Aliases {
    private final int[] leader;

    private final boolean rowsDistinct;

    private Aliases(int[] leader, boolean rowsDistinct) {
        this.leader = leader;
        this.rowsDistinct = rowsDistinct;
    }

    /** Groups the arguments by identity; arguments that are no arrays stand alone. */
    public static Aliases of(Object[] args) {
        int[] leader = new int[args.length];
        for (int i = 0; i < args.length; i++) {
            leader[i] = i;
            if (args[i] == null || !args[i].getClass().isArray()) {
                continue;
            }
            for (int j = 0; j < i; j++) {
                if (args[j] == args[i]) {
                    leader[i] = j;
                    break;
                }
            }
        }
        return new Aliases(leader, rowsAreDistinct(args));
    }

    /** Whether no array is reached twice where arrays hold arrays. */
    private static boolean rowsAreDistinct(Object... args) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Object a : args) {
            if (a instanceof Object[] rows && a.getClass().getComponentType().isArray() && !add(rows, seen)) {
                return false;
            }
        }
        for (Object a : args) {
            boolean plain = a != null && a.getClass().isArray() && !(a instanceof Object[]);
            if (!seen.isEmpty() && plain && seen.contains(a)) {
                return false;
            }
        }
        return true;
    }

    private static boolean add(Object[] rows, Set<Object> seen) {
        for (Object row : rows) {
            if (row != null && (!seen.add(row) || (row instanceof Object[] inner && !add(inner, seen)))) {
                return false;
            }
        }
        return true;
    }

    /** Index of the first argument that is the same array as argument {@code i}. */
    public int leader(int i) {
        return leader[i];
    }

    /** Whether no two arguments are the same array. */
    public boolean allDistinct() {
        for (int i = 0; i < leader.length; i++) {
            if (leader[i] != i) {
                return false;
            }
        }
        return rowsDistinct;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Aliases a && rowsDistinct == a.rowsDistinct && Arrays.equals(leader, a.leader);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(leader);
    }

    /** Part of a compiled kernel's key, for example {@code 0,1,0}. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder();
        for (int l : leader) {
            s.append(s.isEmpty() ? "" : ",").append(l);
        }
        return s.toString();
    }
}
