package dev.adagent.transform.lift;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;

/**
 * Gives class files of before Java 7 what the lift starts from: a stack map frame at every branch target (JVMS §4.10.1; until version 50
 * the verifier inferred them) and no subroutines ({@code jsr}, {@code ret}; JVMS §4.9.1 forbids them from version 51 on).
 */
final class OldClassFiles {
    private OldClassFiles() {}

    static boolean isOld(byte[] classFile) {
        int major = (classFile[6] & 0xff) << 8 | (classFile[7] & 0xff);
        return major < Opcodes.V1_7;
    }

    /** The class as a file of version 51. */
    static byte[] modernised(byte[] classFile, ClassPool pool) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return pool.commonSuperclass(a, b);
            }
        };
        ClassVisitor inliner = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visit(int v, int access, String name, String signature, String superName, String[] interfaces) {
                super.visit(Opcodes.V1_7, access, name, signature, superName, interfaces);
            }

            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                return new JSRInlinerAdapter(next, access, name, descriptor, signature, exceptions);
            }
        };
        reader.accept(inliner, ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }
}
