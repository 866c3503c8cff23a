package dev.adagent;

/**
 * A {@code double} argument whose gradient is wanted: reverse mode adds the derivative of the function's result with respect to
 * this argument to {@link #grad()}, which starts at 0. In forward mode its tangent is 0.
 */
public final class Active implements Arg<Double> {
    final double value;
    double grad;

    Active(double value) {
        this.value = value;
    }

    /** The argument. */
    public double value() {
        return value;
    }

    /** The gradient accumulated so far. */
    public double grad() {
        return grad;
    }
}
