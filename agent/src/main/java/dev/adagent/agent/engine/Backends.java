package dev.adagent.agent.engine;

import dev.adagent.overlay.OverlayDeclarationException;
import dev.adagent.overlay.OverlayProvider;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.Target;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;

/** The engine's own back ends, and those that an app's class loader sees. */
final class Backends {
    private final OverlayRegistry own = OverlayRegistry.discoverNames(Backends.class.getClassLoader());
    /** Registries hold names only, so they keep no loader. */
    private final Map<ClassLoader, OverlayRegistry> registries = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * The tables of all back ends that an app sees.
     *
     * @param app the app's class loader, null for the boot loader
     * @throws OverlayDeclarationException if a provider that the app names cannot be used
     */
    OverlayRegistry registry(ClassLoader app) {
        if (app == null) {
            return own;
        }
        OverlayRegistry known = registries.get(app);
        if (known == null) {
            known = hasProviders(app) ? discover(app) : own;
            registries.putIfAbsent(app, known);
        }
        return known;
    }

    /** What cannot be one of an app's: the providers that the engine's own services name. */
    private static boolean hasProviders(ClassLoader app) {
        try {
            for (Class<?> service : new Class<?>[] {OverlayProvider.class, Target.class}) {
                String file = "META-INF/services/" + service.getName();
                Set<String> engines = new HashSet<>();
                for (URL url : Collections.list(Backends.class.getClassLoader().getResources(file))) {
                    engines.add(url.toString());
                }
                for (URL url : Collections.list(app.getResources(file))) {
                    if (!engines.contains(url.toString())) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            throw new OverlayDeclarationException("back ends of the app cannot be looked for: " + e);
        }
    }

    private static OverlayRegistry discover(ClassLoader app) {
        try {
            return OverlayRegistry.discover(new BackendLoader(app));
        } catch (ServiceConfigurationError | LinkageError e) {
            throw unusable(e);
        }
    }

    /**
     * The targets that an app brings, by name. They are of a class loader of their own.
     *
     * @throws OverlayDeclarationException if a provider that the app names cannot be used
     */
    static Map<String, Target> targets(ClassLoader app) {
        Map<String, Target> out = new TreeMap<>();
        try {
            for (Target t : ServiceLoader.load(Target.class, new BackendLoader(app))) {
                Target other = out.putIfAbsent(t.name(), t);
                if (other != null) {
                    throw new OverlayDeclarationException("two targets have the name " + t.name() + ": "
                            + other.getClass().getName() + " and "
                            + t.getClass().getName());
                }
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw unusable(e);
        }
        return out;
    }

    private static OverlayDeclarationException unusable(Throwable e) {
        return new OverlayDeclarationException("a back end on the app's class path cannot be used: " + e
                + (e.getCause() == null ? "" : ", " + e.getCause()));
    }
}
