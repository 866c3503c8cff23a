package dev.adagent.agent.engine;

import dev.adagent.overlay.AnnotationElements;
import dev.adagent.overlay.AnnotationException;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.lift.MethodAnnotations;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a kernel's {@code @GpuKernel} asks for. The annotation is read by its name: the app's loader may have its own copy of the api. A
 * kernel that a manifest names instead has the defaults.
 */
final class KernelOptions {
    private static final String ANNOTATION = "dev.adagent.GpuKernel";
    private static final String DESCRIPTOR = "Ldev/adagent/GpuKernel;";

    private KernelOptions() {}

    /**
     * The options of a kernel, from its class file if there is one: reflection makes classes for an annotation, which takes a first launch
     * longer than all else that it looks up of the kernel.
     *
     * @throws AnnotationException if the annotation asks for what cannot be
     */
    static Kernel.Options of(Class<?> owner, byte[] classFile, MethodKey kernel) {
        return classFile == null ? of(owner, kernel.name(), kernel.descriptor()) : of(classFile, kernel);
    }

    /** The options that the class file says. */
    static Kernel.Options of(byte[] classFile, MethodKey kernel) {
        Elements found = new Elements();
        MethodAnnotations.read(
                classFile, kernel, (descriptor, visible) -> descriptor.equals(DESCRIPTOR) ? found : null);
        return new Kernel.Options(Kernel.MathMode.valueOf(found.math), found.checks)
                .withRecursion(checked(found.recursion, kernel))
                .withDeterministic(found.deterministic);
    }

    /** The elements of the annotation, with the defaults of those that it leaves out. */
    private static final class Elements extends AnnotationVisitor {
        String math = Kernel.MathMode.STRICT.name();
        boolean checks = true;
        int recursion;
        boolean deterministic;

        Elements() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visitEnum(String element, String descriptor, String value) {
            math = element.equals("math") ? value : math;
        }

        @Override
        public void visit(String element, Object value) {
            checks = element.equals("checks") ? (Boolean) value : checks;
            recursion = element.equals("recursion") ? (Integer) value : recursion;
            deterministic = element.equals("deterministic") ? (Boolean) value : deterministic;
        }
    }

    /** The options that reflection says. */
    static Kernel.Options of(Class<?> owner, String method, String descriptor) {
        for (Method m : owner.getDeclaredMethods()) {
            if (m.getName().equals(method) && descriptor.equals(MethodKey.of(m).descriptor())) {
                for (Annotation a : m.getAnnotations()) {
                    if (a.annotationType().getName().equals(ANNOTATION)) {
                        return new Kernel.Options(
                                        Kernel.MathMode.valueOf(
                                                ((Enum<?>) AnnotationElements.value(m, a, "math")).name()),
                                        (Boolean) AnnotationElements.value(m, a, "checks"))
                                .withRecursion(
                                        checked((Integer) AnnotationElements.value(m, a, "recursion"), MethodKey.of(m)))
                                .withDeterministic((Boolean) AnnotationElements.value(m, a, "deterministic"));
                    }
                }
            }
        }
        return Kernel.Options.DEFAULT;
    }

    private static int checked(int recursion, MethodKey kernel) {
        if (recursion < 0) {
            throw new AnnotationException(
                    kernel.toString(),
                    "recursion",
                    "@GpuKernel on " + kernel + ": recursion is a number of calls, or 0 for what fits, not "
                            + recursion,
                    null);
        }
        return recursion;
    }
}
