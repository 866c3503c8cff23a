package dev.adagent;

/** A {@code double} argument of which a batch of gradients is wanted, one for each seed or shadow. */
public final class ActiveBatch implements Arg<Double> {
    final double value;
    final double[] grads;

    ActiveBatch(double value, int width) {
        this.value = value;
        this.grads = new double[width];
    }

    /** The argument. */
    public double value() {
        return value;
    }

    /** The gradients accumulated so far, by lane. */
    public double[] grads() {
        return grads.clone();
    }

    /** The gradient of one lane, from 0. */
    public double grad(int lane) {
        return grads[lane];
    }
}
