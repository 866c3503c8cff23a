package dev.adagent;

/**
 * A {@code boolean} argument that is not differentiated.
 */
public final class ConstBoolean implements Arg<Boolean> {
    final boolean value;

    ConstBoolean(boolean value) {
        this.value = value;
    }

    /** The argument. */
    public boolean value() {
        return value;
    }
}
