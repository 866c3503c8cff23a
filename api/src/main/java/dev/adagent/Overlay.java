package dev.adagent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method as what kernels run in place of another method: the one that the given class declares under that name, with the
 * same result and the same parameters, after erasure; an instance method's receiver comes first. A class with such methods is a table; a
 * kernel takes the tables that its app's jars name, and those of {@link UseOverlays}. The replaced class itself is not changed: on the
 * host, and in derivatives called there, the method is what it was.
 *
 * <p>In place of a constructor, {@code name = "<init>"}, stands either a factory (the constructor's parameters, the class as result), or
 * with {@code instance = true} an initialiser (the new object, then the constructor's parameters, {@code void}).
 *
 * <p>In its own body the entry does not hold: a call of the replaced method there runs what would run without the entry.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Overlay {
    /** The class that declares the replaced method. */
    Class<?> owner();

    /** Name of the replaced method; empty for the name of the marked method. */
    String name() default "";

    /** Whether the replaced method is an instance method, whose receiver is the marked method's first parameter. */
    boolean instance() default false;

    /**
     * Whether methods that override the replaced one are replaced too, unless they have an entry of their own. Abstract methods are
     * always replaced so, since nothing else runs in their name.
     */
    boolean subclasses() default false;
}
