package dev.adagent.transform.emit;

import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Counts how deep the operand stack gets and how many locals there are (JVMS §6.5 says what each instruction pops and pushes). Frames say
 * what is on the stack where code is jumped to.
 */
final class StackCounter extends MethodVisitor {
    /** What each instruction without operands adds to the stack; 0 for those that leave its depth as it is, or leave the method. */
    private static final int[] CHANGES = changes();

    private int depth;
    private int deepest;
    private int locals;

    StackCounter(MethodVisitor mv, boolean isStatic, String descriptor) {
        super(Opcodes.ASM9, mv);
        locals = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - (isStatic ? 1 : 0);
    }

    private static int[] changes() {
        int[] out = new int[Opcodes.MONITOREXIT + 1];
        set(out, 1, Opcodes.ACONST_NULL, Opcodes.FCONST_2);
        set(out, 2, Opcodes.LCONST_0, Opcodes.LCONST_1);
        set(out, 2, Opcodes.DCONST_0, Opcodes.DCONST_1);
        set(out, -1, Opcodes.IALOAD, Opcodes.SALOAD);
        set(out, -3, Opcodes.IASTORE, Opcodes.SASTORE);
        set(out, 0, Opcodes.LALOAD, Opcodes.DALOAD);
        set(out, -1, Opcodes.FALOAD);
        set(out, -4, Opcodes.LASTORE, Opcodes.DASTORE);
        set(out, -3, Opcodes.FASTORE);
        set(out, -1, Opcodes.POP);
        set(out, -2, Opcodes.POP2);
        set(out, 1, Opcodes.DUP, Opcodes.DUP_X2);
        set(out, 2, Opcodes.DUP2, Opcodes.DUP2_X2);
        for (int op = Opcodes.IADD; op <= Opcodes.DREM; op++) {
            out[op] = isWide(op - Opcodes.IADD) ? -2 : -1; // in turns int, long, float, double
        }
        for (int op = Opcodes.ISHL; op <= Opcodes.LUSHR; op++) {
            out[op] = -1; // the distance is an int
        }
        for (int op = Opcodes.IAND; op <= Opcodes.LXOR; op++) {
            out[op] = isWide(op - Opcodes.IAND) ? -2 : -1;
        }
        set(out, 1, Opcodes.I2L);
        set(out, 1, Opcodes.I2D);
        set(out, -1, Opcodes.L2I, Opcodes.L2F);
        set(out, 1, Opcodes.F2L, Opcodes.F2D);
        set(out, -1, Opcodes.D2I);
        set(out, -1, Opcodes.D2F);
        set(out, -3, Opcodes.LCMP);
        set(out, -1, Opcodes.FCMPL, Opcodes.FCMPG);
        set(out, -3, Opcodes.DCMPL, Opcodes.DCMPG);
        set(out, -1, Opcodes.MONITORENTER, Opcodes.MONITOREXIT);
        return out;
    }

    private static boolean isWide(int place) {
        return place % 2 == 1;
    }

    private static void set(int[] out, int change, int only) {
        out[only] = change;
    }

    private static void set(int[] out, int change, int first, int last) {
        for (int op = first; op <= last; op++) {
            out[op] = change;
        }
    }

    private void add(int change) {
        depth += change;
        deepest = Math.max(deepest, depth);
    }

    @Override
    public void visitFrame(int type, int count, Object[] local, int stacked, Object[] stack) {
        depth = 0;
        for (int k = 0; k < stacked; k++) {
            add(stack[k] == Opcodes.LONG || stack[k] == Opcodes.DOUBLE ? 2 : 1);
        }
        super.visitFrame(type, count, local, stacked, stack);
    }

    @Override
    public void visitInsn(int opcode) {
        add(CHANGES[opcode]);
        super.visitInsn(opcode);
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
        add(opcode == Opcodes.NEWARRAY ? 0 : 1);
        super.visitIntInsn(opcode, operand);
    }

    @Override
    public void visitVarInsn(int opcode, int local) {
        boolean store = opcode >= Opcodes.ISTORE;
        int kind = opcode - (store ? Opcodes.ISTORE : Opcodes.ILOAD);
        int size = kind < 4 && isWide(kind) ? 2 : 1;
        add(store ? -size : size);
        locals = Math.max(locals, local + size);
        super.visitVarInsn(opcode, local);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        add(opcode == Opcodes.NEW ? 1 : 0);
        super.visitTypeInsn(opcode, type);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        int size = Type.getType(descriptor).getSize();
        add(
                switch (opcode) {
                    case Opcodes.GETSTATIC -> size;
                    case Opcodes.PUTSTATIC -> -size;
                    case Opcodes.GETFIELD -> size - 1;
                    default -> -size - 1;
                });
        super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        call(descriptor, opcode == Opcodes.INVOKESTATIC);
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        call(descriptor, true);
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    private void call(String descriptor, boolean isStatic) {
        int sizes = Type.getArgumentsAndReturnSizes(descriptor);
        add((sizes & 3) - (sizes >> 2) + (isStatic ? 1 : 0));
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
        boolean two = opcode >= Opcodes.IF_ICMPEQ && opcode <= Opcodes.IF_ACMPNE;
        add(opcode == Opcodes.GOTO ? 0 : two ? -2 : -1);
        super.visitJumpInsn(opcode, label);
    }

    @Override
    public void visitLdcInsn(Object value) {
        boolean two = value instanceof Long
                || value instanceof Double
                || (value instanceof ConstantDynamic c && c.getSize() == 2);
        add(two ? 2 : 1);
        super.visitLdcInsn(value);
    }

    @Override
    public void visitIincInsn(int local, int increment) {
        locals = Math.max(locals, local + 1);
        super.visitIincInsn(local, increment);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label other, Label... labels) {
        add(-1);
        super.visitTableSwitchInsn(min, max, other, labels);
    }

    @Override
    public void visitLookupSwitchInsn(Label other, int[] keys, Label[] labels) {
        add(-1);
        super.visitLookupSwitchInsn(other, keys, labels);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        add(1 - dimensions);
        super.visitMultiANewArrayInsn(descriptor, dimensions);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        super.visitMaxs(deepest, locals);
    }
}
