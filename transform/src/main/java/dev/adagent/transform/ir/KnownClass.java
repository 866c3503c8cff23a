package dev.adagent.transform.ir;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a {@link Op#CHECK_CAST} may say of the object besides its type: that it is of exactly this class, or null, and of which classes the objects
 * are that its final fields refer to. Code that holds such a cast is run for such objects only.
 *
 * @param type the class
 * @param fields what is known of final fields; those that are not there are not known
 */
public record KnownClass(Type type, Map<FieldRef, KnownClass> fields) {
    private static final String LAMBDA = "dev/adagent/Autodiff$Lambda$";

    public KnownClass {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields)); // in order: it has a text
    }

    /** The name by which compiled code knows all classes that the JVM made for lambdas alike. @param which of those that are not alike */
    public static String ofLambdas(String which) {
        return LAMBDA + which;
    }

    /** Whether a class is such: there is no class of that name, and code on the JVM has {@code Object} in its place. */
    public static boolean isOfLambdas(String internalName) {
        return internalName.startsWith(LAMBDA);
    }
}
