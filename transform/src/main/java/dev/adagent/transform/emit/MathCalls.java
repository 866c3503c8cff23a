package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Type;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Pure intrinsics as calls of the JDK methods whose semantics they have; HotSpot knows most of them itself. */
final class MathCalls {
    /** Those with a {@code float} form of their own; the others compute in {@code double}. */
    private static final Set<String> FLOAT_FORM = Set.of("abs", "min", "max", "fma", "copySign");

    private static final Set<String> BITS = Set.of("bitCount", "numberOfLeadingZeros", "numberOfTrailingZeros");

    private MathCalls() {}

    /**
     * Emits the call; the operands are on the stack, except that float operands of a function without float form are pushed by
     * {@code push} here, each widened.
     */
    static void emit(MethodVisitor mv, Insn insn, List<Type> argTypes, Runnable[] push) {
        String full = (String) insn.attr();
        boolean strict = full.startsWith("strict.");
        String name = strict ? full.substring(7) : full;
        if (BITS.contains(name)) {
            boolean isLong = argTypes.get(0).equals(Type.I64);
            push[0].run();
            String owner = isLong ? "java/lang/Long" : "java/lang/Integer";
            mv.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, isLong ? "(J)I" : "(I)I", false);
            return;
        }
        Type type = insn.type();
        boolean widen = type.equals(Type.F32) && !FLOAT_FORM.contains(name);
        String letter = widen ? "D" : type.descriptor();
        for (Runnable p : push) {
            p.run();
            if (widen) {
                mv.visitInsn(Opcodes.F2D);
            }
        }
        mv.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                strict ? "java/lang/StrictMath" : "java/lang/Math",
                name,
                "(" + letter.repeat(push.length) + ")" + letter,
                false);
        if (widen) {
            mv.visitInsn(Opcodes.D2F);
        }
    }
}
