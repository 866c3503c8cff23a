package dev.adagent;

/**
 * One argument of a differentiated method, with its activity: what is differentiated with respect to it. Made by
 * {@link Autodiff#active(double)}, {@link Autodiff#duplicated(Object, Object)} and {@link Autodiff#constant(Object)}.
 *
 * @param <T> type of the argument, boxed if it is a primitive
 */
public sealed interface Arg<T>
        permits Active,
                ActiveBatch,
                ActiveFloat,
                ActiveFloatBatch,
                ActiveRecord,
                Const,
                ConstBoolean,
                ConstDouble,
                ConstFloat,
                ConstInt,
                ConstLong,
                Duplicated,
                DuplicatedBatch,
                DuplicatedDouble,
                DuplicatedDoubleBatch,
                DuplicatedFloat,
                DuplicatedFloatBatch {}
