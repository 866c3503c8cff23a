package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether giving each allocation and each parameter of an aggregate fields of its own changes nothing: no write through one name of
 * an object is seen through another.
 */
final class AggregateNames {
    private final Aggregate a;

    AggregateNames(Aggregate aggregate) {
        a = aggregate;
    }

    boolean areDistinct() {
        Set<Integer> written = new HashSet<>();
        for (int v : a.members()) {
            for (Uses.Use u : a.uses.of(v)) {
                if (u.insn() != null && isWrite(u.insn())) {
                    written.add(a.root(v));
                }
            }
        }
        boolean paramsWritten = written.stream().anyMatch(a::isParam);
        for (int p : a.members()) {
            if (a.uses.insn(p) != null) {
                continue;
            }
            for (Incoming in : a.incoming.get(p)) {
                if (a.isNull(in.value()) || a.isOutside(in.value())) {
                    continue;
                }
                int root = a.root(in.value());
                if (root == p || (!paramsWritten && !written.contains(root))) {
                    continue;
                }
                if (passedTwice(in.edge(), root)
                        || isUsedAfter(root, a.uses.def(p).block(), paramsWritten)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isWrite(Insn i) {
        return i.op() == Op.PUTFIELD || i.op() == Op.ASTORE || i.op() == Op.ACCUM;
    }

    private boolean passedTwice(Edge e, int root) {
        int n = 0;
        for (int v : e.args()) {
            n += a.contains(v) && a.root(v) == root ? 1 : 0;
        }
        return n > 1;
    }

    /** Whether the object is used (or, if only that matters, written) from a block on, before its definition is run again. */
    private boolean isUsedAfter(int root, int block, boolean anyUse) {
        int definition = a.uses.def(root).block();
        Set<Integer> reached = new HashSet<>();
        Deque<Integer> work = new ArrayDeque<>(List.of(block));
        while (!work.isEmpty()) {
            int b = work.pop();
            if (b != definition && reached.add(b)) {
                a.cfg.successors(b).forEach(work::push);
            }
        }
        for (int v : a.members()) {
            if (a.root(v) != root) {
                continue;
            }
            for (Uses.Use u : a.uses.of(v)) {
                boolean counts = anyUse || (u.insn() != null && isWrite(u.insn()));
                if (counts && reached.contains(u.block())) {
                    return true;
                }
            }
        }
        return false;
    }
}
