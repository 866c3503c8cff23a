package dev.adagent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that no derivative flows through a method, or through values of a type.
 *
 * <p>On a method or a type without elements: that method or type. On a class of a method table, with {@link #owner}: the methods of that class
 * named {@link #method}, or without a name the class itself. The result of an inactive method is a constant, and what it writes changes no
 * derivative; numbers that are read from fields of an inactive type are constants. An array in such a field is an array as any other.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(Inactive.List.class)
public @interface Inactive {
    /** The class that is meant, or that declares the method; unset for what is annotated. */
    Class<?> owner() default Inactive.class;

    /** Name of the method; empty for the class itself. All overloads, and instance methods too, are meant. */
    String method() default "";

    /** Several of them. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @interface List {
        /** All of them. */
        Inactive[] value();
    }
}
