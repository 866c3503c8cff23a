package dev.adagent.transform.emit;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Emits the method by which host code makes exceptions of the app's own classes, which a class beside the engine cannot link: by name,
 * in a class loader that the hidden class carries.
 */
final class AppExceptions {
    static final String METHOD = "raise";
    static final String DESCRIPTOR = "(Ljava/lang/String;[Ljava/lang/Class;[Ljava/lang/Object;)Ljava/lang/Throwable;";

    private static final String CONSTRUCTOR = "java/lang/reflect/Constructor";

    private AppExceptions() {}

    /** {@code Class.forName(name, true, loader).getDeclaredConstructor(types).newInstance(args)}, the constructor made accessible. */
    static void emit(ClassVisitor cv, ClassData data, ClassLoader loader) {
        MethodVisitor mv = cv.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, METHOD, DESCRIPTOR, null, null);
        mv.visitCode();
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitInsn(Opcodes.ICONST_1);
        data.push(mv, loader, ClassLoader.class);
        mv.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                "java/lang/Class",
                "forName",
                "(Ljava/lang/String;ZLjava/lang/ClassLoader;)Ljava/lang/Class;",
                false);
        mv.visitVarInsn(Opcodes.ALOAD, 1);
        mv.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL,
                "java/lang/Class",
                "getDeclaredConstructor",
                "([Ljava/lang/Class;)L" + CONSTRUCTOR + ";",
                false);
        mv.visitInsn(Opcodes.DUP);
        mv.visitInsn(Opcodes.ICONST_1);
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CONSTRUCTOR, "setAccessible", "(Z)V", false);
        mv.visitVarInsn(Opcodes.ALOAD, 2);
        mv.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, CONSTRUCTOR, "newInstance", "([Ljava/lang/Object;)Ljava/lang/Object;", false);
        mv.visitTypeInsn(Opcodes.CHECKCAST, "java/lang/Throwable");
        mv.visitInsn(Opcodes.ARETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }
}
