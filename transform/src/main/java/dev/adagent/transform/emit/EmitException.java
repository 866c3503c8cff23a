package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Loc;

/** An instruction has no bytecode form. */
public final class EmitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Loc loc;
    private final String construct;
    private final String hint;

    /**
     * @param loc where the construct stands
     * @param construct what cannot be emitted, and why
     * @param hint what to write instead
     */
    public EmitException(Loc loc, String construct, String hint) {
        super(construct + " at " + loc + "; " + hint);
        this.loc = loc;
        this.construct = construct;
        this.hint = hint;
    }

    public Loc loc() {
        return loc == null ? Loc.NONE : loc;
    }

    public String construct() {
        return construct;
    }

    public String hint() {
        return hint;
    }
}
