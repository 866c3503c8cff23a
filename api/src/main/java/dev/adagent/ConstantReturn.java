package dev.adagent;

/** A result that is not differentiated: only what the function writes to its arguments counts. */
public final class ConstantReturn implements Return {
    ConstantReturn() {}
}
