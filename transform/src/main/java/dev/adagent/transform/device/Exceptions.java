package dev.adagent.transform.device;

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

        Described(String className, String message) {
            super(message);
            this.className = className;
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
        Throwable real = make(d.className(), d.getMessage(), loader);
        real.setStackTrace(t.getStackTrace());
        return real;
    }

    private static boolean open(java.lang.reflect.Constructor<?> c) {
        return c.canAccess(null) || c.trySetAccessible();
    }
}
