package dev.adagent;

/**
 * A {@code float} argument that is not differentiated.
 */
public final class ConstFloat implements Arg<Float> {
    final float value;

    ConstFloat(float value) {
        this.value = value;
    }

    /** The argument. */
    public float value() {
        return value;
    }
}
