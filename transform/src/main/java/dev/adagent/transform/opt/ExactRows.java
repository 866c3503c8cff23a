package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Of which class the rows of arrays of arrays are, where all that is done with the latter shows. Their static type does not say: a row may be an array
 * of a subclass.
 */
final class ExactRows {
    private final Function f;
    private final Uses uses;
    private final Map<Integer, List<Incoming>> incoming;
    private final IntFunction<Type> exact;

    /** @param exact the class of an object or array, if it is certainly that; else null */
    ExactRows(Function f, Uses uses, Map<Integer, List<Incoming>> incoming, IntFunction<Type> exact) {
        this.f = f;
        this.uses = uses;
        this.incoming = incoming;
        this.exact = exact;
    }

    /** The class of all rows of an array, nulls aside; null if that does not show. */
    Type of(int array) {
        Set<Type> rows = new HashSet<>();
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> work = new ArrayDeque<>(List.of(array));
        while (!work.isEmpty()) {
            int v = work.pop();
            if (seen.add(v) && !(comesFromHere(v, work) && usesShow(v, rows, work))) {
                return null;
            }
        }
        return rows.size() == 1 ? rows.iterator().next() : null;
    }

    private boolean comesFromHere(int v, Deque<Integer> work) {
        Insn i = uses.insn(v);
        if (i == null) {
            List<Incoming> ways = f.params().contains(v) ? null : incoming.get(v);
            if (ways != null) {
                ways.forEach(in -> work.add(in.value()));
            }
            return ways != null;
        }
        if (i.op() == Op.CHECK_CAST) {
            work.add(i.arg(0));
        }
        return i.op() == Op.NEWARRAY || i.op() == Op.CHECK_CAST || i.op() == Op.CONST && i.attr() == null;
    }

    private boolean usesShow(int v, Set<Type> rows, Deque<Integer> work) {
        for (Uses.Use u : uses.of(v)) {
            Insn i = u.insn();
            if (i == null && u.edge() >= 0) {
                var e = f.block(u.block()).term().edges().get(u.edge());
                work.add(f.block(e.target()).params().get(u.operand()));
            } else if (i == null || !isKnown(i, u.operand(), rows, work)) {
                return false;
            }
        }
        return true;
    }

    private boolean isKnown(Insn i, int operand, Set<Type> rows, Deque<Integer> work) {
        return switch (i.op()) {
            case ALOAD, ALEN, CHECK_BOUNDS, CHECK_NULL, CMP -> true;
            case CHECK_CAST -> {
                work.add(i.result());
                yield true;
            }
            case ASTORE -> operand == 0 && addRow(i.arg(2), rows, work);
            case CALL -> operand == 0 && Facts.isStoreCheck(i);
            default -> false;
        };
    }

    private boolean addRow(int stored, Set<Type> rows, Deque<Integer> work) {
        Insn i = uses.insn(stored);
        if (i != null && i.op() == Op.CONST && i.attr() == null) {
            return true;
        }
        if (i != null && i.op() == Op.ALOAD) {
            work.add(i.arg(0)); // one of its rows
            return true;
        }
        Type t = exact.apply(stored);
        if (t != null) {
            rows.add(t);
        }
        return t != null;
    }
}
