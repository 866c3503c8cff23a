package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The exceptions that a value may be, where the function makes all of them.
 *
 * @param values the value, and those that are passed on to it
 * @param made what makes them
 * @param nullable whether it may be null
 */
record MadeExceptions(Set<Integer> values, List<Insn> made, boolean nullable) {
    /** Follows a value to the places that make it. @return null if something else may be it */
    static MadeExceptions of(Uses uses, Map<Integer, List<Incoming>> incoming, int value) {
        Set<Integer> values = new LinkedHashSet<>(List.of(value));
        List<Insn> made = new ArrayList<>();
        boolean nullable = false;
        List<Integer> work = new ArrayList<>(values);
        for (int k = 0; k < work.size(); k++) {
            Insn d = uses.insn(work.get(k));
            List<Integer> from = new ArrayList<>();
            if (d == null && !incoming.containsKey(work.get(k))) {
                return null;
            } else if (d == null) {
                incoming.get(work.get(k)).forEach(in -> from.add(in.value()));
            } else if (d.op() == Op.CHECK_CAST) {
                from.add(d.arg(0));
            } else if (d.op() == Op.NEW) {
                made.add(d);
            } else if (d.op() == Op.CONST && d.attr() == null) {
                nullable = true;
            } else {
                return null;
            }
            from.stream().filter(values::add).forEach(work::add);
        }
        return new MadeExceptions(values, made, nullable);
    }
}
