package dev.adagent;

/**
 * An array or object with its shadow of the same type and shape. Reverse mode adds gradients to the shadow; forward mode reads
 * tangents from it, and writes there the tangents of what the function writes to the argument.
 *
 * @param <T> type of the argument
 */
public final class Duplicated<T> implements Arg<T> {
    final T value;
    final T shadow;

    Duplicated(T value, T shadow) {
        this.value = value;
        this.shadow = shadow;
    }

    /** The argument. */
    public T value() {
        return value;
    }

    /** The shadow. */
    public T shadow() {
        return shadow;
    }
}
