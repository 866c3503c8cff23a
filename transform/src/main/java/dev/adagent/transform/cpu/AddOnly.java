package dev.adagent.transform.cpu;

import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which array parameters of the entry a kernel only adds to: by ACCUM, or by an atomic addition whose old value nobody uses. What
 * such an array holds in between is seen by no thread, so each worker may add into an array of its own.
 */
final class AddOnly {
    private final Module module;
    private final Map<Function, BitSet> known = new HashMap<>();
    private final Set<Function> open = new HashSet<>();

    private AddOnly(Module module) {
        this.module = module;
    }

    /** Indices of the parameters. */
    static BitSet parameters(Module module) {
        return new AddOnly(module).of(module.entry());
    }

    private BitSet of(Function f) {
        BitSet result = known.get(f);
        if (result != null) {
            return result;
        }
        if (!open.add(f)) {
            return new BitSet(); // recursive: assume the worst
        }
        BitSet read = new BitSet();
        BitSet added = new BitSet();
        BitSet used = usedValues(f);
        for (Block b : f.blocks()) {
            for (Insn insn : b.insns()) {
                visit(insn, used, read, added);
            }
            for (int v : b.term().args()) {
                read.set(v);
            }
            for (Edge e : b.term().edges()) {
                for (int v : e.args()) {
                    read.set(v);
                }
            }
        }
        result = new BitSet();
        List<Integer> params = f.params();
        for (int k = 0; k < params.size(); k++) {
            int p = params.get(k);
            if (f.typeOf(p).isArray() && added.get(p) && !read.get(p)) {
                result.set(k);
            }
        }
        open.remove(f);
        known.put(f, result);
        return result;
    }

    private void visit(Insn insn, BitSet used, BitSet read, BitSet added) {
        if (insn.op() == Op.CMP) {
            return; // equal arguments share one private array, so comparing references gives what it gave
        }
        int[] a = insn.args();
        boolean adds = insn.op() == Op.ACCUM
                || insn.op() == Op.ATOMIC && insn.attr() == AtomicKind.ADD && !used.get(insn.result());
        boolean harmless = insn.op() == Op.CHECK_BOUNDS || insn.op() == Op.CHECK_NULL || insn.op() == Op.ALEN;
        if (adds) {
            added.set(a[0]);
        }
        for (int k = adds || harmless ? 1 : 0; k < a.length; k++) {
            Callee callee = insn.op() == Op.CALL ? (Callee) insn.attr() : null;
            if (callee != null
                    && callee.function() != null
                    && of(module.get(callee.function())).get(k)) {
                added.set(a[k]);
            } else {
                read.set(a[k]);
            }
        }
    }

    private static BitSet usedValues(Function f) {
        BitSet used = new BitSet();
        for (Block b : f.blocks()) {
            b.insns().forEach(insn -> {
                for (int v : insn.args()) {
                    used.set(v);
                }
            });
            for (int v : b.term().args()) {
                used.set(v);
            }
            b.term().edges().forEach(e -> {
                for (int v : e.args()) {
                    used.set(v);
                }
            });
        }
        return used;
    }
}
