package dev.adagent.cuda;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import java.util.BitSet;
import java.util.List;

/**
 * Which of a kernel's array parameters it may write to; the others need not be copied back. An array that leaves the function in a
 * call, an object or a result counts as written.
 */
final class ArrayEffects {
    private final Function f;
    /** For each value the parameters that it may be. */
    private final BitSet[] origins;

    private ArrayEffects(Function f) {
        this.f = f;
        origins = new BitSet[f.valueCount()];
        for (int v = 0; v < origins.length; v++) {
            origins[v] = new BitSet();
        }
        for (int i = 0; i < f.params().size(); i++) {
            if (f.typeOf(f.params().get(i)).isArray()) {
                origins[f.params().get(i)].set(i);
            }
        }
    }

    /** Indices of the parameters that may be written to. */
    static BitSet written(Function f) {
        ArrayEffects e = new ArrayEffects(f);
        e.propagate();
        return e.collect();
    }

    private void propagate() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.result() >= 0 && i.type().isArray()) {
                        for (int a : i.args()) {
                            changed |= flow(a, i.result());
                        }
                    }
                }
                for (Edge edge : b.term().edges()) {
                    List<Integer> params = f.block(edge.target()).params();
                    for (int k = 0; k < params.size(); k++) {
                        changed |= flow(edge.args()[k], params.get(k));
                    }
                }
            }
        }
    }

    private boolean flow(int from, int to) {
        int before = origins[to].cardinality();
        origins[to].or(origins[from]);
        return origins[to].cardinality() != before;
    }

    private BitSet collect() {
        BitSet out = new BitSet();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                switch (i.op()) {
                    case ASTORE, ACCUM, ATOMIC -> {
                        out.or(origins[i.arg(0)]);
                        stored(i, out);
                    }
                    case CALL, INTRINSIC, DEFERRED, LAMBDA, PUTFIELD, PUTSTATIC, TUPLE -> escape(i.args(), out);
                    default -> {}
                }
            }
            escape(b.term().args(), out);
        }
        return out;
    }

    /** An array stored into an array of arrays. */
    private void stored(Insn i, BitSet out) {
        for (int k = 1; k < i.args().length; k++) {
            out.or(origins[i.arg(k)]);
        }
    }

    private void escape(int[] args, BitSet out) {
        for (int a : args) {
            out.or(origins[a]);
        }
    }
}
