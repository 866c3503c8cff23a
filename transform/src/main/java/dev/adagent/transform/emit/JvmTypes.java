package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Type;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** How IR types look on the JVM. */
public final class JvmTypes {
    private JvmTypes() {}

    /**
     * JVM descriptor of a type. A tuple travels in a carrier array: {@code double[]} if all members are f64, {@code long[]} of raw
     * bits if all are primitive, else {@code Object[]} with boxes.
     */
    public static String descriptor(Type type) {
        if (type.kind() == Type.Kind.OBJECT && KnownClass.isOfLambdas(type.name())) {
            return "Ljava/lang/Object;";
        }
        return type.isTuple() ? carrier(type).descriptor() : type.descriptor();
    }

    /** Type of the array that carries a tuple. */
    static Type carrier(Type tuple) {
        List<Type> parts = tuple.parts();
        if (parts.stream().allMatch(p -> p.equals(Type.F64))) {
            return Type.array(Type.F64);
        }
        if (parts.stream().allMatch(p -> p.isFloating() || p.isInteger())) {
            return Type.array(Type.I64);
        }
        return Type.array(Type.object("java/lang/Object"));
    }

    /** Descriptor of the static method that a function becomes, {@code extraInts} ints after its parameters. */
    static String methodDescriptor(Function f, int extraInts) {
        StringBuilder s = new StringBuilder("(");
        f.paramTypes().forEach(t -> s.append(descriptor(t)));
        s.append("I".repeat(extraInts)).append(')').append(descriptor(f.result()));
        return s.toString();
    }

    /** Local variables or stack words that a value takes. */
    static int size(Type type) {
        return type.kind() == Type.Kind.I64 || type.kind() == Type.Kind.F64 ? 2 : 1;
    }

    /** Verification type for stack map frames (JVMS §4.10.1.2), as ASM writes it. */
    static Object frameType(Type type) {
        return switch (type.kind()) {
            case I32, BOOL, I8, U16, I16 -> Opcodes.INTEGER;
            case I64 -> Opcodes.LONG;
            case F32 -> Opcodes.FLOAT;
            case F64 -> Opcodes.DOUBLE;
            case ARRAY -> type.descriptor();
            case OBJECT -> internalName(type);
            case TUPLE -> carrier(type).descriptor();
            case VOID -> throw new IllegalStateException("void is no value");
        };
    }

    /** The opcode of a family given by its int member, for a local or an operation on values of the type. */
    static int opcode(Type type, int intOpcode) {
        return asm(type).getOpcode(intOpcode);
    }

    static org.objectweb.asm.Type asm(Type type) {
        return org.objectweb.asm.Type.getType(descriptor(type));
    }

    static String internalName(Type type) {
        return asm(type).getInternalName();
    }

    static void newArray(MethodVisitor mv, Type element) {
        int code = newArrayCode(element);
        if (code >= 0) {
            mv.visitIntInsn(Opcodes.NEWARRAY, code);
        } else {
            mv.visitTypeInsn(Opcodes.ANEWARRAY, asm(element).getInternalName());
        }
    }

    private static int newArrayCode(Type element) {
        return switch (element.kind()) {
            case BOOL -> Opcodes.T_BOOLEAN;
            case I8 -> Opcodes.T_BYTE;
            case U16 -> Opcodes.T_CHAR;
            case I16 -> Opcodes.T_SHORT;
            case I32 -> Opcodes.T_INT;
            case I64 -> Opcodes.T_LONG;
            case F32 -> Opcodes.T_FLOAT;
            case F64 -> Opcodes.T_DOUBLE;
            default -> -1;
        };
    }

    static void constant(MethodVisitor mv, Object value) {
        if (value == null) {
            mv.visitInsn(Opcodes.ACONST_NULL);
        } else if (value instanceof Integer i) {
            if (i >= -1 && i <= 5) {
                mv.visitInsn(Opcodes.ICONST_0 + i);
            } else if (i == (byte) (int) i) {
                mv.visitIntInsn(Opcodes.BIPUSH, i);
            } else if (i == (short) (int) i) {
                mv.visitIntInsn(Opcodes.SIPUSH, i);
            } else {
                mv.visitLdcInsn(i);
            }
        } else if (value instanceof Long l && (l == 0 || l == 1)) {
            mv.visitInsn(l == 0 ? Opcodes.LCONST_0 : Opcodes.LCONST_1);
        } else if (value instanceof Double d && same(d, 0.0)) {
            mv.visitInsn(Opcodes.DCONST_0);
        } else if (value instanceof Double d && same(d, 1.0)) {
            mv.visitInsn(Opcodes.DCONST_1);
        } else if (value instanceof Float f && Float.floatToRawIntBits(f) == 0) {
            mv.visitInsn(Opcodes.FCONST_0);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    private static boolean same(double a, double b) {
        return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
    }
}
