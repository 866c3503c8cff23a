package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can be in an array that one function makes and does not hand on: what is stored there. */
final class ArrayContents {
    private final Function f;
    private final Uses uses;
    private final Map<Integer, List<Incoming>> incoming;
    private final Set<Integer> arrays = new LinkedHashSet<>();
    private final Set<Integer> stored = new LinkedHashSet<>();

    private ArrayContents(Function f, Uses uses, Map<Integer, List<Incoming>> incoming) {
        this.f = f;
        this.uses = uses;
        this.incoming = incoming;
    }

    /** The values stored in the array that a reference is, and in those that it may be; null if there may be others. */
    static Set<Integer> of(Function f, Uses uses, Map<Integer, List<Incoming>> incoming, int array) {
        ArrayContents c = new ArrayContents(f, uses, incoming);
        Deque<Integer> work = new ArrayDeque<>(List.of(array));
        while (!work.isEmpty()) {
            int v = work.pop();
            if (c.arrays.add(v) && !(c.sources(v, work) && c.uses(v, work))) {
                return null;
            }
        }
        return c.stored;
    }

    private boolean sources(int v, Deque<Integer> work) {
        Insn d = uses.insn(v);
        if (d == null) {
            List<Incoming> ways = f.params().contains(v) ? null : incoming.get(v);
            if (ways != null) {
                ways.forEach(in -> work.add(in.value()));
            }
            return ways != null;
        }
        switch (d.op()) {
            case NEWARRAY -> {}
            case CHECK_CAST -> work.add(d.arg(0));
            case SELECT -> {
                work.add(d.arg(1));
                work.add(d.arg(2));
            }
            default -> {
                return d.op() == Op.CONST && d.attr() == null;
            }
        }
        return true;
    }

    private boolean uses(int v, Deque<Integer> work) {
        for (Uses.Use u : uses.of(v)) {
            if (u.edge() >= 0) {
                Edge e = f.block(u.block()).term().edges().get(u.edge());
                work.add(f.block(e.target()).params().get(u.operand()));
            } else if (u.insn() == null || !isKnown(u.insn(), u.operand(), work)) {
                return false;
            }
        }
        return true;
    }

    private boolean isKnown(Insn i, int operand, Deque<Integer> work) {
        switch (i.op()) {
            case ALOAD, ALEN, CHECK_NULL, CHECK_BOUNDS, CMP, INSTANCEOF -> {}
            case CHECK_CAST, SELECT -> work.add(i.result());
            case ASTORE -> {
                stored.add(i.arg(2));
                return operand == 0;
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}
