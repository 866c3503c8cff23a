package dev.adagent.cuda.library;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Makes kernels {@code out[i] = f(x[i], y[i])} of functions of two numbers. */
final class LibraryKernels {
    private static final String DESCRIPTOR = "([D[D[D)V";
    private static final String KERNEL_CLASS = "dev/adagent/KernelOf";

    private LibraryKernels() {}

    /** The functions of a class, by name. */
    static Stream<Method> functions(Class<?> c) {
        return Arrays.stream(c.getDeclaredMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()) && !m.isSynthetic() && m.getParameterCount() == 2)
                .sorted(Comparator.comparing(Method::getName));
    }

    static Kernel compile(Method f, String target) {
        String owner = f.getDeclaringClass().getName().replace('.', '/');
        ClassLoader loader = f.getDeclaringClass().getClassLoader();
        MethodKey key = new MethodKey(KERNEL_CLASS, "kernel", DESCRIPTOR);
        ClassSource source = ClassSource.of(Map.of(KERNEL_CLASS, kernelClass(owner, f.getName())))
                .orElse(ClassSource.of(loader));
        Job job = new Job(
                key,
                source,
                StaticValues.of(loader),
                OverlayRegistry.discover(loader).view(target),
                true,
                Kernel.Options.DEFAULT);
        return KernelCompiler.compile(job, StageListener.NONE);
    }

    private static byte[] kernelClass(String owner, String name) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        cw.visit(Opcodes.V17, Opcodes.ACC_FINAL, KERNEL_CLASS, null, "java/lang/Object", null);
        cw.visitSource("KernelOf.java", null);
        MethodVisitor m = cw.visitMethod(Opcodes.ACC_STATIC, "kernel", DESCRIPTOR, null, null);
        Label line = new Label();
        m.visitLabel(line);
        m.visitLineNumber(1, line);
        m.visitMethodInsn(Opcodes.INVOKESTATIC, "dev/adagent/Kernel", "globalIdX", "()I", false);
        m.visitVarInsn(Opcodes.ISTORE, 3);
        Label end = new Label();
        m.visitVarInsn(Opcodes.ILOAD, 3);
        m.visitVarInsn(Opcodes.ALOAD, 0);
        m.visitInsn(Opcodes.ARRAYLENGTH);
        m.visitJumpInsn(Opcodes.IF_ICMPGE, end);
        m.visitVarInsn(Opcodes.ALOAD, 2);
        for (int a : new int[] {3, 0, 1}) {
            if (a < 3) {
                m.visitVarInsn(Opcodes.ALOAD, a);
            }
            m.visitVarInsn(Opcodes.ILOAD, 3);
            if (a < 3) {
                m.visitInsn(Opcodes.DALOAD);
            }
        }
        m.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, "(DD)D", false);
        m.visitInsn(Opcodes.DASTORE);
        m.visitLabel(end);
        m.visitInsn(Opcodes.RETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
        cw.visitEnd();
        return cw.toByteArray();
    }
}
