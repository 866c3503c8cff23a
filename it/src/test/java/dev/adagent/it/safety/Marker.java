package dev.adagent.it.safety;

import java.util.Locale;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What a leaked marker could look like in a host copy. Each kind stands in a class of its own, beside the same class without it. */
enum Marker implements Opcodes {
    /** A call of a native method that the api does not have. */
    NATIVE_CALL(m -> {
        m.visitInsn(LCONST_1);
        m.visitMethodInsn(INVOKESTATIC, "dev/adagent/Autodiff", "deferredCodegen", "(J)J", false);
        m.visitInsn(POP2);
    }),
    /** A native method that nothing implements and nothing calls. */
    NATIVE_DECLARATION(m -> {}),
    /** A call site whose bootstrap method the api does not have. */
    INDY(m -> {
        Handle missing = new Handle(
                H_INVOKESTATIC,
                "dev/adagent/CallSites",
                "deferred",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;",
                false);
        m.visitInvokeDynamicInsn("deferred", "()V", missing);
    }),
    /** A dynamic constant whose bootstrap method the api does not have. */
    CONDY(m -> {
        Handle missing = new Handle(
                H_INVOKESTATIC,
                "dev/adagent/CallSites",
                "deferredId",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;)J",
                false);
        m.visitLdcInsn(new ConstantDynamic("id", "J", missing));
        m.visitInsn(POP2);
    }),
    /** A call of a class that is not there. */
    MISSING_CLASS(m -> {
        m.visitInsn(LCONST_1);
        m.visitMethodInsn(INVOKESTATIC, "dev/adagent/compiler/Marker", "deferred", "(J)J", false);
        m.visitInsn(POP2);
    }),
    /** A stack map frame with a type that is not there; null stands in the variable. */
    FRAME_TYPE(m -> {
        Label end = new Label();
        m.visitInsn(ACONST_NULL);
        m.visitVarInsn(ASTORE, 0);
        m.visitInsn(ICONST_0);
        m.visitJumpInsn(IFEQ, end);
        m.visitInsn(NOP);
        m.visitLabel(end);
        m.visitFrame(F_APPEND, 1, new Object[] {"dev/adagent/compiler/Tape"}, 0, null);
    }),
    /** {@code breakpoint}, 202, which ASM takes for a mark of its own: its writer replaces it by other jumps. */
    RESERVED_BREAKPOINT(Marker::placeholder),
    /** {@code impdep1}, 254. */
    RESERVED_IMPDEP(Marker::placeholder),
    /** An int where a reference belongs. */
    ILL_TYPED(m -> {
        m.visitInsn(ICONST_1);
        m.visitMethodInsn(INVOKEVIRTUAL, "java/lang/Object", "hashCode", "()I", false);
        m.visitInsn(POP);
    });

    /** What stands where a reserved opcode goes: ASM does not write one. */
    private static final int[] PLACEHOLDER = {SIPUSH, 0x5A, 0xA5};

    private final Consumer<MethodVisitor> code;

    Marker(Consumer<MethodVisitor> code) {
        this.code = code;
    }

    private static void placeholder(MethodVisitor m) {
        m.visitInsn(ICONST_0);
        m.visitIntInsn(SIPUSH, 0x5AA5);
    }

    /** Name of the row in the matrix. */
    String row() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String internalName() {
        return "planted/" + name();
    }

    String className() {
        return "planted." + name();
    }

    /** The class without the marker. */
    byte[] clean() {
        return write(m -> {}, false);
    }

    /** The class with the marker in its method {@code work()V}. */
    byte[] planted() {
        byte[] file = write(code, this == NATIVE_DECLARATION);
        if (this == RESERVED_BREAKPOINT || this == RESERVED_IMPDEP) {
            int at = indexOf(file, PLACEHOLDER);
            file[at] = (byte) (this == RESERVED_IMPDEP ? 254 : 202);
            file[at + 1] = 0;
            file[at + 2] = 3; // to the instruction behind
        }
        return file;
    }

    private byte[] write(Consumer<MethodVisitor> body, boolean declaration) {
        ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        w.visit(V17, ACC_PUBLIC | ACC_SUPER, internalName(), null, "java/lang/Object", null);
        w.visitSource(name() + ".java", null);
        method(w, "work", body);
        method(
                w,
                "main",
                "([Ljava/lang/String;)V",
                m -> m.visitMethodInsn(INVOKESTATIC, internalName(), "work", "()V", false));
        if (declaration) {
            w.visitMethod(ACC_STATIC | ACC_NATIVE, "deferred", "(J)J", null, null)
                    .visitEnd();
        }
        w.visitEnd();
        return w.toByteArray();
    }

    private static void method(ClassWriter w, String name, Consumer<MethodVisitor> body) {
        method(w, name, "()V", body);
    }

    private static void method(ClassWriter w, String name, String descriptor, Consumer<MethodVisitor> body) {
        MethodVisitor m = w.visitMethod(ACC_PUBLIC | ACC_STATIC, name, descriptor, null, null);
        m.visitCode();
        Label line = new Label();
        m.visitLabel(line);
        m.visitLineNumber(7, line);
        body.accept(m);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    private static int indexOf(byte[] file, int[] bytes) {
        for (int i = 0; i + bytes.length <= file.length; i++) {
            boolean same = true;
            for (int k = 0; k < bytes.length; k++) {
                same &= (file[i + k] & 255) == bytes[k];
            }
            if (same) {
                return i;
            }
        }
        throw new IllegalStateException("no placeholder");
    }
}
