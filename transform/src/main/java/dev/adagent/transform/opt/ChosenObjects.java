package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parameters of an aggregate that denote objects which other names denote too, one of which is written: such a parameter is the number of an
 * allocation, and what is read and written through it are the fields of the object that was made there last.
 */
final class ChosenObjects {
    /** The number of an allocation among the aggregate's: 0 for null. */
    static final String NUMBER = "number";

    /** Most objects that one name may denote: each read is a choice among them. */
    private static final int MOST = 8;

    private final Aggregate a;
    private final List<Integer> made = new ArrayList<>();
    private final Map<Integer, List<Integer>> origins = new LinkedHashMap<>();

    private ChosenObjects(Aggregate aggregate) {
        a = aggregate;
        for (int v : a.members()) {
            if (a.root(v) == v && !a.isParam(v)) {
                made.add(v);
            }
        }
    }

    /** The choices of an aggregate; null if a name may denote an object of which no more is known than that it was made. */
    static ChosenObjects of(Aggregate a) {
        boolean known = !a.hasOutside()
                && a.cfg.predecessors(a.cfg.entry()).isEmpty()
                && a.kinds().stream().noneMatch(k -> k.site() >= 0);
        ChosenObjects c = known ? new ChosenObjects(a) : null;
        return c != null && c.collect() ? c : null;
    }

    private boolean collect() {
        if (!made.stream().allMatch(v -> a.uses.insn(v).op() == Op.NEW)) {
            return false;
        }
        for (int v : a.members()) {
            if (a.isParam(v) && a.root(v) == v) {
                List<Integer> of = originsOf(v);
                origins.put(v, of);
                if (of.size() > MOST || of.stream().anyMatch(o -> isMadeAgain(o, v))) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Integer> originsOf(int param) {
        Set<Integer> seen = new HashSet<>(Set.of(param));
        Deque<Integer> work = new ArrayDeque<>(List.of(param));
        List<Integer> out = new ArrayList<>();
        while (!work.isEmpty()) {
            for (Incoming in : a.incoming.get(work.pop())) {
                int root = a.isNull(in.value()) ? param : a.root(in.value());
                if (seen.add(root)) {
                    (a.isParam(root) ? work : out).add(root);
                }
            }
        }
        return out;
    }

    /** Whether a parameter may be used where it denotes an object although its allocation has made another one since. */
    private boolean isMadeAgain(int allocation, int param) {
        Uses.Def made = a.uses.def(allocation);
        BitSet reached = a.cfg.reachableFrom(made.block(), a.uses.def(param).block());
        for (int v : a.members()) {
            for (Uses.Use u : a.root(v) == param ? a.uses.of(v) : List.<Uses.Use>of()) {
                boolean behind = u.block() == made.block() && (u.insn() == null || u.index() > made.index());
                if (behind || reached.get(u.block())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The allocations, in the order of their numbers. */
    List<Integer> made() {
        return made;
    }

    int number(int allocation) {
        return made.indexOf(allocation) + 1;
    }

    /** What the field of the object that a parameter denotes holds. */
    int read(FieldVariables fields, Block b, int param, Object field) {
        Type type = a.fields().get(field);
        Loc loc = b.term().loc();
        List<Integer> of = origins.get(param);
        int out = -1;
        if (a.isNullable() || of.isEmpty()) {
            out = a.function.append(b, Op.CONST, type, Facts.zero(type), loc);
        }
        for (int o : of) {
            int held = fields.read(b, o, field);
            out = out < 0 ? held : chosen(fields, b, param, o, held, out);
        }
        return out;
    }

    /** Gives the field of the object that a parameter denotes another value, and leaves that of the others. */
    void write(FieldVariables fields, Block b, int param, Object field, int value) {
        List<Integer> of = origins.get(param);
        for (int o : of) {
            boolean only = of.size() == 1; // null has no fields
            fields.write(b, o, field, only ? value : chosen(fields, b, param, o, value, fields.read(b, o, field)));
        }
    }

    private int chosen(FieldVariables fields, Block b, int param, int origin, int then, int otherwise) {
        Loc loc = b.term().loc();
        int number = a.function.append(b, Op.CONST, Type.I32, number(origin), loc);
        int is = a.function.append(b, Op.CMP, Type.I32, Cond.EQ, loc, fields.number(b, param), number);
        return a.function.append(b, Op.SELECT, a.function.typeOf(then), null, loc, is, then, otherwise);
    }
}
