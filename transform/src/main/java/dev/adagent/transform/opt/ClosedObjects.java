package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Objects that a function makes and that nobody outside of it ever refers to; each has one name, that of its allocation. Others of them may hold
 * it in fields, as an inner object and the one around it hold each other: what is stored in fields that nobody reads is forgotten.
 */
final class ClosedObjects {
    private final Function f;
    private final Uses uses;
    private final Set<Integer> closed = new HashSet<>();
    private final Set<FieldRef> read = new HashSet<>();

    private ClosedObjects(Function f) {
        this.f = f;
        uses = Uses.of(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.NEW) {
                    closed.add(i.result());
                } else if (i.op() == Op.GETFIELD) {
                    read.add((FieldRef) i.attr());
                }
            }
        }
    }

    /** Removes stores of closed objects to fields of others that are never read. @return whether anything changed */
    static boolean run(Function f) {
        ClosedObjects c = new ClosedObjects(f);
        if (c.closed.isEmpty()) {
            return false;
        }
        c.findClosed();
        boolean changed = false;
        for (Block b : f.blocks()) {
            changed |=
                    b.insns().removeIf(i -> i.op() == Op.PUTFIELD && c.closed.contains(i.arg(0)) && c.isForgotten(i));
        }
        return Rewrite.DEAD_REMOVED.happened(changed);
    }

    private boolean isForgotten(Insn put) {
        return closed.contains(put.arg(1)) && !read.contains((FieldRef) put.attr());
    }

    /** The largest set of objects that only each other hold. */
    private void findClosed() {
        boolean changed = true;
        while (changed) {
            List<Integer> open = new ArrayList<>();
            for (int v : closed) {
                if (!uses.of(v).stream().allMatch(u -> isInside(v, u))) {
                    open.add(v);
                }
            }
            changed = closed.removeAll(open);
        }
    }

    private boolean isInside(int value, Uses.Use u) {
        Insn i = u.insn();
        return i != null
                && (keepsName(i, u.operand())
                        || i.op() == Op.PUTFIELD && closed.contains(i.arg(0)) && i.arg(0) != value && isForgotten(i));
    }

    /** Whether an instruction uses an object without giving it another name. */
    private static boolean keepsName(Insn i, int operand) {
        return switch (i.op()) {
            case GETFIELD, PUTFIELD -> operand == 0 && !ExceptionFields.isOwn((FieldRef) i.attr());
            case CHECK_NULL, CMP, INSTANCEOF -> true;
            case CALL -> Facts.isMonitor(i) || operand == 0 && Aggregate.isEmptyConstructor(i);
            default -> false;
        };
    }

    /** The objects that only instructions use by which they get no other name. */
    static Set<Integer> single(Function f) {
        Set<Integer> out = new HashSet<>();
        for (Block b : f.blocks()) {
            b.insns().stream().filter(i -> i.op() == Op.NEW).forEach(i -> out.add(i.result()));
        }
        for (Block b : f.blocks()) {
            if (out.isEmpty()) {
                break;
            }
            for (Insn i : b.insns()) {
                for (int k = 0; k < i.args().length; k++) {
                    if (!keepsName(i, k)) {
                        out.remove(i.arg(k));
                    }
                }
            }
            for (int v : b.term().args()) {
                out.remove(v);
            }
            b.term().edges().forEach(e -> Arrays.stream(e.args()).forEach(out::remove));
        }
        return out;
    }
}
