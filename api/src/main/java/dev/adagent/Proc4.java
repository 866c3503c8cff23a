package dev.adagent;

import java.io.Serializable;

/**
 * A method of 4 arguments without a result, to be differentiated or launched.
 *
 * @param <A1> type of argument 1, boxed if it is a primitive
 * @param <A2> type of argument 2, boxed if it is a primitive
 * @param <A3> type of argument 3, boxed if it is a primitive
 * @param <A4> type of argument 4, boxed if it is a primitive
 */
@FunctionalInterface
public interface Proc4<A1, A2, A3, A4> extends Serializable {
    /** Runs the method. */
    void run(A1 a1, A2 a2, A3 a3, A4 a4);
}
