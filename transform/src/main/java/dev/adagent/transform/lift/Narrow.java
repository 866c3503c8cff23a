package dev.adagent.transform.lift;

import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Type;
import java.util.function.IntFunction;

/** Which ints are values of boolean, byte, char and short already, so that narrowing leaves them as they are (JVMS §2.11.1). */
final class Narrow {
    private Narrow() {}

    /** Whether an instruction by itself gives such a value, as those do that javac ends such an expression with. @param types of values */
    static boolean gives(Insn insn, Type to, IntFunction<Type> types) {
        return switch (insn.op()) {
            case NARROW -> holds(to, (Type) insn.attr());
            case CMP, INSTANCEOF -> true;
            case CONST -> fits((Integer) insn.attr(), to);
            case ALOAD -> holds(to, types.apply(insn.arg(0)).element());
            case GETFIELD, GETSTATIC -> holds(to, Type.ofDescriptor(((FieldRef) insn.attr()).descriptor()));
            default -> false;
        };
    }

    /** Whether all values of one type are also of the other. */
    static boolean holds(Type to, Type from) {
        return from.equals(to) || from.equals(Type.BOOL) || from.equals(Type.I8) && to.equals(Type.I16);
    }

    private static boolean fits(int c, Type type) {
        return switch (type.kind()) {
            case BOOL -> (c & 1) == c;
            case I8 -> (byte) c == c;
            case U16 -> (char) c == c;
            default -> (short) c == c;
        };
    }
}
