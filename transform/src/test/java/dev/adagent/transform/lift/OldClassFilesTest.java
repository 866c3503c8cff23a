package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Module;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Class files of before stack map frames, as compilers for Java 5 and earlier write them. */
class OldClassFilesTest {
    private static final String NAME = "old/Code";
    private static final String CHOICE = "(ILgone/First;Lgone/Second;)Ljava/lang/Object;";

    /** A method with a subroutine, and one that chooses between objects of classes that nobody has. */
    private static byte[] code() {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        cw.visit(Opcodes.V1_5, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, NAME, null, "java/lang/Object", null);
        subroutine(cw.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "twice", "(I)I", null, null));
        choice(cw.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "choice", CHOICE, null, null));
        cw.visitEnd();
        return cw.toByteArray();
    }

    private static void subroutine(MethodVisitor m) {
        Label body = new Label();
        m.visitCode();
        m.visitJumpInsn(Opcodes.JSR, body);
        m.visitJumpInsn(Opcodes.JSR, body);
        m.visitVarInsn(Opcodes.ILOAD, 0);
        m.visitInsn(Opcodes.IRETURN);
        m.visitLabel(body);
        m.visitVarInsn(Opcodes.ASTORE, 1);
        m.visitIincInsn(0, 5);
        m.visitVarInsn(Opcodes.RET, 1);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    private static void choice(MethodVisitor m) {
        Label second = new Label();
        Label end = new Label();
        m.visitCode();
        m.visitVarInsn(Opcodes.ILOAD, 0);
        m.visitJumpInsn(Opcodes.IFEQ, second);
        m.visitVarInsn(Opcodes.ALOAD, 1);
        m.visitJumpInsn(Opcodes.GOTO, end);
        m.visitLabel(second);
        m.visitVarInsn(Opcodes.ALOAD, 2);
        m.visitLabel(end);
        m.visitInsn(Opcodes.ARETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    private static Module lift(String method, String descriptor, byte[] code) {
        ClassSource source = ClassSource.of(Map.of(NAME, code)).orElse(ClassSource.of((ClassLoader) null));
        return Lifter.lift(new MethodKey(NAME, method, descriptor), source, Lifts.deviceView(), StaticValues.NONE);
    }

    @Test
    void subroutinesAreInlinedWhereAnotherMethodNeedsMissingClasses() throws IllegalAccessException {
        Module module = lift("twice", "(I)I", code());
        assertThat(Outcome.interpreted(module, int.class, 7).toString()).contains("result=17");
    }

    @Test
    void missingCodeIsRefused() {
        assertThatThrownBy(() -> lift("thrice", "(I)I", code()))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("the class has no such method");
    }
}
