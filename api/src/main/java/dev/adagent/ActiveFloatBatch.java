package dev.adagent;

/** A {@code float} argument of which a batch of gradients is wanted, one for each seed or shadow. */
public final class ActiveFloatBatch implements Arg<Float> {
    final float value;
    final float[] grads;

    ActiveFloatBatch(float value, int width) {
        this.value = value;
        this.grads = new float[width];
    }

    /** The argument. */
    public float value() {
        return value;
    }

    /** The gradients accumulated so far, by lane. */
    public float[] grads() {
        return grads.clone();
    }

    /** The gradient of one lane, from 0. */
    public float grad(int lane) {
        return grads[lane];
    }
}
