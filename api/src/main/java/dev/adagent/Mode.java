package dev.adagent;

/**
 * How {@link Autodiff#autodiff} differentiates. There is one object for each mode, so that modes are compared with {@code ==}.
 * {@link Autodiff#withStrongZero} and {@link Autodiff#withRuntimeActivity} make variants.
 */
public final class Mode {
    private static final int PRIMAL = 1;
    private static final int REVERSE_BIT = 2;
    private static final int HOLOMORPHIC = 4;
    private static final int STRONG_ZERO = 8;
    private static final int RUNTIME_ACTIVITY = 16;

    private static final Mode[] ALL = new Mode[32];

    static {
        for (int bits = 0; bits < ALL.length; bits++) {
            ALL[bits] = new Mode(bits);
        }
    }

    /** {@link Result#tangent()}: the derivative of the result in the direction of the arguments' tangents. */
    public static final Mode FORWARD = ALL[0];

    /** Forward mode, and {@link Result#primal()}. */
    public static final Mode FORWARD_WITH_PRIMAL = ALL[PRIMAL];

    /** Gradients of the arguments; the result itself is not computed. */
    public static final Mode REVERSE = ALL[REVERSE_BIT];

    /** Gradients of the arguments, and {@link Result#primal()}. */
    public static final Mode REVERSE_WITH_PRIMAL = ALL[REVERSE_BIT | PRIMAL];

    /**
     * Derivatives with respect to {@linkplain Complex complex numbers}, each a = x + iy, of a function that returns one:
     * ½(∂f/∂x − i·∂f/∂y), which is f′ if the function is holomorphic; of a function that returns a real number:
     * ∂f/∂x + i·∂f/∂y, the direction of steepest ascent.
     */
    public static final Mode REVERSE_HOLOMORPHIC = ALL[REVERSE_BIT | HOLOMORPHIC];

    private final int bits;

    private Mode(int bits) {
        this.bits = bits;
    }

    /** Whether gradients of the arguments are computed, not a tangent of the result. */
    public boolean isReverse() {
        return (bits & REVERSE_BIT) != 0;
    }

    /** Whether {@link Result#primal()} is computed. */
    public boolean withPrimal() {
        return (bits & PRIMAL) != 0;
    }

    /** Whether derivatives are those with respect to complex numbers. */
    public boolean isHolomorphic() {
        return (bits & HOLOMORPHIC) != 0;
    }

    /** Whether a derivative of zero stays zero, whatever it is multiplied with. */
    public boolean isStrongZero() {
        return (bits & STRONG_ZERO) != 0;
    }

    /** Whether it is found out while the derivative runs which arrays and objects are constant. */
    public boolean isRuntimeActivity() {
        return (bits & RUNTIME_ACTIVITY) != 0;
    }

    Mode strongZero() {
        return ALL[bits | STRONG_ZERO];
    }

    Mode runtimeActivity() {
        return ALL[bits | RUNTIME_ACTIVITY];
    }

    /** What the engine is asked for: the name of the plain mode, then the variants, blanks between. */
    String request() {
        return (isReverse() ? "REVERSE" : "FORWARD")
                + (withPrimal() ? "_WITH_PRIMAL" : "")
                + (isStrongZero() ? " strongzero" : "")
                + (isRuntimeActivity() ? " runtimeactivity" : "");
    }

    /** The mode's name, with its variants in parentheses. */
    @Override
    public String toString() {
        String name = isHolomorphic()
                ? "REVERSE_HOLOMORPHIC"
                : (isReverse() ? "REVERSE" : "FORWARD") + (withPrimal() ? "_WITH_PRIMAL" : "");
        String variants = (isStrongZero() ? "strong zero" : "")
                + (isStrongZero() && isRuntimeActivity() ? ", " : "")
                + (isRuntimeActivity() ? "runtime activity" : "");
        return variants.isEmpty() ? name : name + " (" + variants + ")";
    }
}
