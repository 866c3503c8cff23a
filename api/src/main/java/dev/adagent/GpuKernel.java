package dev.adagent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code void} method that {@link Gpu#launch} can run over a grid of threads. Its parameters are primitives and arrays of
 * primitives. Called directly it is an ordinary method that sees a grid of one thread.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface GpuKernel {
    /** How freely floating-point arithmetic may differ from Java's. Derivatives compiled with the kernel follow it. */
    MathMode math() default MathMode.STRICT;

    /**
     * Whether each array access is checked. With {@code false} an index outside the array, or an array that is null, has no promised
     * result, as in CUDA; all other exceptions stay. Accesses under a {@code try} that catches their exception are always checked.
     */
    boolean checks() default true;
}
