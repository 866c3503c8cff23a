package dev.adagent;

/** How {@link Autodiff#autodiff} differentiates. */
public enum Mode {
    /** Gradients of the arguments; the result itself is not computed. */
    REVERSE,
    /** Gradients of the arguments, and {@link Result#primal()}. */
    REVERSE_WITH_PRIMAL,
    /** {@link Result#tangent()}: the derivative of the result in the direction of the arguments' tangents. */
    FORWARD,
    /** Forward mode, and {@link Result#primal()}. */
    FORWARD_WITH_PRIMAL;

    /** Whether gradients of the arguments are computed, not a tangent of the result. */
    public boolean isReverse() {
        return this == REVERSE || this == REVERSE_WITH_PRIMAL;
    }

    /** Whether {@link Result#primal()} is computed. */
    public boolean withPrimal() {
        return this == REVERSE_WITH_PRIMAL || this == FORWARD_WITH_PRIMAL;
    }
}
