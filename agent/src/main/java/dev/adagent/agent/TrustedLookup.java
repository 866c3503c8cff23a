package dev.adagent.agent;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;

/**
 * Lookups with full access on any class: {@link MethodHandles#privateLookupIn} gives none across class loaders and modules that do not
 * read each other. The JDK's own lookup is reached by opening {@code java.lang.invoke} to this class's module alone, which is what
 * {@link Instrumentation#redefineModule} is for. Only the engine is given what comes from here.
 */
final class TrustedLookup {
    private final Instrumentation instrumentation;
    private MethodHandles.Lookup all;

    TrustedLookup(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /**
     * A lookup on a class with its private access, that hidden classes can be defined with.
     *
     * @throws IllegalStateException if this Java has no such lookup
     */
    MethodHandles.Lookup in(Class<?> c) {
        return all().in(c);
    }

    private synchronized MethodHandles.Lookup all() {
        if (all == null) {
            instrumentation.redefineModule(
                    Object.class.getModule(),
                    Set.of(),
                    Map.of(),
                    Map.of("java.lang.invoke", Set.of(TrustedLookup.class.getModule())),
                    Set.of(),
                    Map.of());
            try {
                Field f = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
                f.setAccessible(true);
                all = (MethodHandles.Lookup) f.get(null);
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new IllegalStateException("Java " + Runtime.version() + " gives no lookup on other classes", e);
            }
        }
        return all;
    }
}
