package dev.adagent;

/** A {@code float} argument with a batch of tangents, one for each derivative made at once (forward mode). */
public final class DuplicatedFloatBatch implements Arg<Float> {
    final float value;
    final float[] tangents;

    DuplicatedFloatBatch(float value, float[] tangents) {
        this.value = value;
        this.tangents = tangents;
    }

    /** The argument. */
    public float value() {
        return value;
    }
}
