package dev.adagent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method as what runs in place of another one in the forward pass of reverse mode. It belongs to the
 * {@link ReverseRule} of the same class, for the same method, with the same {@link Constant} parameters.
 *
 * <p>Its parameters are those of that rule, without tape and adjoint. It does what the method does, and returns a record: the
 * method's result first (nothing first, if the method returns nothing), then what the reverse rule wants to know. The reverse rule gets
 * that record as its {@link Tape}. A rule that keeps nothing may return just the method's result.
 *
 * <pre>{@code
 * record Kept(double result, double slope) {}
 *
 * @AugmentedPrimal(owner = Shapes.class, name = "area")
 * static Kept areaKeeping(double r) {
 *     return new Kept(Math.PI * r * r, 2 * Math.PI * r);
 * }
 * }</pre>
 *
 * <p>The components that a rule reads must be numbers or arrays.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AugmentedPrimal {
    /** The class that declares the method. */
    Class<?> owner();

    /** Name of the method; empty for the name of the marked method. */
    String name() default "";

    /** Whether it is an instance method, whose receiver is its first argument. */
    boolean instance() default false;
}
