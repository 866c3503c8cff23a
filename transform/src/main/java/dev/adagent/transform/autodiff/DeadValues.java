package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes values that nothing observable depends on, those that only feed each other through loops included, with the block parameters
 * that pass them. Found from the other side: what is observable is marked, with all that it takes (Cytron et al. 1991, §7.1).
 */
final class DeadValues {
    private final Function f;
    private final BitSet live = new BitSet();
    private final List<Integer> work = new ArrayList<>();
    private final Map<Integer, Insn> definitions = new HashMap<>();
    /** For each block parameter the arguments passed for it. */
    private final Map<Integer, List<Integer>> incoming = new HashMap<>();

    private DeadValues(Function f) {
        this.f = f;
    }

    /** @param kept values that are needed though nothing uses them yet */
    static void remove(Function f, BitSet kept) {
        new DeadValues(f).run(kept);
    }

    private void run(BitSet kept) {
        kept.stream().forEach(this::mark);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.result() >= 0) {
                    definitions.put(i.result(), i);
                }
                if (!isRemovable(i)) {
                    mark(i.args());
                }
            }
            mark(b.term().args());
            for (Edge e : b.term().edges()) {
                List<Integer> params = f.block(e.target()).params();
                for (int k = 0; k < params.size(); k++) {
                    incoming.computeIfAbsent(params.get(k), p -> new ArrayList<>())
                            .add(e.args()[k]);
                }
            }
        }
        while (!work.isEmpty()) {
            int v = work.remove(work.size() - 1);
            Insn i = definitions.get(v);
            if (i == null) {
                incoming.getOrDefault(v, List.of()).forEach(this::mark);
            } else {
                mark(i.args());
            }
        }
        sweep();
    }

    private void mark(int... values) {
        for (int v : values) {
            if (!live.get(v)) {
                live.set(v);
                work.add(v);
            }
        }
    }

    private void sweep() {
        Map<Integer, BitSet> gone = new HashMap<>();
        for (Block b : f.blocks()) {
            if (b != f.entry()) {
                BitSet dead = new BitSet();
                for (int k = 0; k < b.params().size(); k++) {
                    if (!live.get(b.params().get(k))) {
                        dead.set(k);
                    }
                }
                gone.put(b.id(), dead);
            }
        }
        Operands.removeParams(f, gone);
        for (Block b : f.blocks()) {
            b.insns().removeIf(i -> i.result() >= 0 && !live.get(i.result()) && isRemovable(i));
        }
    }

    private static boolean isRemovable(Insn i) {
        return i.op() == Op.CONST
                || i.op() == Op.ALOAD
                || i.op() == Op.GETFIELD
                || Effects.isPure(i)
                || "tape.load".equals(i.attr());
    }
}
