package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings the checks of array accesses of a block together, so that a device tests several with one branch. A check moves up to the one
 * before it, past loads and arithmetic alone: the checks stay in their order, and whatever can be seen from outside, a store, an atomic
 * operation, a barrier, another kind of check, still happens before a check that comes after it. What an exception reports does not change.
 */
public final class CheckGroups {
    private final Defs defs;
    private final List<Insn> out = new ArrayList<>();
    /** Where the group that is being collected begins and ends in {@link #out}; −1 if there is none. */
    private int start = -1;

    private int end = -1;
    private boolean changed;

    private CheckGroups(Defs defs) {
        this.defs = defs;
    }

    /** @return whether any check moved */
    public static boolean run(Function f) {
        Defs defs = Defs.of(f);
        boolean changed = false;
        for (Block b : f.blocks()) {
            CheckGroups groups = new CheckGroups(defs);
            b.insns().forEach(groups::add);
            if (groups.changed) {
                b.insns().clear();
                b.insns().addAll(groups.out);
                changed = Rewrite.CHECKS_GROUPED.happened();
            }
        }
        return changed;
    }

    private void add(Insn i) {
        if (i.op() == Op.CHECK_BOUNDS) {
            if (start < 0 || !join(i)) {
                start = out.size();
                out.add(i);
                end = out.size();
            }
            return;
        }
        out.add(i);
        if (!Facts.isPure(i) && i.op().effect() != Op.Effect.READ) {
            start = -1;
        }
    }

    /** Moves the check to the end of the group, and what it needs in front of the group. */
    private boolean join(Insn check) {
        Set<Integer> needed = new HashSet<>();
        List<Insn> slice = new ArrayList<>();
        for (int a : check.args()) {
            needed.add(a);
        }
        for (int k = out.size() - 1; k >= end; k--) {
            Insn i = out.get(k);
            if (i.result() < 0 || !needed.contains(i.result())) {
                continue;
            }
            if (!isMovable(i)) {
                return false;
            }
            slice.add(0, i);
            for (int a : i.args()) {
                needed.add(a);
            }
        }
        changed |= out.size() > end;
        for (Insn i : slice) {
            out.remove(i);
        }
        out.addAll(start, slice);
        start += slice.size();
        end += slice.size();
        out.add(end, check);
        end++;
        return true;
    }

    /** Whether the instruction gives the same result, and fails as little, in front of the checks before it. */
    private boolean isMovable(Insn i) {
        boolean divides = (i.op() == Op.DIV || i.op() == Op.REM) && i.type().isInteger();
        return Facts.isPure(i) && (!divides || (defs.constant(i.arg(1)) instanceof Number n && n.longValue() != 0));
    }
}
