package dev.adagent.transform.link;

import dev.adagent.transform.link.Resolution.Unresolved;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The findings of one class, each once. */
final class Findings {
    /** Something that may not resolve. */
    interface Lookup {
        void run() throws Unresolved;
    }

    private final List<Finding> all = new ArrayList<>();
    private final Set<String> whats = new HashSet<>();
    private final Set<String> keys = new HashSet<>();
    private final String className;

    Findings(String className) {
        this.className = className;
    }

    List<Finding> all() {
        return all;
    }

    /** Looks something up that stands at a place. */
    void look(String method, int line, Lookup lookup) {
        try {
            lookup.run();
        } catch (Unresolved e) {
            add(new Finding(className, method, line, e.getMessage(), e.advice(), e.missing()));
        }
    }

    /** Looks something up whose place is unknown; what was found elsewhere in the class is not said again. */
    void lookAnywhere(Lookup lookup) {
        try {
            lookup.run();
        } catch (Unresolved e) {
            if (!whats.contains(e.getMessage())) {
                add(new Finding(className, null, 0, e.getMessage(), e.advice(), e.missing()));
            }
        }
    }

    void add(String method, int line, String what, String advice) {
        add(new Finding(className, method, line, what, advice));
    }

    private void add(Finding f) {
        whats.add(f.what());
        if (keys.add(f.key())) {
            all.add(f);
        }
    }
}
