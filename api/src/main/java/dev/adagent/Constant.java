package dev.adagent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter of a derivative rule whose argument must be a constant for the rule to fit: it has no tangent, shadow or gradient. A
 * number without the mark may be either: a constant has a zero tangent, and its gradient is dropped. An array or object without it must have a
 * shadow.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Constant {}
