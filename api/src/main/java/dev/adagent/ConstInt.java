package dev.adagent;

/**
 * An {@code int} argument that is not differentiated.
 */
public final class ConstInt implements Arg<Integer> {
    final int value;

    ConstInt(int value) {
        this.value = value;
    }

    /** The argument. */
    public int value() {
        return value;
    }
}
