package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;

/**
 * Leaves out the checks of array accesses, for kernels that ask for that. It runs after the derivatives are made, so that they are
 * differentiated as they stand, and only removes the checks that leave the kernel: those of a {@code try} are branches by then.
 * Division by zero, casts and the sizes of new arrays stay checked.
 */
public final class UncheckedAccess {
    private UncheckedAccess() {}

    /** @return whether anything was removed */
    public static boolean run(Function f) {
        boolean changed = false;
        for (Block b : f.blocks()) {
            changed |= Rewrite.CHECK_DROPPED.happened(
                    b.insns().removeIf(i -> i.op() == Op.CHECK_BOUNDS || isArrayNullCheck(f, i)));
        }
        return changed;
    }

    private static boolean isArrayNullCheck(Function f, Insn i) {
        return i.op() == Op.CHECK_NULL && f.typeOf(i.arg(0)).isArray();
    }
}
