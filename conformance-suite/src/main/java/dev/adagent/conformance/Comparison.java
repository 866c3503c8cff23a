package dev.adagent.conformance;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares numbers element by element: {@code |got - want| <= rtol * max(|want|, m / 1000)}, where m is the largest |want| within the
 * same named result, 1 if all are 0. An infinity must be that infinity, and counts for nothing else; NaN never passes.
 */
final class Comparison {
    private Comparison() {}

    /** What is wrong, or null. @param got a number, an array, a list or a map of them */
    static String difference(String name, Object got, Object want, double rtol) {
        List<String> places = new ArrayList<>();
        List<Object> mine = new ArrayList<>();
        List<Object> theirs = new ArrayList<>();
        String shape = walk(name, got, want, places, mine, theirs);
        if (shape != null) {
            return shape;
        }
        double max = theirs.stream()
                .mapToDouble(v -> Math.abs(number(v)))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double floor = (max == 0 ? 1 : max) / 1000;
        for (int k = 0; k < mine.size(); k++) {
            double g = number(mine.get(k));
            double w = number(theirs.get(k));
            boolean right = Double.isInfinite(w) ? g == w : Math.abs(g - w) <= rtol * Math.max(Math.abs(w), floor);
            if (!right) {
                return places.get(k) + " is " + g + ", expected " + w;
            }
        }
        return null;
    }

    /** A boolean counts as 0 or 1. */
    private static double number(Object v) {
        if (v instanceof Boolean b) {
            return b ? 1 : 0;
        }
        return ((Number) v).doubleValue();
    }

    private static String walk(
            String place, Object got, Object want, List<String> places, List<Object> mine, List<Object> theirs) {
        if (want instanceof List<?> list) {
            return walkList(place, got, list, places, mine, theirs);
        }
        if (want instanceof Map<?, ?> map) {
            Set<?> keys = got instanceof Map<?, ?> m ? m.keySet() : Set.of();
            if (!keys.equals(map.keySet())) {
                return place + " has the keys " + keys + ", expected " + map.keySet();
            }
            for (Map.Entry<?, ?> e : map.entrySet()) {
                String wrong = walk(
                        place + "." + e.getKey(),
                        ((Map<?, ?>) got).get(e.getKey()),
                        e.getValue(),
                        places,
                        mine,
                        theirs);
                if (wrong != null) {
                    return wrong;
                }
            }
            return null;
        }
        if (!(got instanceof Number) && !(got instanceof Boolean)) {
            return place + " is " + got + ", expected " + want;
        }
        places.add(place);
        mine.add(got);
        theirs.add(want);
        return null;
    }

    private static String walkList(
            String place, Object got, List<?> want, List<String> places, List<Object> mine, List<Object> theirs) {
        if (got == null || !got.getClass().isArray()) {
            return place + " is " + got + ", expected an array of length " + want.size();
        }
        if (Array.getLength(got) != want.size()) {
            return place + " has length " + Array.getLength(got) + ", expected " + want.size();
        }
        for (int k = 0; k < want.size(); k++) {
            String wrong = walk(place + "[" + k + "]", Array.get(got, k), want.get(k), places, mine, theirs);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }
}
