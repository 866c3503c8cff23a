package dev.adagent;

/**
 * A method of 7 arguments with a result. It is also a {@link Proc7}, so that a lambda or an overloaded method that fits both
 * is taken as the function.
 *
 * @param <A1> type of argument 1, boxed if it is a primitive
 * @param <A2> type of argument 2, boxed if it is a primitive
 * @param <A3> type of argument 3, boxed if it is a primitive
 * @param <A4> type of argument 4, boxed if it is a primitive
 * @param <A5> type of argument 5, boxed if it is a primitive
 * @param <A6> type of argument 6, boxed if it is a primitive
 * @param <A7> type of argument 7, boxed if it is a primitive
 * @param <R> type of the result, boxed if it is a primitive
 */
@FunctionalInterface
public interface Fn7<A1, A2, A3, A4, A5, A6, A7, R> extends Proc7<A1, A2, A3, A4, A5, A6, A7> {
    /** Computes the result. */
    R call(A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6, A7 a7);

    /** Computes the result and drops it. */
    @Override
    default void run(A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6, A7 a7) {
        call(a1, a2, a3, a4, a5, a6, a7);
    }
}
