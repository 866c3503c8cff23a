package dev.adagent.agent;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Opens the packages of an app's named module to the agent and the engine, which look into lambdas and read constants there. Nobody else sees
 * more of the module than before.
 */
final class Opener {
    private final Instrumentation instrumentation;

    Opener(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /** Opens the module of {@code c}, unless it is the JDK's or open by nature, to the module of {@code user}. */
    void open(Class<?> c, Module user) {
        Module module = c.getModule();
        String name = c.getPackageName();
        if (!module.isNamed() || c.getClassLoader() == null || module.isOpen(name, user)) {
            return;
        }
        Map<String, Set<Module>> opens = new TreeMap<>();
        for (String p : module.getPackages()) {
            opens.put(p, Set.of(user));
        }
        instrumentation.redefineModule(module, Set.of(), Map.of(), opens, Set.of(), Map.of());
    }
}
