package dev.adagent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the class that holds the derivative rules of the annotated method: its {@link ForwardRule}, {@link AugmentedPrimal} and
 * {@link ReverseRule} methods for it. Rules in a method table come first.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface DerivativeRules {
    /** The class with the rules. */
    Class<?> value();
}
