package dev.adagent;

import java.io.Serializable;

/**
 * A method of one argument without a result, to be differentiated or launched.
 *
 * @param <A1> type of argument 1, boxed if it is a primitive
 */
@FunctionalInterface
public interface Proc1<A1> extends Serializable {
    /** Runs the method. */
    void run(A1 a1);
}
