package dev.adagent;

import java.io.Serializable;

/**
 * A method of 8 arguments without a result, to be differentiated or launched.
 *
 * @param <A1> type of argument 1, boxed if it is a primitive
 * @param <A2> type of argument 2, boxed if it is a primitive
 * @param <A3> type of argument 3, boxed if it is a primitive
 * @param <A4> type of argument 4, boxed if it is a primitive
 * @param <A5> type of argument 5, boxed if it is a primitive
 * @param <A6> type of argument 6, boxed if it is a primitive
 * @param <A7> type of argument 7, boxed if it is a primitive
 * @param <A8> type of argument 8, boxed if it is a primitive
 */
@FunctionalInterface
public interface Proc8<A1, A2, A3, A4, A5, A6, A7, A8> extends Serializable {
    /** Runs the method. */
    void run(A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6, A7 a7, A8 a8);
}
