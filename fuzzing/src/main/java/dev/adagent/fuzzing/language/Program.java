package dev.adagent.fuzzing.language;

import java.util.stream.Stream;

/** A generated program. */
record Program(long seed, Node tree) {
    static String name(long seed) {
        return "P" + seed;
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
