package dev.adagent.codegen;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds a thread's index in the grid, {@code blockIdx · blockDim + threadIdx} along one axis. No launch has more than 2³¹ − 1 threads along
 * an axis (the device refuses it), so that this product and sum do not wrap: with that LLVM drops checks whose index is one.
 */
final class GridIndex {
    private final Map<Integer, Insn> defined = new HashMap<>();

    GridIndex(Function f) {
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.INTRINSIC || i.op() == Op.MUL || i.op() == Op.ADD) {
                    defined.put(i.result(), i);
                }
            }
        }
    }

    /** Whether an instruction computes such an index, or the product in it. */
    boolean isPlace(Insn i) {
        if (i.op() == Op.MUL) {
            return firstThread(i) != null;
        }
        if (i.op() != Op.ADD) {
            return false;
        }
        return isIndex(i.arg(0), i.arg(1)) || isIndex(i.arg(1), i.arg(0));
    }

    private boolean isIndex(int product, int thread) {
        Insn first = defined.get(product);
        String axis = first == null || first.op() != Op.MUL ? null : firstThread(first);
        return axis != null && isRegister(thread, "tid." + axis);
    }

    /** The axis of {@code blockIdx · blockDim}, or null. */
    private String firstThread(Insn mul) {
        for (String axis : new String[] {"x", "y", "z"}) {
            String block = "ctaid." + axis;
            String size = "ntid." + axis;
            if ((isRegister(mul.arg(0), block) && isRegister(mul.arg(1), size))
                    || (isRegister(mul.arg(1), block) && isRegister(mul.arg(0), size))) {
                return axis;
            }
        }
        return null;
    }

    private boolean isRegister(int value, String name) {
        Insn i = defined.get(value);
        return i != null && i.op() == Op.INTRINSIC && name.equals(i.attr());
    }
}
