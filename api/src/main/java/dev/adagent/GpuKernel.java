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

    /**
     * How many calls of methods that call themselves, directly or through others, a thread may have open at once: the next one throws
     * {@link StackOverflowError}, on every device, whatever stack there is left. A call that the compiler inlined does not count, nor does
     * one of a method that calls others only.
     *
     * <p>On a GPU the stack for these calls is reserved for every thread that the GPU can hold, before the kernel runs; a launch that asks for more
     * than there is throws a {@link CompileException} which names what fits. Without a declared depth, with 0, a GPU allows
     * as many calls as fit a sixteenth of its memory, at most 256 or what the system property {@code adagent.recursion} says; on the CPU
     * the threads' stacks end the recursion.
     *
     * @return a number of calls, or 0 for what fits
     */
    int recursion() default 0;

    /**
     * Whether sums of floating-point numbers that several threads add to, shadows of derivatives and {@link Kernel#atomicAdd} alike, have the same
     * bits in every launch. They are exact then, and rounded once: independent of the order of the threads, of the grid's shape and of the
     * device, as far as what is added is. (The results of {@code Math} may differ from device to device by the last bit.) Each element that
     * threads share takes 544 bytes more while the kernel runs, 104 if it is a float, and adding takes longer; a launch whose
     * sums the memory does not hold throws a {@link CompileException}. So do kernels that use the old value of a floating-point atomic operation, or
     * exchange such numbers atomically: which thread comes first cannot be made deterministic.
     *
     * <p>The system property {@code adagent.deterministic=true} asks for it for all kernels.
     */
    boolean deterministic() default false;
}
