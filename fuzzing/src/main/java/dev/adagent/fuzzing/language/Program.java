package dev.adagent.fuzzing.language;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A generated program. */
record Program(long seed, Node tree) {
    /** The sources by class name. */
    static Map<String, String> sources(List<Program> programs) {
        Map<String, String> out = new TreeMap<>();
        programs.forEach(p -> out.put(p.name(), p.source()));
        return out;
    }

    static String name(long seed) {
        return "P" + seed;
    }

    /** Of a name that {@link #name(long)} made. */
    static long seed(String name) {
        return Long.parseLong(name.substring(1));
    }

    String name() {
        return name(seed);
    }

    String source() {
        return tree.text();
    }

    /** Smaller ones of the same name; not all of them compile. */
    Stream<Program> smaller() {
        return tree.smaller().map(t -> new Program(seed, t));
    }
}
