package dev.adagent;

/**
 * A {@code long} argument that is not differentiated.
 */
public final class ConstLong implements Arg<Long> {
    final long value;

    ConstLong(long value) {
        this.value = value;
    }

    /** The argument. */
    public long value() {
        return value;
    }
}
