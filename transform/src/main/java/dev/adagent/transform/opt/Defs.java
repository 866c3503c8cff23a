package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import java.util.Arrays;

/** The instruction that defines each value, and the constants among them. */
final class Defs {
    private Insn[] insns;

    private Defs(int size) {
        insns = new Insn[size];
    }

    static Defs of(Function f) {
        Defs d = new Defs(f.valueCount());
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                d.put(i);
            }
        }
        return d;
    }

    /** Records a new or changed definition. */
    void put(Insn i) {
        if (i.result() < 0) {
            return;
        }
        if (i.result() >= insns.length) {
            insns = Arrays.copyOf(insns, Math.max(i.result() + 1, insns.length * 2));
        }
        insns[i.result()] = i;
    }

    /** The defining instruction; null for a block parameter. */
    Insn insn(int value) {
        return value < insns.length ? insns[value] : null;
    }

    boolean is(int value, Op op) {
        Insn i = insn(value);
        return i != null && i.op() == op;
    }

    /** A numeric or string constant; null if the value is none or the null reference. */
    Object constant(int value) {
        Insn i = insn(value);
        return i != null && i.op() == Op.CONST ? i.attr() : null;
    }

    boolean isNull(int value) {
        Insn i = insn(value);
        return i != null && i.op() == Op.CONST && i.attr() == null;
    }

    /** Whether the value is exactly this constant, bit for bit. */
    boolean isConstant(int value, Object c) {
        return c.equals(constant(value));
    }

    boolean isInt(int value, int c) {
        return constant(value) instanceof Integer i && i == c;
    }
}
