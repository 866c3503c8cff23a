package dev.adagent.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An argument that is not in the file: zeros, as many as the product of what is named, lengths of arrays or values of integers. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Scratch {
    /** Names of inputs. */
    String[] value();
}
