package dev.adagent;

import java.io.Serializable;

/**
 * The call of one kernel, written as a lambda. It is {@link Serializable} because that is how a lambda tells which method it is: the agent
 * looks, before anything runs, whether the kernel's class opted in.
 */
@FunctionalInterface
public interface KernelCall extends Serializable {
    /** Calls the kernel. */
    void run();
}
