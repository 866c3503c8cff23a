package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The arrays that only the running thread can reach: made in the function and never stored or passed on. Being returned does not
 * count, since nothing here happens after that.
 */
final class PrivateArrays {
    private final BitSet reachable = new BitSet();
    private final BitSet merged = new BitSet();

    private PrivateArrays() {}

    static PrivateArrays of(Function f) {
        PrivateArrays a = new PrivateArrays();
        a.find(f);
        return a;
    }

    /** Whether the value is an array that no other thread, callee or object refers to; it may have further names here. */
    boolean isPrivate(int value) {
        return reachable.get(value);
    }

    /** Whether the value is such an array and the only name of it. */
    boolean isSingle(int value) {
        return reachable.get(value) && !merged.get(value);
    }

    private void find(Function f) {
        Map<Integer, List<Incoming>> incoming = Incoming.of(f);
        for (Block b : f.blocks()) {
            if (b != f.entry()) {
                b.params().stream().filter(p -> f.typeOf(p).isArray()).forEach(this::addMerged);
            }
            for (Insn i : b.insns()) {
                if (i.op() == Op.NEWARRAY) {
                    reachable.set(i.result());
                }
            }
        }
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                for (int k = 0; k < i.args().length; k++) {
                    if (!isAccess(i, k)) {
                        reachable.clear(i.arg(k));
                    }
                }
            }
            if (b.term().kind() != Term.Kind.RET) {
                for (int v : b.term().args()) {
                    reachable.clear(v);
                }
            }
            for (Edge e : b.term().edges()) {
                for (int v : e.args()) {
                    merged.set(v);
                }
            }
        }
        // what flows into a parameter and the parameter are private together or not at all
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Map.Entry<Integer, List<Incoming>> e : incoming.entrySet()) {
                int p = e.getKey();
                boolean all = e.getValue().stream().allMatch(in -> reachable.get(in.value()));
                if (reachable.get(p) && !all) {
                    reachable.clear(p);
                    changed = true;
                }
                if (!reachable.get(p)) {
                    for (Incoming in : e.getValue()) {
                        changed |= reachable.get(in.value());
                        reachable.clear(in.value());
                    }
                }
            }
        }
    }

    private void addMerged(int param) {
        reachable.set(param);
        merged.set(param);
    }

    private static boolean isAccess(Insn i, int operand) {
        return switch (i.op()) {
            case ALOAD, ASTORE, ACCUM, ATOMIC, CHECK_BOUNDS -> operand == 0;
            case ALEN, CHECK_NULL, CMP -> true;
            default -> false;
        };
    }
}
