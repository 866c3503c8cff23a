package dev.adagent.transform.device;

import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.ConstructionRun;
import java.util.Arrays;

/** Makes the Java exceptions that kernels describe. */
public final class Exceptions {
    private Exceptions() {}

    /**
     * Stands for an exception of a class that the engine cannot see, one of the app's; whoever knows the app's class loader puts the
     * real one in its place with {@link Exceptions#make(String, String, ClassLoader)}.
     */
    public static final class Described extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String className;
        private final transient Construction construction;
        private final transient Object[] operands;

        Described(String className, String message) {
            this(className, message, null);
        }

        Described(String className, String message, Construction construction, Object... operands) {
            super(message);
            this.className = className;
            this.construction = construction;
            this.operands = operands;
        }

        /** Internal name of the exception's class. */
        public String className() {
            return className;
        }

        @Override
        public String toString() {
            String name = className.replace('/', '.');
            return getMessage() == null ? name : name + ": " + getMessage();
        }
    }

    /** A JDK exception by internal class name and message (or null); a {@link Described} one if the JDK has no such class. */
    public static Throwable make(String className, String message) {
        return make(className, message, ClassLoader.getPlatformClassLoader());
    }

    /**
     * An exception by a constructor of its own.
     *
     * @param operands the numbers that go into its slots, as the IR has them
     * @return a {@link Described} one if the loader does not find its class or the constructor cannot be called
     */
    public static Throwable make(Construction construction, Object[] operands, ClassLoader loader) {
        try {
            return ConstructionRun.run(construction, operands, loader);
        } catch (ReflectiveOperationException | TypeNotPresentException | ClassCastException | LinkageError e) {
            String shown = construction.text() + (operands.length == 0 ? "" : " of " + Arrays.toString(operands));
            Described d = new Described(construction.root().className(), shown, construction, operands);
            d.initCause(e);
            return d;
        }
    }

    /** As {@link #make(String, String)}, with the class looked up by the given loader. */
    public static Throwable make(String className, String message, ClassLoader loader) {
        try {
            Class<? extends Throwable> c =
                    Class.forName(className.replace('/', '.'), true, loader).asSubclass(Throwable.class);
            if (message == null) {
                var make = c.getDeclaredConstructor();
                return open(make) ? make.newInstance() : new Described(className, null);
            }
            var make = c.equals(AssertionError.class)
                    ? c.getDeclaredConstructor(Object.class)
                    : c.getDeclaredConstructor(String.class);
            return open(make) ? make.newInstance(message) : new Described(className, message);
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            return new Described(className, message);
        }
    }

    /** The exception itself, or for a {@link Described} one that of the app, if the loader finds its class, with the same trace. */
    public static Throwable resolve(Throwable t, ClassLoader loader) {
        if (!(t instanceof Described d)) {
            return t;
        }
        Throwable real = d.construction == null
                ? make(d.className(), d.getMessage(), loader)
                : make(d.construction, d.operands, loader);
        real.setStackTrace(t.getStackTrace());
        return real;
    }

    private static boolean open(java.lang.reflect.Constructor<?> c) {
        return c.canAccess(null) || c.trySetAccessible();
    }
}
