package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks a block in the order in which its bytecode will evaluate and pairs each check with the JVM instruction that makes it. A
 * check stays pending until then; if an effect or another failing check would come first, it needs code of its own.
 */
final class CheckWalk {
    private record Pending(Insn check, TreePlan.Place place) {}

    /**
     * What an instruction checks in passing.
     *
     * @param check the first check of what the instruction itself checks
     * @param nullity a check for null alone that came before it, or null
     */
    record Made(Insn check, Insn nullity) {}

    private final TreePlan plan;
    private final Function f;
    private final Accumulation accumulation;
    private final List<Pending> pending = new ArrayList<>();
    final Map<TreePlan.Place, Made> madeBy = new HashMap<>();

    CheckWalk(TreePlan plan, Function f, Accumulation accumulation) {
        this.plan = plan;
        this.f = f;
        this.accumulation = accumulation;
    }

    void clear() {
        madeBy.clear();
    }

    void block(Block b) {
        for (int i = 0; i < b.insns().size(); i++) {
            Insn insn = b.insns().get(i);
            if (insn.op().isCheck() && !plan.isExplicit(b.id(), i)) {
                pending.add(new Pending(insn, new TreePlan.Place(b.id(), i)));
            } else if (plan.isRoot(b, i)) {
                insn(b, i);
            }
        }
        Term t = b.term();
        for (int a : t.args()) {
            value(b, a);
        }
        if (t.kind() == Term.Kind.JUMP) {
            for (int a : t.edges().get(0).args()) {
                value(b, a);
            }
        }
        flush();
    }

    private void value(Block b, int v) {
        if (plan.isFolded(v) && plan.defBlock(v) == b.id()) {
            insn(b, plan.defIndex(v));
        }
    }

    private void insn(Block b, int index) {
        Insn insn = b.insns().get(index);
        int[] a = insn.args();
        TreePlan.Place place = new TreePlan.Place(b.id(), index);
        if (insn.op() == Op.SELECT) {
            value(b, a[0]);
            arm(b, a[1]);
            arm(b, a[2]);
            return;
        }
        if (insn.op() == Op.ACCUM && accumulation.isPlain(f, a[0])) {
            value(b, a[0]);
            value(b, a[1]);
            made(place, Op.CHECK_BOUNDS, a[0], a[1]);
            value(b, a[2]);
            flush();
            return;
        }
        for (int v : a) {
            value(b, v);
        }
        switch (insn.op()) {
            case ALOAD, ASTORE -> made(place, Op.CHECK_BOUNDS, a[0], a[1]);
            case ALEN, GETFIELD, PUTFIELD -> made(place, Op.CHECK_NULL, a[0], -1);
            case DIV, REM -> {
                if (insn.type().isInteger()) {
                    made(place, Op.CHECK_ZERO, a[1], -1);
                }
            }
            case NEWARRAY -> made(place, Op.CHECK_SIZE, a[0], -1);
            case CALL -> {
                Callee c = (Callee) insn.attr();
                if (c.function() == null
                        && c.kind() != Callee.Kind.STATIC
                        && !c.original().name().equals("<init>")) {
                    made(place, Op.CHECK_NULL, a[0], -1);
                }
            }
            default -> {}
        }
        if (TreePlan.hasEffect(insn)) {
            flush();
        }
    }

    /** A value that is evaluated on a condition: it makes no check for certain, and must find made what it relies on. */
    private void arm(Block b, int v) {
        if (!plan.isFolded(v) || plan.isLeaf(v)) {
            return;
        }
        Insn insn = b.insns().get(plan.defIndex(v));
        switch (insn.op()) {
            case ALOAD, ALEN, GETFIELD -> relyOn(insn.arg(0));
            case DIV, REM -> relyOn(insn.arg(1));
            default -> {}
        }
        for (int a : insn.args()) {
            arm(b, a);
        }
    }

    /**
     * Gives the pending checks of an operand code of their own: an instruction that would fail on the same operand comes before the one
     * that makes them, and its failure would be reported where it is and not where the check is.
     */
    private void relyOn(int operand) {
        pending.removeIf(p -> p.check().arg(0) == operand && plan.explicit.add(p.place()));
    }

    /** The instruction fails exactly as a check on these operands does. */
    private void made(TreePlan.Place by, Op op, int x, int y) {
        List<Insn> made = new ArrayList<>();
        int last = -1;
        for (int k = 0; k < pending.size(); k++) {
            if (matches(pending.get(k).check(), op, x, y)) {
                made.add(pending.get(k).check());
                last = k;
            }
        }
        if (last < 0) {
            relyOn(x);
            return;
        }
        for (Pending p : pending.subList(0, last + 1)) {
            if (!matches(p.check(), op, x, y)) {
                plan.explicit.add(p.place());
            }
        }
        pending.subList(0, last + 1).clear();
        Insn first = made.get(0);
        // the array may have been looked at for null, at a place of its own, before the index was
        Insn own = made.stream().filter(c -> c.op() == op).findFirst().orElse(first);
        madeBy.put(by, new Made(own, own == first ? null : first));
    }

    private boolean matches(Insn check, Op op, int x, int y) {
        if (check.op() == op) {
            return check.arg(0) == x && (y < 0 || check.arg(1) == y);
        }
        // an array access also finds the null array
        return op == Op.CHECK_BOUNDS
                && check.op() == Op.CHECK_NULL
                && check.arg(0) == x
                && f.typeOf(x).kind() == Type.Kind.ARRAY;
    }

    private void flush() {
        pending.forEach(p -> plan.explicit.add(p.place()));
        pending.clear();
    }
}
