package dev.adagent.agent.engine;

import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.lift.StaticValues;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Constants of the app's classes for one attempt at compiling. It runs no code of the app: a class that is not initialised is noted, and
 * whoever asked for the compilation initialises it where no other thread waits for it ({@link Once}).
 */
final class AppStatics implements StaticValues {
    private final ClassLoader loader;
    private final StaticValues ready;
    private final Trusted trusted;
    private final Set<Class<?>> unreadable;
    private final Set<Class<?>> pending = new LinkedHashSet<>();

    /**
     * @param loader finds the app's classes
     * @param unreadable classes whose fields have no value to fold: their initialiser failed, or is running in this very thread
     */
    AppStatics(ClassLoader loader, Trusted trusted, Set<Class<?>> unreadable) {
        this.loader = loader;
        this.ready = StaticValues.of(loader);
        this.trusted = trusted;
        this.unreadable = unreadable;
    }

    @Override
    public Object value(FieldRef field) {
        return isReady(field, pending::add) ? ready.value(field) : null;
    }

    @Override
    public boolean isKnown(FieldRef field) {
        return isReady(field, c -> {}) && ready.isKnown(field);
    }

    /**
     * Whether the field's class is initialised, or is the engine's own, which runs no code of the app. Of others nothing is known: the field is read, and
     * fails as it must, when the job runs.
     */
    private boolean isReady(FieldRef field, Consumer<Class<?>> notYet) {
        if (field.owner().startsWith(STAND_INS)) {
            return true;
        }
        try {
            Class<?> owner = Class.forName(field.owner().replace('/', '.'), false, loader);
            if (unreadable.contains(owner)) {
                return false;
            }
            boolean ran = trusted.isInitialized(owner);
            if (!ran) {
                notYet.accept(owner);
            }
            return ran;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Ends an attempt whose result would not hold. */
    private static final class NotReady extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotReady() {
            super("classes are to be initialised first", null, false, false);
        }
    }

    @Override
    public void settle() {
        if (!pending.isEmpty()) {
            throw new NotReady();
        }
    }

    /** The classes to initialise before the attempt's result holds. */
    Set<Class<?>> pending() {
        return pending;
    }
}
