package dev.adagent.transform.autodiff;

/** Which derivative of a function to make. */
public enum DerivativeMode {
    /** Gradients of the arguments from an adjoint of the result. */
    REVERSE,
    /** As {@link #REVERSE}, and the function's own result. */
    REVERSE_WITH_PRIMAL,
    /** The tangent of the result from tangents of the arguments. */
    FORWARD,
    /** As {@link #FORWARD}, and the function's own result. */
    FORWARD_WITH_PRIMAL;

    public boolean isReverse() {
        return this == REVERSE || this == REVERSE_WITH_PRIMAL;
    }

    public boolean withPrimal() {
        return this == REVERSE_WITH_PRIMAL || this == FORWARD_WITH_PRIMAL;
    }
}
