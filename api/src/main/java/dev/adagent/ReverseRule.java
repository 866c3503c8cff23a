package dev.adagent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method as the reverse-mode derivative of another method: a vector-Jacobian product.
 *
 * <p>Its parameters are, in order: a {@link RuleConfig} if it wants one; the record that the method's {@link AugmentedPrimal} returned,
 * marked {@link Tape}, if it wants that; then each argument of the method (the receiver first, if it has one), arrays and objects each
 * followed by their shadow unless they are {@link Constant}; last, if the method returns a floating-point number, the adjoint of that result, of the same type.
 * It adds to shadows, and returns the gradient with respect to the one floating-point argument that is not {@link Constant}; with several, a record of the gradients in the arguments' order; with none, nothing.
 *
 * <pre>{@code
 * @ReverseRule(owner = Shapes.class, name = "area")
 * static double areaGradient(double r, double dret) {
 *     return 2 * Math.PI * r * dret;
 * }
 * }</pre>
 *
 * <p>Scalar arguments have the values that they had at the call. Arrays are the same objects, whose contents may have changed since: keep in the tape what the rule needs of them. What the rule does not read
 * of its parameters is not kept. With a batch of adjoints the rule is called once for each. Of several rules for one method, the one
 * with the most {@link Constant} parameters that fits the call is taken.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ReverseRule {
    /** The class that declares the method. */
    Class<?> owner();

    /** Name of the method; empty for the name of the marked method. */
    String name() default "";

    /** Whether it is an instance method, whose receiver is its first argument. */
    boolean instance() default false;
}
