package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import java.lang.reflect.Field;

/** Values of static fields that a compiled job may take as constants, or be handed when it is launched. */
@FunctionalInterface
public interface StaticValues {
    /** How the names of the compiler's own classes begin that are compiled into jobs. */
    String STAND_INS = "dev/adagent/overlay/";

    /** Knows none. */
    StaticValues NONE = field -> null;

    /**
     * The value of a static field. May initialise the class.
     *
     * @return the field's value, primitives boxed; null if it is null or not known
     */
    Object value(FieldRef field);

    /** Whether {@link #value} knows the field. */
    default boolean isKnown(FieldRef field) {
        return value(field) != null;
    }

    /**
     * Called at the end of a lift, before more work is spent on what it gave. Ends the job by an exception of its own if values were
     * withheld that will be known later.
     */
    default void settle() {}

    /**
     * Reads the fields of the classes that {@code loader} finds, which initialises them. A field that reflection may not read is not
     * known.
     */
    static StaticValues of(ClassLoader loader) {
        return new StaticValues() {
            @Override
            public Object value(FieldRef field) {
                if (Captured.isCall(field)) {
                    return HostCalls.make(field, null, loader);
                }
                try {
                    Field f = find(field);
                    return f == null ? null : f.get(null);
                } catch (ReflectiveOperationException | LinkageError e) {
                    return null; // not known: its use is refused, or fails as it must on the JVM
                }
            }

            @Override
            public boolean isKnown(FieldRef field) {
                try {
                    return Captured.isCall(field) || find(field) != null;
                } catch (ReflectiveOperationException | LinkageError e) {
                    return false;
                }
            }

            private Field find(FieldRef field) throws ReflectiveOperationException {
                // tables of the bodies that stand for the JDK's methods: an app does not see them
                boolean own = field.owner().startsWith(STAND_INS);
                ClassLoader from = own ? StaticValues.class.getClassLoader() : loader;
                Class<?> owner = Class.forName(field.owner().replace('/', '.'), true, from);
                Field f = owner.getDeclaredField(field.name());
                return f.trySetAccessible() ? f : null;
            }
        };
    }
}
