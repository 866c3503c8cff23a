package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is written to the arrays and objects that an exception keeps in its fields. The host makes these anew, as the constructor does; what is
 * written to them afterwards it does not know of.
 */
final class KeptObjects {
    private final Function f;
    private final Uses uses;
    private final Map<Integer, List<Incoming>> incoming;
    private final Set<Integer> members = new HashSet<>();
    private final Deque<Integer> work = new ArrayDeque<>();
    private final Set<Insn> writes = new LinkedHashSet<>();

    private KeptObjects(Function f, Uses uses) {
        this.f = f;
        this.uses = uses;
        incoming = Incoming.of(f);
    }

    /**
     * The instructions that may write to what one exception keeps.
     *
     * @param made the exception's allocation
     * @param exceptions the values that may refer to it or to others
     */
    static Set<Insn> writes(Function f, Uses uses, Insn made, Set<Integer> exceptions) {
        KeptObjects k = new KeptObjects(f, uses);
        for (int e : exceptions) {
            Insn origin = ExceptionFields.allocation(uses, e);
            if (origin != null && origin.op() == Op.NEW && origin != made) {
                continue;
            }
            for (Uses.Use u : uses.of(e)) {
                Insn i = u.insn();
                if (i != null && u.operand() == 0 && i.op() == Op.PUTFIELD) {
                    k.add(i.arg(1));
                } else if (i != null && i.op() == Op.GETFIELD) {
                    k.add(i.result());
                }
            }
        }
        k.follow(exceptions);
        return k.writes;
    }

    private void add(int value) {
        Type t = f.typeOf(value);
        boolean changes = t.isReference()
                && (t.isArray() || !t.name().equals("java/lang/String") && Boxes.valueOf(t.name()) == null);
        if (changes && members.add(value)) {
            work.push(value);
        }
    }

    private void follow(Set<Integer> exceptions) {
        while (!work.isEmpty()) {
            int v = work.pop();
            if (exceptions.contains(v)) {
                continue;
            }
            from(v);
            for (Uses.Use u : uses.of(v)) {
                if (u.edge() >= 0) {
                    int target = f.block(u.block()).term().edges().get(u.edge()).target();
                    add(f.block(target).params().get(u.operand()));
                } else if (u.insn() != null) {
                    use(u.insn(), u.operand());
                }
            }
        }
    }

    /** Other names of the same object, made before. */
    private void from(int value) {
        Insn d = uses.insn(value);
        if (d == null) {
            incoming.getOrDefault(value, List.of()).forEach(in -> add(in.value()));
        } else if (d.op() == Op.CHECK_CAST) {
            add(d.arg(0));
        } else if (d.op() == Op.SELECT) {
            add(d.arg(1));
            add(d.arg(2));
        }
    }

    private void use(Insn i, int operand) {
        switch (i.op()) {
            case CHECK_CAST, SELECT, GETFIELD, ALOAD -> add(i.result());
            case PUTFIELD, ASTORE -> {
                add(i.arg(0)); // what is stored there can be read from there
                if (operand == 0) {
                    writes.add(i);
                    add(i.arg(i.args().length - 1));
                }
            }
            case ACCUM, ATOMIC -> writes.add(i);
            case CALL -> {
                if (!Facts.isKnownCall(i) && !Facts.isMonitor(i) && !Facts.isOfString(i)) {
                    writes.add(i);
                }
            }
            default -> {}
        }
    }

    /**
     * Whether an array may be written after an instruction that shows it, before it is made anew.
     *
     * @param members the values that refer to it
     */
    static boolean isWrittenAfter(Function f, Uses uses, Set<Integer> members, Uses.Use shown) {
        Set<Insn> stores = new HashSet<>();
        for (int v : members) {
            for (Uses.Use u : uses.of(v)) {
                boolean write = u.insn() != null
                        && u.operand() == 0
                        && List.of(Op.ASTORE, Op.ACCUM, Op.ATOMIC)
                                .contains(u.insn().op());
                if (write) {
                    stores.add(u.insn());
                }
            }
        }
        Block start = f.block(shown.block());
        List<Insn> rest = start.insns().subList(shown.index() + 1, start.insns().size());
        Deque<Integer> blocks = new ArrayDeque<>();
        Set<Integer> seen = new HashSet<>();
        Boolean first = scan(rest, members, stores);
        if (first == null) {
            start.term().edges().forEach(e -> blocks.add(e.target()));
        }
        boolean written = Boolean.TRUE.equals(first);
        while (!written && !blocks.isEmpty()) {
            int b = blocks.pop();
            Boolean found = seen.add(b) ? scan(f.block(b).insns(), members, stores) : Boolean.FALSE;
            written = Boolean.TRUE.equals(found);
            if (found == null) {
                f.block(b).term().edges().forEach(e -> blocks.add(e.target()));
            }
        }
        return written;
    }

    /** True for a write, false where the array is made anew, null if neither comes. */
    private static Boolean scan(List<Insn> insns, Set<Integer> members, Set<Insn> stores) {
        for (Insn i : insns) {
            if (stores.contains(i)) {
                return true;
            }
            if (i.op() == Op.NEWARRAY && members.contains(i.result())) {
                return false;
            }
        }
        return null;
    }
}
