package dev.adagent;

/** The activities that a {@link Thunk} declares for its arguments, before there are any. */
public enum Activity {
    /** {@link Autodiff#active(double)} or {@link Autodiff#activeBatch}: the gradient is added to the holder. */
    ACTIVE,
    /** {@link Autodiff#duplicated(Object, Object)} or {@link Autodiff#duplicatedBatch}: the gradient is added to the shadow. */
    DUPLICATED,
    /** {@link Autodiff#constant(Object)}: not differentiated. */
    CONSTANT;

    static Activity of(Arg<?> arg) {
        if (arg instanceof Active || arg instanceof ActiveFloat || arg instanceof ActiveBatch) {
            return ACTIVE;
        }
        boolean duplicated = arg instanceof Duplicated
                || arg instanceof DuplicatedBatch
                || arg instanceof DuplicatedDouble
                || arg instanceof DuplicatedFloat;
        return duplicated ? DUPLICATED : CONSTANT;
    }
}
