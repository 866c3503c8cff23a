package dev.adagent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method as what kernels run in place of another method: the one of the given class and name that has the same
 * result and the same parameters; an instance method's receiver comes first. A provider of the overlay registry hands classes
 * with such methods to the compiler.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Overlay {
    /** The class whose method is replaced. */
    Class<?> owner();

    /** Name of the replaced method; empty for the name of the marked method. */
    String name() default "";

    /** Whether the replaced method is an instance method, whose receiver is the marked method's first parameter. */
    boolean instance() default false;
}
