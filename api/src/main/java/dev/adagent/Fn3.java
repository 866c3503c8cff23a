package dev.adagent;

/**
 * A method of 3 arguments with a result. It is also a {@link Proc3}, so that a lambda or an overloaded method that fits both
 * is taken as the function.
 *
 * @param <A1> type of argument 1, boxed if it is a primitive
 * @param <A2> type of argument 2, boxed if it is a primitive
 * @param <A3> type of argument 3, boxed if it is a primitive
 * @param <R> type of the result, boxed if it is a primitive
 */
@FunctionalInterface
public interface Fn3<A1, A2, A3, R> extends Proc3<A1, A2, A3> {
    /** Computes the result. */
    R call(A1 a1, A2 a2, A3 a3);

    /** Computes the result and drops it. */
    @Override
    default void run(A1 a1, A2 a2, A3 a3) {
        call(a1, a2, a3);
    }
}
