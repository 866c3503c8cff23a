package dev.adagent;

/**
 * An argument that is not differentiated: an array or object that the function only reads constants from.
 *
 * @param <T> type of the argument
 */
public final class Const<T> implements Arg<T> {
    final T value;

    Const(T value) {
        this.value = value;
    }

    /** The argument. */
    public T value() {
        return value;
    }
}
