package dev.adagent.transform.cpu;

import dev.adagent.transform.emit.ModuleEmitter;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Emits {@link BlockProgram#phase}: one call of the resumable entry for each thread that has not ended, x fastest. */
final class PhaseDriver {
    private static final int GRID = 2;
    private static final int BLOCK = 3;
    private static final int STATES = 4;
    private static final int KEPT = 5;
    private static final int AT = 6;
    private static final int THREAD = 7;
    private static final int COORDINATES = 8;
    private static final int ARRAYS = COORDINATES + 12;
    private static final int UNPACKED = ARRAYS + 5;

    private final String className;
    private final List<Type> params;
    private final ModuleEmitter emitter;

    /** @param params those of the kernel, without what {@link BarrierSplit} adds */
    PhaseDriver(String className, List<Type> params, ModuleEmitter emitter) {
        this.className = className;
        this.params = params;
        this.emitter = emitter;
    }

    void emit(ClassVisitor cv) {
        MethodVisitor mv = cv.visitMethod(
                Opcodes.ACC_PUBLIC, "phase", "([Ljava/lang/Object;[I[I[I[Ljava/lang/Object;[I)V", null, null);
        mv.visitCode();
        prologue(mv);
        Label head = new Label();
        Label skip = new Label();
        Label exit = new Label();
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        mv.visitLabel(head);
        frame(mv);
        mv.visitVarInsn(Opcodes.ILOAD, THREAD);
        mv.visitVarInsn(Opcodes.ALOAD, STATES);
        mv.visitInsn(Opcodes.ARRAYLENGTH);
        mv.visitJumpInsn(Opcodes.IF_ICMPGE, exit);
        state(mv);
        mv.visitJumpInsn(Opcodes.IFLT, skip);
        mv.visitVarInsn(Opcodes.ALOAD, STATES);
        mv.visitVarInsn(Opcodes.ILOAD, THREAD);
        Driver.push(mv, params, UNPACKED);
        state(mv);
        mv.visitVarInsn(Opcodes.ILOAD, THREAD);
        for (int k = 0; k < 5; k++) {
            mv.visitVarInsn(Opcodes.ALOAD, ARRAYS + k);
        }
        emitter.entryCoordinates().forEach(k -> mv.visitVarInsn(Opcodes.ILOAD, COORDINATES + k));
        mv.visitLabel(from);
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, className, emitter.entryName(), emitter.entryDescriptor(), false);
        mv.visitLabel(to);
        mv.visitInsn(Opcodes.IASTORE);
        mv.visitLabel(skip);
        frame(mv);
        mv.visitIincInsn(THREAD, 1);
        for (int k = 0; k < 3; k++) {
            mv.visitIincInsn(COORDINATES + k, 1);
            mv.visitVarInsn(Opcodes.ILOAD, COORDINATES + k);
            mv.visitVarInsn(Opcodes.ILOAD, COORDINATES + 6 + k);
            mv.visitJumpInsn(Opcodes.IF_ICMPLT, head);
            mv.visitInsn(Opcodes.ICONST_0);
            mv.visitVarInsn(Opcodes.ISTORE, COORDINATES + k);
        }
        mv.visitJumpInsn(Opcodes.GOTO, head);
        mv.visitLabel(handler);
        frame(mv, "java/lang/Throwable");
        mv.visitVarInsn(Opcodes.ALOAD, AT);
        mv.visitInsn(Opcodes.ICONST_0);
        mv.visitVarInsn(Opcodes.ILOAD, THREAD);
        mv.visitInsn(Opcodes.IASTORE);
        mv.visitInsn(Opcodes.ATHROW);
        mv.visitLabel(exit);
        frame(mv);
        mv.visitInsn(Opcodes.RETURN);
        mv.visitTryCatchBlock(from, to, handler, null);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    private static void state(MethodVisitor mv) {
        mv.visitVarInsn(Opcodes.ALOAD, STATES);
        mv.visitVarInsn(Opcodes.ILOAD, THREAD);
        mv.visitInsn(Opcodes.IALOAD);
    }

    /** Unpacks coordinates, kept arrays and arguments; threadIdx follows from the thread to begin with. */
    private void prologue(MethodVisitor mv) {
        element(mv, AT, 0);
        mv.visitVarInsn(Opcodes.ISTORE, THREAD);
        for (int k = 3; k < 12; k++) {
            element(mv, k < 6 ? BLOCK : GRID, k < 6 ? k - 3 : k < 9 ? k - 3 : k - 9);
            mv.visitVarInsn(Opcodes.ISTORE, COORDINATES + k);
        }
        mv.visitVarInsn(Opcodes.ILOAD, THREAD);
        for (int k = 0; k < 3; k++) {
            mv.visitInsn(Opcodes.DUP);
            mv.visitVarInsn(Opcodes.ILOAD, COORDINATES + 6 + k);
            mv.visitInsn(Opcodes.IREM);
            mv.visitVarInsn(Opcodes.ISTORE, COORDINATES + k);
            mv.visitVarInsn(Opcodes.ILOAD, COORDINATES + 6 + k);
            mv.visitInsn(Opcodes.IDIV);
        }
        mv.visitInsn(Opcodes.POP);
        for (int k = 0; k < 5; k++) {
            mv.visitVarInsn(Opcodes.ALOAD, KEPT);
            mv.visitIntInsn(Opcodes.BIPUSH, k);
            mv.visitInsn(Opcodes.AALOAD);
            mv.visitTypeInsn(Opcodes.CHECKCAST, kept(k));
            mv.visitVarInsn(Opcodes.ASTORE, ARRAYS + k);
        }
        Driver.unpack(mv, params, UNPACKED);
    }

    private static String kept(int k) {
        return Type.array(BarrierSplit.KINDS.get(k)).descriptor();
    }

    private static void element(MethodVisitor mv, int array, int index) {
        mv.visitVarInsn(Opcodes.ALOAD, array);
        mv.visitIntInsn(Opcodes.BIPUSH, index);
        mv.visitInsn(Opcodes.IALOAD);
    }

    private void frame(MethodVisitor mv, Object... stack) {
        List<Object> locals = new ArrayList<>(
                List.of(className, "[Ljava/lang/Object;", "[I", "[I", "[I", "[Ljava/lang/Object;", "[I"));
        for (int k = 0; k < 13; k++) {
            locals.add(Opcodes.INTEGER);
        }
        for (int k = 0; k < 5; k++) {
            locals.add(kept(k));
        }
        Driver.addFrame(locals, params);
        mv.visitFrame(Opcodes.F_NEW, locals.size(), locals.toArray(), stack.length, stack);
    }
}
