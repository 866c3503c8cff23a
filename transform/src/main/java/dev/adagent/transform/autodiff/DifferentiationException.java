package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Loc;

/** A function that cannot be differentiated as asked; says what, where, why, and what to write instead. */
public class DifferentiationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Loc loc;
    private final String construct;
    private final String hint;

    /**
     * @param loc source place of the construct
     * @param construct what stands there and why it has no derivative here
     * @param hint what to write instead
     */
    public DifferentiationException(Loc loc, String construct, String hint) {
        super(construct + " at " + loc + ": " + hint);
        this.loc = loc;
        this.construct = construct;
        this.hint = hint;
    }

    public Loc loc() {
        return loc;
    }

    public String construct() {
        return construct;
    }

    public String hint() {
        return hint;
    }
}
