package dev.adagent;

/**
 * A {@code double} argument that is not differentiated.
 */
public final class ConstDouble implements Arg<Double> {
    final double value;

    ConstDouble(double value) {
        this.value = value;
    }

    /** The argument. */
    public double value() {
        return value;
    }
}
