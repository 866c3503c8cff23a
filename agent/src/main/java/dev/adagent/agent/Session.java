package dev.adagent.agent;

import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.BiFunction;

/** The one running agent of a JVM: what it was started with, what it holds, and what went wrong. */
final class Session {
    private static volatile Session current;
    private static volatile Throwable startFailure;

    private final Instrumentation instrumentation;
    private final Failures failures;
    private final Opener opener;
    private final TrustedLookup lookups;
    private AgentOptions options = AgentOptions.none();
    private KernelTransformer transformer;
    private Preflight preflight;
    private EngineLoader loader;
    private BiFunction<String, Object[], Object> engine;
    private BiFunction<String, Object[], Object> rewriter;

    private Session(Instrumentation instrumentation, Failures failures) {
        this.instrumentation = instrumentation;
        this.failures = failures;
        this.opener = new Opener(instrumentation);
        this.lookups = new TrustedLookup(instrumentation);
    }

    /** A new session, or null if there is one. */
    static synchronized Session open(Instrumentation instrumentation) {
        if (current != null) {
            return null;
        }
        Session s = new Session(instrumentation, new Failures());
        current = s;
        return s;
    }

    /** A session of no JVM. */
    static Session forTest(Failures failures) {
        return new Session(null, failures);
    }

    /** The running session, or null. */
    static Session current() {
        return current;
    }

    static void recordStartFailure(Throwable e) {
        startFailure = e;
    }

    /** Why the agent did not start, or null. */
    static Throwable startFailure() {
        return startFailure;
    }

    void start(String args, boolean running) {
        Faults.check("premain");
        options = AgentOptions.parse(args);
        transformer = new KernelTransformer(this, new OptIn(options, failures));
        preflight = new Preflight(this);
        instrumentation.addTransformer(transformer, true);
        if (running) {
            retransformLoaded();
        }
    }

    private void retransformLoaded() {
        for (Class<?> c : instrumentation.getAllLoadedClasses()) {
            try {
                if (transformer.concerns(c) && instrumentation.isModifiableClass(c)) {
                    instrumentation.retransformClasses(c);
                }
            } catch (Throwable e) {
                failures.recordClass(c.getName(), e);
            }
        }
    }

    Instrumentation instrumentation() {
        return instrumentation;
    }

    AgentOptions options() {
        return options;
    }

    Failures failures() {
        return failures;
    }

    KernelTransformer transformer() {
        return transformer;
    }

    Opener opener() {
        return opener;
    }

    TrustedLookup lookups() {
        return lookups;
    }

    Preflight preflight() {
        return preflight;
    }

    /** Makes host copies; opened when the first class needs one. */
    synchronized BiFunction<String, Object[], Object> rewriter() {
        if (rewriter == null) {
            rewriter = load("dev.adagent.agent.engine.Rewriter");
        }
        return rewriter;
    }

    /** The engine; opened at the first request. */
    synchronized BiFunction<String, Object[], Object> engine() {
        if (engine == null) {
            engine = load("dev.adagent.agent.engine.Engine");
        }
        return engine;
    }

    boolean isEngine(ClassLoader l) {
        return l instanceof EngineLoader;
    }

    @SuppressWarnings("unchecked")
    private BiFunction<String, Object[], Object> load(String className) {
        try {
            if (loader == null) {
                loader = EngineLoader.open(ownJar());
                NativeAccess.enable(instrumentation);
            }
            BiFunction<String, Object[], Object> services = new AgentServices(this);
            return (BiFunction<String, Object[], Object>)
                    loader.loadClass(className).getConstructor(BiFunction.class).newInstance(services);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw new IllegalStateException("the engine did not start: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | java.io.IOException e) {
            throw new IllegalStateException("the engine did not start: " + e, e);
        }
    }

    /** The jar that this class came from. */
    static Path ownJar() {
        try {
            URI location = Session.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return Path.of(location);
        } catch (java.net.URISyntaxException | RuntimeException e) {
            throw new IllegalStateException("adagent.jar was not loaded from a file", e);
        }
    }
}
