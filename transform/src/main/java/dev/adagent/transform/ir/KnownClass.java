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
    public KnownClass {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields)); // in order: it has a text
    }
}
