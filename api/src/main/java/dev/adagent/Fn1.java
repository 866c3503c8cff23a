package dev.adagent;

/**
 * A method of one argument with a result. It is also a {@link Proc1}, so that a lambda or an overloaded method that fits both
 * is taken as the function.
 *
 * @param <A1> type of argument 1, boxed if it is a primitive
 * @param <R> type of the result, boxed if it is a primitive
 */
@FunctionalInterface
public interface Fn1<A1, R> extends Proc1<A1> {
    /** Computes the result. */
    R call(A1 a1);

    /** Computes the result and drops it. */
    @Override
    default void run(A1 a1) {
        call(a1);
    }
}
