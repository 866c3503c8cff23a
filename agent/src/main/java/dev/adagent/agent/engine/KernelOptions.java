package dev.adagent.agent.engine;

import dev.adagent.overlay.AnnotationElements;
import dev.adagent.overlay.AnnotationException;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.Kernel;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;

/**
 * What a kernel's {@code @GpuKernel} asks for. The annotation is read by its name: the app's loader may have its own copy of the api. A
 * kernel that a manifest names instead has the defaults.
 */
final class KernelOptions {
    private static final String ANNOTATION = "dev.adagent.GpuKernel";

    private KernelOptions() {}

    static Kernel.Options of(Class<?> owner, String method, String descriptor) {
        for (Method m : owner.getDeclaredMethods()) {
            if (m.getName().equals(method) && descriptor.equals(MethodKey.of(m).descriptor())) {
                for (Annotation a : m.getAnnotations()) {
                    if (a.annotationType().getName().equals(ANNOTATION)) {
                        return new Kernel.Options(
                                        Kernel.MathMode.valueOf(
                                                ((Enum<?>) AnnotationElements.value(m, a, "math")).name()),
                                        (Boolean) AnnotationElements.value(m, a, "checks"))
                                .withRecursion(recursion(m, a));
                    }
                }
            }
        }
        return Kernel.Options.DEFAULT;
    }

    private static int recursion(Method m, Annotation a) {
        int depth = (Integer) AnnotationElements.value(m, a, "recursion");
        if (depth < 0) {
            throw new AnnotationException(
                    m.toString(),
                    "recursion",
                    "@GpuKernel on " + m + ": recursion is a number of calls, or 0 for what fits, not " + depth,
                    null);
        }
        return depth;
    }
}
