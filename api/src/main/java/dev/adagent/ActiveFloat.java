package dev.adagent;

/**
 * A {@code float} argument whose gradient is wanted: reverse mode adds the derivative of the function's result with respect to
 * this argument to {@link #grad()}, which starts at 0. In forward mode its tangent is 0.
 */
public final class ActiveFloat implements Arg<Float> {
    final float value;
    float grad;

    ActiveFloat(float value) {
        this.value = value;
    }

    /** The argument. */
    public float value() {
        return value;
    }

    /** The gradient accumulated so far. */
    public float grad() {
        return grad;
    }
}
