package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.List;

/**
 * A final field of an object that is made here holds what its constructor stored (JLS §17.5), whoever has got the object meanwhile: a virtual call of
 * which it is open yet what it calls cannot change it.
 */
final class FinalFields {
    private final Function f;
    private final Hierarchy hierarchy;
    private final Uses uses;
    private Dominators dominators;

    private FinalFields(Function f, Hierarchy hierarchy) {
        this.f = f;
        this.hierarchy = hierarchy;
        uses = Uses.of(f);
    }

    static boolean run(Function f, Hierarchy hierarchy) {
        boolean any = f.blocks().stream().anyMatch(b -> b.insns().stream().anyMatch(i -> i.op() == Op.NEW));
        return any && new FinalFields(f, hierarchy).run();
    }

    private boolean run() {
        Subst subst = new Subst();
        boolean changed = false;
        for (Block b : f.blocks()) {
            List<Insn> out = new ArrayList<>(b.insns().size());
            int index = 0;
            for (Insn i : b.insns()) {
                Insn put = i.op() == Op.GETFIELD ? stored(i, b.id(), index) : null;
                index++;
                if (put == null) {
                    out.add(i);
                    continue;
                }
                Type type = Type.ofDescriptor(((FieldRef) i.attr()).descriptor());
                changed = Rewrite.LOAD_NUMBERED.happened();
                if (type.equals(type.asValue())) {
                    subst.replace(i.result(), put.arg(1));
                } else {
                    out.add(new Insn(Op.NARROW, i.type(), i.result(), new int[] {put.arg(1)}, type, i.loc()));
                }
            }
            b.insns().clear();
            b.insns().addAll(out);
        }
        subst.apply(f);
        return changed;
    }

    /** The one store of the field that a load reads, which comes before it wherever it comes from; else null. */
    private Insn stored(Insn load, int block, int index) {
        int object = load.arg(0);
        for (Insn d = uses.insn(object); d != null && d.op() == Op.CHECK_CAST; d = uses.insn(object)) {
            object = d.arg(0);
        }
        Insn made = uses.insn(object);
        if (made == null || made.op() != Op.NEW) {
            return null;
        }
        Uses.Use store = null;
        for (Uses.Use u : uses.of(object)) {
            if (u.insn() != null
                    && u.insn().op() == Op.PUTFIELD
                    && u.operand() == 0
                    && u.insn().attr().equals(load.attr())) {
                if (store != null) {
                    return null;
                }
                store = u;
            }
        }
        boolean before = store != null
                && (store.block() == block ? store.index() < index : dominates(store.block(), block))
                && f.typeOf(store.insn().arg(1)).equals(load.type());
        return before && hierarchy.isFinal((FieldRef) load.attr()) ? store.insn() : null;
    }

    private boolean dominates(int a, int b) {
        dominators = dominators == null ? Dominators.of(Cfg.of(f)) : dominators;
        return dominators.dominates(a, b);
    }
}
