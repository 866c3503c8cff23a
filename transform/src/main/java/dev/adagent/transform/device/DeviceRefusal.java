package dev.adagent.transform.device;

import dev.adagent.transform.ir.Loc;

/** A kernel contains something that the device cannot run. Nothing has run when this is thrown. */
public final class DeviceRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Loc loc;
    private final String construct;
    private final String hint;

    /**
     * @param loc where the construct stands
     * @param construct what cannot be run, and why
     * @param hint what to write instead
     */
    public DeviceRefusal(Loc loc, String construct, String hint) {
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
