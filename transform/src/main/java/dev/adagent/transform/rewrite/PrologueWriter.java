package dev.adagent.transform.rewrite;

import dev.adagent.overlay.MethodKey;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes {@code if (Launch.armed()) { Launch.capture(Owner.class, name, descriptor, arguments); return; }} at a kernel's start. */
final class PrologueWriter extends MethodVisitor {
    private static final String LAUNCH = "dev/adagent/Launch";

    /** Class, name, descriptor, array, the array again, an index and a value of up to two slots. */
    private static final int STACK = 8;

    private final MethodKey kernel;
    private final boolean isStatic;

    PrologueWriter(MethodVisitor next, MethodKey kernel, boolean isStatic) {
        super(Opcodes.ASM9, next);
        this.kernel = kernel;
        this.isStatic = isStatic;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        Label body = new Label();
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, LAUNCH, "armed", "()Z", false);
        mv.visitJumpInsn(Opcodes.IFEQ, body);
        mv.visitLdcInsn(Type.getObjectType(kernel.owner()));
        mv.visitLdcInsn(kernel.name());
        mv.visitLdcInsn(kernel.descriptor());
        arguments();
        mv.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                LAUNCH,
                "capture",
                "(Ljava/lang/Class;Ljava/lang/String;Ljava/lang/String;[Ljava/lang/Object;)V",
                false);
        mv.visitInsn(Opcodes.RETURN);
        mv.visitLabel(body);
        mv.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        // The body may begin with a frame of its own; two cannot stand at one instruction.
        mv.visitInsn(Opcodes.NOP);
    }

    /** Call sites in place of calls leave the limits as they are; the prologue needs no local variable. */
    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        super.visitMaxs(Math.max(maxStack, STACK), maxLocals);
    }

    private void arguments() {
        Type[] types = Type.getArgumentTypes(kernel.descriptor());
        int receiver = isStatic ? 0 : 1;
        push(types.length + receiver);
        mv.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
        if (!isStatic) {
            mv.visitInsn(Opcodes.DUP);
            push(0);
            mv.visitVarInsn(Opcodes.ALOAD, 0);
            mv.visitInsn(Opcodes.AASTORE);
        }
        int local = receiver;
        for (int i = 0; i < types.length; i++) {
            mv.visitInsn(Opcodes.DUP);
            push(i + receiver);
            mv.visitVarInsn(types[i].getOpcode(Opcodes.ILOAD), local);
            box(types[i]);
            mv.visitInsn(Opcodes.AASTORE);
            local += types[i].getSize();
        }
    }

    private void push(int n) {
        if (n <= 5) {
            mv.visitInsn(Opcodes.ICONST_0 + n);
        } else if (n <= Byte.MAX_VALUE) {
            mv.visitIntInsn(Opcodes.BIPUSH, n);
        } else {
            mv.visitIntInsn(Opcodes.SIPUSH, n);
        }
    }

    private void box(Type t) {
        String owner = switch (t.getSort()) {
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.BYTE -> "java/lang/Byte";
            case Type.CHAR -> "java/lang/Character";
            case Type.SHORT -> "java/lang/Short";
            case Type.INT -> "java/lang/Integer";
            case Type.LONG -> "java/lang/Long";
            case Type.FLOAT -> "java/lang/Float";
            case Type.DOUBLE -> "java/lang/Double";
            default -> null;
        };
        if (owner != null) {
            mv.visitMethodInsn(
                    Opcodes.INVOKESTATIC, owner, "valueOf", "(" + t.getDescriptor() + ")L" + owner + ";", false);
        }
    }
}
