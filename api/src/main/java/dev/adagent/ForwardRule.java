package dev.adagent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method as the forward-mode derivative of another method: a Jacobian-vector product.
 *
 * <p>Its parameters are, in order: a {@link RuleConfig} if it wants one; then each argument of the method (the receiver first, if it has
 * one), each followed by its tangent, or for arrays and objects its shadow, of the same type. No tangent follows an argument that is
 * {@link Constant}, nor an {@code int}, {@code long}, {@code short}, {@code char}, {@code byte} or {@code boolean} or an array of them.
 * It returns the tangent of the method's result, or nothing if that is no floating-point number. It runs before the method: arrays
 * have the contents from before the call, and the rule changes their shadows, not them. The method itself runs only if its result is needed
 * or it writes memory. A rule that computes both at once returns a record of two components, result and tangent; then the method does not run.
 *
 * <pre>{@code
 * @ForwardRule(owner = Shapes.class, name = "area")
 * static double areaTangent(double r, double dr) {
 *     return 2 * Math.PI * r * dr;
 * }
 * }</pre>
 *
 * <p>With a batch of tangents the rule is called once for each. Of several rules for one method, the one with the most
 * {@link Constant} parameters that fits the call is taken.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ForwardRule {
    /** The class that declares the method. */
    Class<?> owner();

    /** Name of the method; empty for the name of the marked method. */
    String name() default "";

    /** Whether it is an instance method, whose receiver is its first argument. */
    boolean instance() default false;
}
