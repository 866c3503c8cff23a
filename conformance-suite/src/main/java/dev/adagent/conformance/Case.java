package dev.adagent.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the method that computes the rows of an id in a mode: {@code "A1 R"}, or {@code "A3 R float"} for rows of that type.
 *
 * <p>The method takes its inputs by the names of its parameters and leaves results in the arrays among them; see {@link Arguments}.
 * Or it has one parameter, {@link Values}; such a method runs on the host only.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Case {
    /** Ids with modes, perhaps types. */
    String[] value();

    /** Whether it is for the host alone, where another method computes the same in kernels. */
    boolean hostOnly() default false;

    /** Whether it is for kernels alone, where another method computes the same on the host. */
    boolean kernelOnly() default false;
}
