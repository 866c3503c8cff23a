package dev.adagent.transform.lift;

import dev.adagent.transform.ir.FieldRef;
import java.lang.reflect.Field;

/** Values of {@code static final} fields that a compiled job may take as constants. */
@FunctionalInterface
public interface StaticValues {
    /** Knows none: such fields are read when the job runs. */
    StaticValues NONE = field -> null;

    /**
     * The value of a {@code static final} field of primitive or {@code String} type, or of one of the {@code int[]} that javac makes for
     * a switch over an enum ({@code $SwitchMap$…}). May initialise the class.
     *
     * @return a boxed primitive, a String or an int[], or null if it is not known (or null)
     */
    Object value(FieldRef field);

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
        return field -> {
            try {
                Class<?> owner = Class.forName(field.owner().replace('/', '.'), true, loader);
                Field f = owner.getDeclaredField(field.name());
                return f.trySetAccessible() ? f.get(null) : null;
            } catch (ReflectiveOperationException | LinkageError e) {
                // Not known: the field is read, and fails as it must, when the job runs.
                return null;
            }
        };
    }
}
