package dev.adagent;

/** An active result whose adjoint is given: reverse mode computes gradients of {@code value} times the result. */
public final class Seed implements Return {
    final double value;

    Seed(double value) {
        this.value = value;
    }

    /** The adjoint of the result. */
    public double value() {
        return value;
    }
}
