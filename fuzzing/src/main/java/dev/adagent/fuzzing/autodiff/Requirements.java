package dev.adagent.fuzzing.autodiff;

import dev.adagent.fuzzing.Coverage;
import dev.adagent.fuzzing.FuzzOptions;

/** What a run must have reached. */
final class Requirements {
    private Requirements() {}

    static void add(Coverage coverage, FuzzOptions options) {
        for (Program.Trait t : Program.Trait.values()) {
            coverage.require("programs", t.name(), 100);
        }
    }
}
