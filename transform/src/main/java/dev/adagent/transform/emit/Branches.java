package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Conditional jumps, with the comparison fused in where it was folded. */
final class Branches {
    private final FunctionEmitter fn;
    private final MethodVisitor mv;

    Branches(FunctionEmitter fn, MethodVisitor mv) {
        this.fn = fn;
        this.mv = mv;
    }

    /** Jumps if the i32 value is not 0, or if {@code wanted} is false, if it is. */
    void jumpIf(int condition, boolean wanted, Label target) {
        Insn d = fn.plan.def(condition);
        if (d != null && d.op() == Op.CMP && fn.plan.isFolded(condition)) {
            compare(d, wanted, target);
        } else {
            fn.push(condition);
            mv.visitJumpInsn(wanted ? Opcodes.IFNE : Opcodes.IFEQ, target);
        }
    }

    /** Jumps if the comparison gives {@code wanted}. */
    void compare(Insn cmp, boolean wanted, Label target) {
        Type type = fn.f.typeOf(cmp.arg(0));
        Cond asked = (Cond) cmp.attr();
        Cond cond = wanted ? asked : asked.negate(type.isFloating());
        int x = cmp.arg(0);
        int y = cmp.arg(1);
        switch (type.kind()) {
            case I32 -> {
                if (isConstant(y, 0)) {
                    fn.push(x);
                    mv.visitJumpInsn(Opcodes.IFEQ + offset(cond), target);
                } else {
                    fn.push(x);
                    fn.push(y);
                    mv.visitJumpInsn(Opcodes.IF_ICMPEQ + offset(cond), target);
                }
            }
            case I64 -> {
                fn.push(x);
                fn.push(y);
                mv.visitInsn(Opcodes.LCMP);
                mv.visitJumpInsn(Opcodes.IFEQ + offset(cond), target);
            }
            case F32, F64 -> {
                fn.push(x);
                fn.push(y);
                // a NaN must make the jump's condition false, and the unordered forms true
                boolean nanIsGreater = cond == Cond.LT || cond == Cond.LE || cond == Cond.UGT || cond == Cond.UGE;
                if (type.equals(Type.F64)) {
                    mv.visitInsn(nanIsGreater ? Opcodes.DCMPG : Opcodes.DCMPL);
                } else {
                    mv.visitInsn(nanIsGreater ? Opcodes.FCMPG : Opcodes.FCMPL);
                }
                mv.visitJumpInsn(Opcodes.IFEQ + offset(cond), target);
            }
            default -> {
                boolean equal = cond == Cond.EQ;
                if (!equal && cond != Cond.NE) {
                    throw new IllegalStateException("references compare by EQ and NE only: " + cmp);
                }
                fn.push(x);
                if (isNull(y)) {
                    mv.visitJumpInsn(equal ? Opcodes.IFNULL : Opcodes.IFNONNULL, target);
                } else {
                    fn.push(y);
                    mv.visitJumpInsn(equal ? Opcodes.IF_ACMPEQ : Opcodes.IF_ACMPNE, target);
                }
            }
        }
    }

    /** Place of the condition among the six of the JVM: EQ NE LT GE GT LE. */
    private static int offset(Cond cond) {
        return switch (cond) {
            case EQ -> 0;
            case NE -> 1;
            case LT, ULT -> 2;
            case GE, UGE -> 3;
            case GT, UGT -> 4;
            case LE, ULE -> 5;
        };
    }

    private boolean isConstant(int v, int value) {
        Insn d = fn.plan.def(v);
        return d != null && d.op() == Op.CONST && d.attr() instanceof Integer i && i == value;
    }

    private boolean isNull(int v) {
        Insn d = fn.plan.def(v);
        return d != null && d.op() == Op.CONST && d.attr() == null;
    }
}
