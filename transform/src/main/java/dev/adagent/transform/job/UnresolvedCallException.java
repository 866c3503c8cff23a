package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Loc;

/** A call of a kernel leads to a method that has no bytecode and no overlay. */
public final class UnresolvedCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Loc loc;
    private final transient MethodKey callee;

    UnresolvedCallException(String function, MethodKey callee, Loc loc) {
        super(loc + ": " + callee + " has no bytecode that could be compiled and no overlay on this device (called in "
                + function + "); call something else, or give it an overlay");
        this.loc = loc;
        this.callee = callee;
    }

    public Loc loc() {
        return loc == null ? Loc.NONE : loc;
    }

    public MethodKey callee() {
        return callee;
    }
}
