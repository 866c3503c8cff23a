package dev.adagent.transform.device;

import java.util.Arrays;

/** Which arguments of a launch are the same array. Java arrays are identical or disjoint, so this is all there is to aliasing. */
public final class Aliases {
    private final int[] leader;

    private Aliases(int[] leader) {
        this.leader = leader;
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
        return new Aliases(leader);
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
        return true;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Aliases a && Arrays.equals(leader, a.leader);
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
