package dev.adagent.fuzzing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often a run reached what: names in groups, such as {@code bytecode} or {@code optimisation}. Not safe for several threads. */
public final class Coverage {
    private final Map<String, Map<String, Long>> counts = new TreeMap<>();
    private final Map<String, Map<String, Long>> required = new TreeMap<>();
    private final Map<String, Map<String, String>> excluded = new TreeMap<>();

    public void count(String group, String name) {
        count(group, name, 1);
    }

    public void count(String group, String name, long times) {
        counts.computeIfAbsent(group, g -> new TreeMap<>()).merge(name, times, Long::sum);
    }

    public long get(String group, String name) {
        return counts.getOrDefault(group, Map.of()).getOrDefault(name, 0L);
    }

    /** The run must reach this so often. */
    public void require(String group, String name, long times) {
        required.computeIfAbsent(group, g -> new TreeMap<>()).put(name, times);
    }

    /** This is not asked for; the report says why. */
    public void exclude(String group, String name, String why) {
        excluded.computeIfAbsent(group, g -> new TreeMap<>()).put(name, why);
    }

    /** Adds what another job reached. */
    public void add(Coverage other) {
        other.counts.forEach((group, names) -> names.forEach((name, times) -> count(group, name, times)));
    }

    /** What was reached less often than required, a line each. */
    public List<String> missing() {
        List<String> out = new ArrayList<>();
        required.forEach((group, names) -> names.forEach((name, times) -> {
            if (get(group, name) < times) {
                out.add(group + " " + name + ": " + get(group, name) + " of " + times);
            }
        }));
        return out;
    }

    /** All groups: how many names were reached and how often at least, then each name with its number. */
    public String report() {
        StringBuilder out = new StringBuilder();
        counts.forEach((group, names) -> {
            Map<String, Long> asked = required.getOrDefault(group, Map.of());
            out.append(group).append(": ");
            if (!asked.isEmpty()) {
                long least = asked.keySet().stream()
                        .mapToLong(n -> names.getOrDefault(n, 0L))
                        .min()
                        .orElse(0);
                out.append(asked.size())
                        .append(" required, each reached at least ")
                        .append(least)
                        .append(" times; ");
            }
            out.append(names.size()).append(" seen\n");
            names.forEach((name, times) ->
                    out.append("  ").append(name).append(' ').append(times).append('\n'));
        });
        excluded.forEach((group, names) -> names.forEach((name, why) -> out.append(group)
                .append(' ')
                .append(name)
                .append(" is not asked for: ")
                .append(why)
                .append('\n')));
        missing().forEach(m -> out.append("MISSING ").append(m).append('\n'));
        return out.toString();
    }
}
