package dev.adagent;

/**
 * A {@code double} argument with its tangent, for forward mode. Reverse mode refuses it: a primitive cannot receive a gradient.
 */
public final class DuplicatedDouble implements Arg<Double> {
    final double value;
    final double tangent;

    DuplicatedDouble(double value, double tangent) {
        this.value = value;
        this.tangent = tangent;
    }

    /** The argument. */
    public double value() {
        return value;
    }

    /** The direction in which forward mode differentiates. */
    public double tangent() {
        return tangent;
    }
}
