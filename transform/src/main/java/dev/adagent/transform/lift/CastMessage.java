package dev.adagent.transform.lift;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The message of a {@code ClassCastException} as HotSpot words it: behind the names of the two classes stand their modules and loaders. */
public final class CastMessage {
    private static final Pattern NAMES = Pattern.compile("class (\\S+) cannot be cast to class (\\S+)");

    private CastMessage() {}

    /**
     * The exception itself, or where a kernel raised it, which knows names alone, one with the whole message.
     *
     * @param loader finds the classes
     */
    public static Throwable complete(Throwable raised, ClassLoader loader) {
        String message = raised.getClass() == ClassCastException.class ? raised.getMessage() : null;
        Matcher names = NAMES.matcher(message == null ? "" : message);
        if (!names.matches()) {
            return raised;
        }
        try {
            Class<?> from = Class.forName(names.group(1), false, loader);
            Class<?> to = Class.forName(names.group(2), false, loader);
            return Reworded.like(raised, new ClassCastException(message + " (" + places(from, to) + ")"));
        } catch (ClassNotFoundException | LinkageError e) {
            return raised;
        }
    }

    private static String places(Class<?> from, Class<?> to) {
        return from.getModule() == to.getModule()
                ? from.getName() + " and " + to.getName() + " are in " + place(from)
                : from.getName() + " is in " + place(from) + "; " + to.getName() + " is in " + place(to);
    }

    private static String place(Class<?> c) {
        Module m = c.getModule();
        return (m.isNamed() ? "module " + m.getName() : "unnamed module") + " of loader " + loader(c);
    }

    private static String loader(Class<?> c) {
        Class<?> element = c;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        ClassLoader l = element.getClassLoader();
        if (l == null) {
            return "'bootstrap'";
        }
        boolean builtin = l == ClassLoader.getSystemClassLoader() || l == ClassLoader.getPlatformClassLoader();
        String name = l.getName() == null ? l.getClass().getName() : "'" + l.getName() + "'";
        return name + (builtin ? "" : " @" + Integer.toHexString(System.identityHashCode(l)));
    }
}
