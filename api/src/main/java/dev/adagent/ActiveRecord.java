package dev.adagent;

/**
 * A record whose gradient is wanted, a {@link Complex} number for one: reverse mode adds to {@link #grad()} the derivatives with respect to its
 * floating-point components, those of records among its components, and those of the elements of arrays. Other components have none.
 *
 * @param <R> type of the argument
 */
public final class ActiveRecord<R extends Record> implements Arg<R> {
    final R value;
    /** Null as long as nothing was added. */
    private R grad;

    ActiveRecord(R value) {
        this.value = value;
    }

    /** The argument. */
    public R value() {
        return value;
    }

    /** The gradient accumulated so far: a record with the gradients in the place of the numbers. */
    public R grad() {
        return grad == null ? Zeros.make(value) : grad;
    }

    @SuppressWarnings("unchecked")
    void set(Object gradient) {
        grad = (R) gradient;
    }
}
