package dev.adagent.transform.ir;

import java.util.Arrays;

/**
 * A control-flow edge, with the values for the target's parameters.
 *
 * @param target id of the target block
 * @param args ids of the arguments
 */
public record Edge(int target, int[] args) {
    public static Edge to(int target, int... args) {
        return new Edge(target, args);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Edge e && target == e.target && Arrays.equals(args, e.args);
    }

    @Override
    public int hashCode() {
        return 31 * target + Arrays.hashCode(args);
    }

    @Override
    public String toString() {
        return "b" + target + Arrays.toString(args);
    }
}
