package dev.adagent.agent.engine;

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
                                Kernel.MathMode.valueOf(((Enum<?>) value(a, "math")).name()),
                                (Boolean) value(a, "checks"));
                    }
                }
            }
        }
        return Kernel.Options.DEFAULT;
    }

    private static Object value(Annotation a, String element) {
        try {
            Method m = a.annotationType().getMethod(element);
            m.setAccessible(true);
            return m.invoke(a);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "the app's " + ANNOTATION + " has no element " + element
                            + ": its adagent-api is of another version than the agent; use the same version of both",
                    e);
        }
    }
}
