package dev.adagent;

/** How freely a kernel's floating-point arithmetic may differ from Java's. */
public enum MathMode {
    /** Java's bits for arithmetic (JLS §15.17, §15.18) and {@link StrictMath}; {@link Math} within the bounds of its documentation. */
    STRICT,
    /** As {@link #STRICT}, but a product and a sum may become one fused multiply-add, rounded once; {@link Math} within 2 ulp. */
    CONTRACT,
    /** As {@link #CONTRACT}, and a device may use its approximate functions. A device may also be stricter. */
    FAST
}
