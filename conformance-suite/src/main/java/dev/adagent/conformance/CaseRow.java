package dev.adagent.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of the file of cases; {@code README.md} beside the file says what its columns mean.
 *
 * @param line its number in the file, the header being line 1
 * @param ordinal which row of the same id, mode and type it is, from 1
 */
record CaseRow(
        String id,
        String mode,
        Map<String, Object> inputs,
        Map<String, Object> expected,
        double rtol,
        boolean isFloat,
        boolean kernel,
        String comment,
        int line,
        int ordinal) {

    /** The table that the id belongs to. */
    char table() {
        return id.charAt(0);
    }

    /** Whether it may be refused with a typed error. */
    boolean optional() {
        return comment.startsWith("optional");
    }

    /** Whether the ids of its table are kernels themselves. */
    boolean isKernelItself() {
        return table() == 'F';
    }

    /** What the method that computes it is registered under. */
    String key() {
        return id + " " + mode + " " + (isFloat ? "float" : "double");
    }

    /** What it is called in the list of known failures. */
    String name() {
        return key() + " #" + ordinal;
    }

    /** Width of a batched mode: the outermost length of its seeds; 1 in other modes. */
    int width() {
        if (!mode.endsWith("B")) {
            return 1;
        }
        for (Map.Entry<String, Object> e : inputs.entrySet()) {
            if (e.getKey().startsWith("d") && e.getValue() instanceof List<?> lanes) {
                return lanes.size();
            }
        }
        throw new IllegalArgumentException("line " + line + ": " + id + " in mode " + mode + " has no seeds");
    }

    /**
     * Whether its derivatives are linear in its seeds: all but those of custom rules, which say by their numbers what they were asked for,
     * of kernels that are filled by a formula, and of nested derivatives.
     */
    boolean isLinear() {
        return List.of("R", "F", "Rp", "Fp", "Rs", "RB", "FB").contains(mode)
                && table() != 'D'
                && table() != 'G'
                && !inputs.containsKey("nelem")
                && inputs.keySet().stream().anyMatch(this::isSeed);
    }

    /** {@code dx} is x's shadow, also where x itself is not in the file; but not if there is a {@code ddx}. */
    private boolean isSeed(String name) {
        String shadow = "d" + name;
        return name.startsWith("d")
                && name.length() > 1
                && !inputs.containsKey(shadow)
                && !expected.containsKey(shadow);
    }

    /** The row with its seeds, and with them its derivatives, multiplied. */
    CaseRow scaled(double factor) {
        return new CaseRow(
                id,
                mode,
                scaled(inputs, factor),
                scaled(expected, factor),
                rtol,
                isFloat,
                kernel,
                comment,
                line,
                ordinal);
    }

    private Map<String, Object> scaled(Map<String, Object> values, double factor) {
        Map<String, Object> out = new LinkedHashMap<>();
        values.forEach((name, v) -> out.put(name, isSeed(name) ? Shapes.scaled(v, factor) : v));
        return out;
    }

    @Override
    public String toString() {
        return id + " " + mode + " " + line;
    }
}
