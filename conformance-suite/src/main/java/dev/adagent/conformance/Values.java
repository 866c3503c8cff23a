package dev.adagent.conformance;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Inputs and results by name, for cases that are more than one method with scalars and arrays. Arrays are fresh copies. */
public final class Values {
    private final CaseRow row;
    private final Inputs inputs;
    private final Map<String, Object> results = new LinkedHashMap<>();
    private final Map<String, Integer> each = new HashMap<>();

    Values(CaseRow row) {
        this.row = row;
        this.inputs = new Inputs(row);
    }

    /** A number. */
    public double number(String name) {
        return ((Number) inputs.value(name)).doubleValue();
    }

    /** An integer. */
    public int integer(String name) {
        return (Integer) inputs.value(name);
    }

    /** A truth value. */
    public boolean bool(String name) {
        return (Boolean) inputs.value(name);
    }

    /** An array of the given type, such as {@code double[][].class}. */
    public <T> T array(String name, Class<T> type) {
        return type.cast(Shapes.java(inputs.value(name), type));
    }

    /** An array. */
    public double[] doubles(String name) {
        return array(name, double[].class);
    }

    /** An array. */
    public float[] floats(String name) {
        return array(name, float[].class);
    }

    /** An array. */
    public int[] ints(String name) {
        return array(name, int[].class);
    }

    /** A fresh map. */
    public Map<String, Double> map(String name) {
        Map<String, Double> out = new HashMap<>();
        ((Map<?, ?>) inputs.value(name)).forEach((k, v) -> out.put((String) k, ((Number) v).doubleValue()));
        return out;
    }

    /** Whether the row gives it. */
    public boolean has(String name) {
        return row.inputs().containsKey(name);
    }

    /** Width of the batch. */
    public int width() {
        return row.width();
    }

    /** Leaves a result. */
    public void put(String name, Object result) {
        results.put(name, result);
    }

    /** Leaves the results of several threads, {@code n} numbers each; every thread's are compared. */
    public void putEach(String name, double[] results, int n) {
        each.put(name, n);
        put(name, results);
    }

    private String differenceOfEach(String name, Object want) {
        double[] all = (double[]) results.get(name);
        int n = each.get(name);
        for (int t = 0; t * n < all.length; t++) {
            Object mine = want instanceof java.util.List ? Arrays.copyOfRange(all, t * n, t * n + n) : (Object) all[t];
            String wrong = Comparison.difference(name, mine, want, row.rtol());
            if (wrong != null) {
                return wrong + " in thread " + t;
            }
        }
        return null;
    }

    String difference() {
        for (String name : row.expected().keySet()) {
            if (!results.containsKey(name)) {
                return name + " was not computed";
            }
            Object want = row.expected().get(name);
            String wrong = each.containsKey(name)
                    ? differenceOfEach(name, want)
                    : Comparison.difference(name, results.get(name), want, row.rtol());
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }
}
