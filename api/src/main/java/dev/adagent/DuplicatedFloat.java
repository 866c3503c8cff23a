package dev.adagent;

/**
 * A {@code float} argument with its tangent, for forward mode. Reverse mode refuses it: a primitive cannot receive a gradient.
 */
public final class DuplicatedFloat implements Arg<Float> {
    final float value;
    final float tangent;

    DuplicatedFloat(float value, float tangent) {
        this.value = value;
        this.tangent = tangent;
    }

    /** The argument. */
    public float value() {
        return value;
    }

    /** The direction in which forward mode differentiates. */
    public float tangent() {
        return tangent;
    }
}
