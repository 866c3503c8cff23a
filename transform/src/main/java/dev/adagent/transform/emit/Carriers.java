package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Type;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Puts values into the array that carries a tuple, and takes them out; see {@link JvmTypes#descriptor}. */
public final class Carriers {
    private Carriers() {}

    /** The carrier is on the stack; leaves the tuple's member of that index. */
    public static void member(MethodVisitor mv, Type tuple, Object index) {
        Type element = JvmTypes.carrier(tuple).element();
        JvmTypes.constant(mv, index);
        mv.visitInsn(JvmTypes.opcode(element, Opcodes.IALOAD));
        unpack(mv, element, tuple.parts().get((Integer) index));
    }

    /** Makes an element of a carrier of the value on the stack. */
    static void pack(MethodVisitor mv, Type from, Type element) {
        if (element.equals(Type.I64)) {
            switch (from.kind()) {
                case I32 -> mv.visitInsn(Opcodes.I2L);
                case F32 -> {
                    jdk(mv, "java/lang/Float", "floatToRawIntBits", "(F)I");
                    mv.visitInsn(Opcodes.I2L);
                }
                case F64 -> jdk(mv, "java/lang/Double", "doubleToRawLongBits", "(D)J");
                default -> {}
            }
        } else if (!element.equals(Type.F64) && box(from) != null) {
            jdk(mv, box(from), "valueOf", "(" + from.descriptor() + ")L" + box(from) + ";");
        }
    }

    private static void unpack(MethodVisitor mv, Type element, Type to) {
        if (element.equals(Type.I64)) {
            switch (to.kind()) {
                case I32 -> mv.visitInsn(Opcodes.L2I);
                case F32 -> {
                    mv.visitInsn(Opcodes.L2I);
                    jdk(mv, "java/lang/Float", "intBitsToFloat", "(I)F");
                }
                case F64 -> jdk(mv, "java/lang/Double", "longBitsToDouble", "(J)D");
                default -> {}
            }
        } else if (!element.equals(Type.F64)) {
            String box = box(to);
            mv.visitTypeInsn(Opcodes.CHECKCAST, box == null ? JvmTypes.internalName(to) : box);
            if (box != null) {
                String primitive =
                        org.objectweb.asm.Type.getType(to.descriptor()).getClassName();
                mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, box, primitive + "Value", "()" + to.descriptor(), false);
            }
        }
    }

    private static String box(Type type) {
        return switch (type.kind()) {
            case I32 -> "java/lang/Integer";
            case I64 -> "java/lang/Long";
            case F32 -> "java/lang/Float";
            case F64 -> "java/lang/Double";
            default -> null;
        };
    }

    private static void jdk(MethodVisitor mv, String owner, String name, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }
}
