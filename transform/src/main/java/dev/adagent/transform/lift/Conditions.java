package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Cond;
import org.objectweb.asm.Opcodes;

/** The conditions of the JVM's branches. */
final class Conditions {
    private Conditions() {}

    /** Of {@code if<cond>} and {@code if_icmp<cond>}. */
    static Cond plain(int opcode) {
        return switch (opcode) {
            case Opcodes.IFEQ, Opcodes.IF_ICMPEQ -> Cond.EQ;
            case Opcodes.IFNE, Opcodes.IF_ICMPNE -> Cond.NE;
            case Opcodes.IFLT, Opcodes.IF_ICMPLT -> Cond.LT;
            case Opcodes.IFGE, Opcodes.IF_ICMPGE -> Cond.GE;
            case Opcodes.IFGT, Opcodes.IF_ICMPGT -> Cond.GT;
            case Opcodes.IFLE, Opcodes.IF_ICMPLE -> Cond.LE;
            default -> throw new IllegalArgumentException("no branch: " + opcode);
        };
    }

    /**
     * Of a comparison followed by {@code if<cond>}. {@code fcmpl} and {@code dcmpl} give −1 for NaN, {@code fcmpg} and {@code dcmpg}
     * give 1 (JVMS §6.5), so NaN makes {@code <} and {@code <=} after the former true, {@code >} and {@code >=} after the latter.
     */
    static Cond fused(int compare, int branch) {
        Cond c = plain(branch);
        boolean low = compare == Opcodes.FCMPL || compare == Opcodes.DCMPL;
        boolean high = compare == Opcodes.FCMPG || compare == Opcodes.DCMPG;
        return switch (c) {
            case LT -> low ? Cond.ULT : c;
            case LE -> low ? Cond.ULE : c;
            case GT -> high ? Cond.UGT : c;
            case GE -> high ? Cond.UGE : c;
            default -> c;
        };
    }
}
