package dev.adagent.overlay;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Reads annotations by the names of their elements: the app's class loader may have its own copy of the api. */
public final class AnnotationElements {
    private AnnotationElements() {}

    /**
     * The value of an element.
     *
     * @param on what is annotated, for the message
     * @throws AnnotationException if the annotation has no such element, or its value names a class that is not there
     */
    public static Object value(Object on, Annotation a, String element) {
        String what = "@" + a.annotationType().getSimpleName() + " on " + on + ": its element " + element;
        try {
            Method m = a.annotationType().getMethod(element);
            m.setAccessible(true);
            return m.invoke(a);
        } catch (InvocationTargetException e) {
            throw new AnnotationException(
                    on.toString(), element, what + " cannot be read: " + e.getCause(), e.getCause());
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new AnnotationException(
                    on.toString(),
                    element,
                    what
                            + " is missing: the app's adagent-api is of another version than the agent; use the same version of both",
                    e);
        }
    }
}
