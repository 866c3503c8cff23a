package dev.adagent.transform.autodiff;

/** How one argument takes part in a derivative. */
public enum Activity {
    /** A floating-point scalar whose gradient is returned; reverse mode only. */
    ACTIVE,
    /**
     * A value that comes with its shadow: an array or object with one of the same shape that holds gradients or tangents, or in forward
     * mode a scalar with its tangent.
     */
    DUPLICATED,
    /** A value that the derivative does not depend on. */
    CONST
}
