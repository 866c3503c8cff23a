package dev.adagent.transform.ir;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The functions of one job, by name, in the order in which they were added; the first is the entry. */
public final class Module {
    private final Map<String, Function> functions = new LinkedHashMap<>();

    public void add(Function f) {
        if (functions.putIfAbsent(f.name(), f) != null) {
            throw new IllegalArgumentException("function " + f.name() + " twice");
        }
    }

    /** Puts {@code f} in the place of the function of the same name, or adds it. */
    public void put(Function f) {
        functions.put(f.name(), f);
    }

    /** The function of that name, or null. */
    public Function get(String name) {
        return functions.get(name);
    }

    public void remove(String name) {
        functions.remove(name);
    }

    public Function entry() {
        return functions.values().iterator().next();
    }

    public Collection<Function> functions() {
        return functions.values();
    }
}
