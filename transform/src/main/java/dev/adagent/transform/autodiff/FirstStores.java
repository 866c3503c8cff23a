package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * Stores to an array with which its function has done nothing else since it made it, as {@code new double[2][4]} does: nobody has read
 * what they replace. Arrays that a loop makes do not count: {@link Allocations} may make one of them in front of it.
 */
final class FirstStores {
    private final Uses uses;
    private final Cfg cfg;

    FirstStores(Function f) {
        uses = Uses.of(f);
        cfg = Cfg.of(f);
    }

    boolean isFirst(Insn store) {
        int array = store.arg(0);
        Insn made = uses.insn(array);
        if (made == null || made.op() != Op.NEWARRAY) {
            return false;
        }
        int home = uses.def(array).block();
        Uses.Use at = uses.of(array).stream()
                .filter(u -> u.insn() == store && u.operand() == 0)
                .findFirst()
                .orElseThrow();
        return !reachedFrom(home).get(home)
                && uses.of(array).stream().allMatch(u -> readsNothing(u) || !comesBefore(u, at));
    }

    private static boolean readsNothing(Uses.Use u) {
        Insn i = u.insn();
        return i != null && (i.op() == Op.ALEN || i.op().isCheck() || i.op() == Op.ASTORE && u.operand() == 0);
    }

    private boolean comesBefore(Uses.Use use, Uses.Use store) {
        return use.block() == store.block() && use.index() <= store.index()
                || reachedFrom(use.block()).get(store.block());
    }

    private BitSet reachedFrom(int block) {
        BitSet reached = new BitSet();
        Deque<Integer> work = new ArrayDeque<>(cfg.successors(block));
        while (!work.isEmpty()) {
            int b = work.pop();
            if (!reached.get(b)) {
                reached.set(b);
                work.addAll(cfg.successors(b));
            }
        }
        return reached;
    }
}
