package dev.adagent;

/** A {@code double} argument with a batch of tangents, one for each derivative made at once (forward mode). */
public final class DuplicatedDoubleBatch implements Arg<Double> {
    final double value;
    final double[] tangents;

    DuplicatedDoubleBatch(double value, double[] tangents) {
        this.value = value;
        this.tangents = tangents;
    }

    /** The argument. */
    public double value() {
        return value;
    }
}
