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
        boolean active = arg instanceof Active
                || arg instanceof ActiveFloat
                || arg instanceof ActiveRecord
                || arg instanceof ActiveBatch
                || arg instanceof ActiveFloatBatch;
        if (active) {
            return ACTIVE;
        }
        boolean duplicated = arg instanceof Duplicated
                || arg instanceof DuplicatedBatch
                || arg instanceof DuplicatedDouble
                || arg instanceof DuplicatedFloat
                || arg instanceof DuplicatedDoubleBatch
                || arg instanceof DuplicatedFloatBatch;
        return duplicated ? DUPLICATED : CONSTANT;
    }
}
