package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds writes to arrays of floating-point numbers that a function captured. Whether such an array carries derivatives only the caller
 * knows, so a function given bare must not write one.
 */
public final class CapturedWrites {
    private final Module module;
    private final Set<String> visited = new HashSet<>();

    private CapturedWrites(Module module) {
        this.module = module;
    }

    /**
     * Checks the entry of a module.
     *
     * @param captured how many of its first parameters are captured
     * @throws CapturedWriteException naming the place of a write to such an array
     */
    public static void check(Module module, int captured) {
        Function f = module.entry();
        BitSet params = new BitSet();
        for (int k = 0; k < captured; k++) {
            if (isFloatingArray(f.paramTypes().get(k))) {
                params.set(k);
            }
        }
        new CapturedWrites(module).visit(f, params);
    }

    private static boolean isFloatingArray(Type t) {
        return t.isArray() && (t.element().isFloating() || isFloatingArray(t.element()));
    }

    private void visit(Function f, BitSet params) {
        if (params.isEmpty() || !visited.add(f.name() + params)) {
            return;
        }
        BitSet arrays = new BitSet();
        params.stream().forEach(k -> arrays.set(f.params().get(k)));
        int before;
        do {
            before = arrays.cardinality();
            f.blocks().forEach(b -> follow(f, b, arrays));
        } while (arrays.cardinality() > before);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                check(i, arrays);
            }
        }
    }

    /** Adds what may be one of the arrays, or a row of one. */
    private static void follow(Function f, Block b, BitSet arrays) {
        for (Insn i : b.insns()) {
            boolean passes = i.op() == Op.CHECK_CAST
                    || i.op() == Op.SELECT
                    || i.op() == Op.ALOAD && i.type().isReference();
            if (passes && java.util.Arrays.stream(i.args()).anyMatch(arrays::get)) {
                arrays.set(i.result());
            }
        }
        for (Edge e : b.term().edges()) {
            for (int k = 0; k < e.args().length; k++) {
                if (arrays.get(e.args()[k])) {
                    arrays.set(f.block(e.target()).params().get(k));
                }
            }
        }
    }

    private void check(Insn i, BitSet arrays) {
        if ((i.op() == Op.ASTORE || i.op() == Op.ATOMIC || i.op() == Op.ACCUM) && arrays.get(i.arg(0))) {
            throw new CapturedWriteException(i.loc());
        }
        if (i.op() == Op.CALL && i.attr() instanceof Callee c && module.get(c.function()) != null) {
            BitSet params = new BitSet();
            for (int k = 0; k < i.args().length; k++) {
                params.set(k, arrays.get(i.arg(k)));
            }
            visit(module.get(c.function()), params);
        }
    }
}
