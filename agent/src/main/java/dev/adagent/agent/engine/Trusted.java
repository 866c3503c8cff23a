package dev.adagent.agent.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.BiFunction;

/** What only the JVM itself may do, asked of the agent: lookups with private access, and whether a class is initialised. */
class Trusted {
    private final BiFunction<String, Object[], Object> agent;
    private volatile MethodHandle shouldBeInitialized;

    /** @param agent answers {@code "lookup"} */
    Trusted(BiFunction<String, Object[], Object> agent) {
        this.agent = agent;
    }

    /** A lookup with full access on the class. */
    MethodHandles.Lookup lookup(Class<?> c) {
        return (MethodHandles.Lookup) agent.apply("lookup", new Object[] {c});
    }

    /** A new object of an app's class, no constructor run. */
    Object allocate(Class<?> c) {
        try {
            Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
            MethodHandles.Lookup l = lookup(unsafe);
            Object instance = l.findStatic(unsafe, "getUnsafe", MethodType.methodType(unsafe))
                    .invoke();
            return l.findVirtual(unsafe, "allocateInstance", MethodType.methodType(Object.class, Class.class))
                    .bindTo(instance)
                    .invoke(c);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("no object of " + c.getName() + " can be made", e);
        }
    }

    /**
     * Whether the class's initialiser has ended well (JVMS §5.5). It has not while it runs, in the thread that runs it too; there is no
     * public question for that: {@code Class.forName} returns at once in that thread.
     */
    boolean isInitialized(Class<?> c) {
        try {
            MethodHandle h = shouldBeInitialized;
            if (h == null) {
                Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
                MethodHandles.Lookup l = lookup(unsafe);
                Object instance = l.findStatic(unsafe, "getUnsafe", MethodType.methodType(unsafe))
                        .invoke();
                h = l.findVirtual(unsafe, "shouldBeInitialized", MethodType.methodType(boolean.class, Class.class))
                        .bindTo(instance);
                shouldBeInitialized = h;
            }
            return !(boolean) h.invokeExact(c);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Java " + Runtime.version() + " does not tell which classes are ready", e);
        }
    }
}
