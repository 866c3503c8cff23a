package dev.adagent.agent.engine;

import dev.adagent.transform.lift.ClassSource;
import java.util.function.BiFunction;

/** Class files and methods of the app, as jobs see them. */
final class Classes {
    private final BiFunction<String, Object[], Object> agent;
    private final HiddenLambdas lambdas;

    /** @param agent gives the class files that have no resource */
    Classes(BiFunction<String, Object[], Object> agent) {
        this.agent = agent;
        lambdas = new HiddenLambdas(new Trusted(agent));
    }

    /** What lambdas are. */
    HiddenLambdas lambdas() {
        return lambdas;
    }

    /**
     * Class files for a job that starts in {@code owner}: the resources of its loader, since another agent may have changed what the JVM
     * was handed; for a class without a resource, what was handed in; last the engine's own, where the bodies of overlays are.
     */
    ClassSource source(Class<?> owner) {
        ClassLoader loader = owner.getClassLoader();
        ClassSource handedIn = name -> {
            if (name.equals(internalName(owner))) {
                return (byte[]) agent.apply("bytes", new Object[] {owner});
            }
            Class<?> other = loaded(name, loader);
            return other == null ? null : (byte[]) agent.apply("bytes", new Object[] {other});
        };
        ClassSource bodiesOfTables = ClassSource.of(Classes.class.getClassLoader());
        return ClassSource.of(loader)
                .orElse(handedIn)
                .orElse(ClassSource.of((ClassLoader) null))
                .orElse(bodiesOfTables);
    }

    private static Class<?> loaded(String name, ClassLoader loader) {
        try {
            return Class.forName(name.replace('/', '.'), false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null; // no class of that name: the lift says so, with the call that leads there
        }
    }

    /** Opens a named module of the app to the engine, which looks into lambdas and reads constants. */
    void open(Class<?> c) {
        if (c.getModule().isNamed()) {
            Object nothing = agent.apply("open", new Object[] {c, Classes.class.getModule()});
            assert nothing == null;
        }
    }

    static String internalName(Class<?> c) {
        return c.getName().replace('.', '/');
    }
}
