package dev.adagent;

/**
 * An argument with a batch of shadows, one for each derivative made at once.
 *
 * @param <T> type of the argument, boxed if it is a primitive
 */
public final class DuplicatedBatch<T> implements Arg<T> {
    final T value;
    final Object[] shadows;

    DuplicatedBatch(T value, Object[] shadows) {
        this.value = value;
        this.shadows = shadows;
    }

    /** The argument. */
    public T value() {
        return value;
    }
}
