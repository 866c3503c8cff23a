package dev.adagent.transform.cpu;

import dev.adagent.transform.emit.ModuleEmitter;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Emits {@link CpuProgram#run}: unpacks the arguments once, then calls the entry for one thread after the other, x fastest, nothing
 * boxed. A failing thread's id is stored by the handler, so the loop itself stores nothing.
 */
final class Driver {
    private static final int ARGS = 1;
    private static final int GRID = 2;
    private static final int START = 3;
    private static final int AT = 4;
    private static final int TO = 6;
    private static final int WHERE = 8;
    /** The twelve coordinates in the order of {@link dev.adagent.transform.emit.Coordinates#NAMES}. */
    private static final int COORDINATES = 9;

    private static final int UNPACKED = COORDINATES + 12;

    private final String className;
    private final Function entry;
    private final ModuleEmitter emitter;

    Driver(String className, Function entry, ModuleEmitter emitter) {
        this.className = className;
        this.entry = entry;
        this.emitter = emitter;
    }

    void emit(ClassVisitor cv) {
        MethodVisitor mv = cv.visitMethod(Opcodes.ACC_PUBLIC, "run", "([Ljava/lang/Object;[I[IJJ[J)V", null, null);
        mv.visitCode();
        for (int k = 0; k < 12; k++) {
            // ntid is the second half of the grid, nctaid the first
            int index = k < 6 ? k : k < 9 ? k - 3 : k - 9;
            mv.visitVarInsn(Opcodes.ALOAD, k < 6 ? START : GRID);
            mv.visitIntInsn(Opcodes.BIPUSH, index);
            mv.visitInsn(Opcodes.IALOAD);
            mv.visitVarInsn(Opcodes.ISTORE, COORDINATES + k);
        }
        unpack(mv, entry.paramTypes(), UNPACKED);
        Label head = new Label();
        Label exit = new Label();
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        mv.visitLabel(head);
        frame(mv);
        mv.visitVarInsn(Opcodes.LLOAD, AT);
        mv.visitVarInsn(Opcodes.LLOAD, TO);
        mv.visitInsn(Opcodes.LCMP);
        mv.visitJumpInsn(Opcodes.IFGE, exit);
        mv.visitLabel(from);
        call(mv);
        mv.visitLabel(to);
        advance(mv, head);
        mv.visitLabel(handler);
        frame(mv, "java/lang/Throwable");
        mv.visitVarInsn(Opcodes.ALOAD, WHERE);
        mv.visitInsn(Opcodes.ICONST_0);
        mv.visitVarInsn(Opcodes.LLOAD, AT);
        mv.visitInsn(Opcodes.LASTORE);
        mv.visitInsn(Opcodes.ATHROW);
        mv.visitLabel(exit);
        frame(mv);
        mv.visitInsn(Opcodes.RETURN);
        mv.visitTryCatchBlock(from, to, handler, null);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    /** Stores the arguments in locals from {@code first} on; the array with them is in local 1. */
    static void unpack(MethodVisitor mv, List<Type> types, int first) {
        int at = first;
        for (int k = 0; k < types.size(); k++) {
            Type type = types.get(k);
            mv.visitVarInsn(Opcodes.ALOAD, ARGS);
            mv.visitIntInsn(Opcodes.SIPUSH, k);
            mv.visitInsn(Opcodes.AALOAD);
            switch (type.kind()) {
                case I32 -> unbox(mv, "java/lang/Integer", "intValue", "()I");
                case I64 -> unbox(mv, "java/lang/Long", "longValue", "()J");
                case F32 -> unbox(mv, "java/lang/Float", "floatValue", "()F");
                case F64 -> unbox(mv, "java/lang/Double", "doubleValue", "()D");
                default -> mv.visitTypeInsn(Opcodes.CHECKCAST, asm(type).getInternalName());
            }
            mv.visitVarInsn(asm(type).getOpcode(Opcodes.ISTORE), at);
            at += asm(type).getSize();
        }
    }

    /** Pushes what {@link #unpack} has stored and gives the local after the last. */
    static int push(MethodVisitor mv, List<Type> types, int first) {
        int at = first;
        for (Type type : types) {
            mv.visitVarInsn(asm(type).getOpcode(Opcodes.ILOAD), at);
            at += asm(type).getSize();
        }
        return at;
    }

    /** Verification types of values in locals. */
    static void addFrame(List<Object> locals, List<Type> types) {
        for (Type type : types) {
            locals.add(
                    switch (type.kind()) {
                        case I32 -> Opcodes.INTEGER;
                        case I64 -> Opcodes.LONG;
                        case F32 -> Opcodes.FLOAT;
                        case F64 -> Opcodes.DOUBLE;
                        default -> asm(type).getInternalName();
                    });
        }
    }

    private static org.objectweb.asm.Type asm(Type type) {
        return org.objectweb.asm.Type.getType(type.descriptor());
    }

    private static void unbox(MethodVisitor mv, String box, String method, String descriptor) {
        mv.visitTypeInsn(Opcodes.CHECKCAST, box);
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, box, method, descriptor, false);
    }

    private void call(MethodVisitor mv) {
        push(mv, entry.paramTypes(), UNPACKED);
        emitter.entryCoordinates().forEach(k -> mv.visitVarInsn(Opcodes.ILOAD, COORDINATES + k));
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, className, emitter.entryName(), emitter.entryDescriptor(), false);
        switch (asmResult().getSize()) {
            case 1 -> mv.visitInsn(Opcodes.POP);
            case 2 -> mv.visitInsn(Opcodes.POP2);
            default -> {}
        }
    }

    private org.objectweb.asm.Type asmResult() {
        return org.objectweb.asm.Type.getReturnType(emitter.entryDescriptor());
    }

    /** To the next thread: threadIdx x, y, z, then blockIdx x, y, z, each reset as it reaches its extent. */
    private void advance(MethodVisitor mv, Label head) {
        mv.visitVarInsn(Opcodes.LLOAD, AT);
        mv.visitInsn(Opcodes.LCONST_1);
        mv.visitInsn(Opcodes.LADD);
        mv.visitVarInsn(Opcodes.LSTORE, AT);
        for (int k = 0; k < 6; k++) {
            int extent = COORDINATES + 6 + k;
            mv.visitIincInsn(COORDINATES + k, 1);
            mv.visitVarInsn(Opcodes.ILOAD, COORDINATES + k);
            mv.visitVarInsn(Opcodes.ILOAD, extent);
            mv.visitJumpInsn(Opcodes.IF_ICMPLT, head);
            mv.visitInsn(Opcodes.ICONST_0);
            mv.visitVarInsn(Opcodes.ISTORE, COORDINATES + k);
        }
        mv.visitJumpInsn(Opcodes.GOTO, head);
    }

    private void frame(MethodVisitor mv, Object... stack) {
        List<Object> locals = new ArrayList<>(
                List.of(className, "[Ljava/lang/Object;", "[I", "[I", Opcodes.LONG, Opcodes.LONG, "[J"));
        for (int k = 0; k < 12; k++) {
            locals.add(Opcodes.INTEGER);
        }
        addFrame(locals, entry.paramTypes());
        mv.visitFrame(Opcodes.F_NEW, locals.size(), locals.toArray(), stack.length, stack);
    }
}
