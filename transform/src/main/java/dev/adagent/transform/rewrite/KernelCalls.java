package dev.adagent.transform.rewrite;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Finds the kernels that a method calls directly; used on the lambdas of launches. */
public final class KernelCalls {
    private KernelCalls() {}

    /**
     * The classes that declare annotated kernels which the method calls, or which it is itself.
     *
     * @param classFile class of the method
     * @param classFiles finds class files by internal name, null for what it does not find
     * @return internal names
     */
    public static Set<String> in(
            byte[] classFile, String method, String descriptor, Function<String, byte[]> classFiles) {
        Set<String> owners = new TreeSet<>();
        ClassReader reader = new ClassReader(classFile);
        if (isKernel(classFile, method, descriptor)) {
            owners.add(reader.getClassName());
        }
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(int access, String name, String d, String s, String[] e) {
                        return name.equals(method) && d.equals(descriptor) ? new Calls(owners, classFiles) : null;
                    }
                },
                ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return owners;
    }

    private static final class Calls extends MethodVisitor {
        private final Set<String> owners;
        private final Function<String, byte[]> classFiles;

        Calls(Set<String> owners, Function<String, byte[]> classFiles) {
            super(Opcodes.ASM9);
            this.owners = owners;
            this.classFiles = classFiles;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (descriptor.endsWith(")V") && !owner.startsWith("java/") && !owner.startsWith("[")) {
                byte[] target = classFiles.apply(owner);
                if (target != null && isKernel(target, name, descriptor)) {
                    owners.add(owner);
                }
            }
        }
    }

    private static boolean isKernel(byte[] classFile, String method, String descriptor) {
        boolean[] found = new boolean[1];
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(int access, String name, String d, String s, String[] e) {
                                return !name.equals(method) || !d.equals(descriptor)
                                        ? null
                                        : new MethodVisitor(Opcodes.ASM9) {
                                            @Override
                                            public AnnotationVisitor visitAnnotation(
                                                    String annotation, boolean visible) {
                                                found[0] |= annotation.equals(HostCopy.ANNOTATION);
                                                return null;
                                            }
                                        };
                            }
                        },
                        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        return found[0];
    }
}
