package dev.adagent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names table classes, those with methods marked {@link Overlay}: on a kernel for that kernel, on a class for the kernels that it declares
 * and for the derivatives of lambdas that are made in it. They stand above the tables of the app's jars. For a whole app, name the table
 * classes in the manifest of a jar instead ({@code Adagent-Overlays: pkg.FastMath}), or in {@code META-INF/adagent.properties}
 * ({@code overlays=pkg.FastMath}).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface UseOverlays {
    /** The table classes; they are of equal rank, so two that replace one method differently are refused. */
    Class<?>[] value();
}
