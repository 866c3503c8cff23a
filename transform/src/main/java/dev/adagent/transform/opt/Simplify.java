package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Cfg;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds constants with Java's semantics, applies identities that keep every bit, folds branches, removes unreachable blocks and
 * superfluous block parameters, and merges blocks; until nothing changes.
 */
public final class Simplify {
    private Simplify() {}

    /** Simplifies one function. @return whether anything changed */
    public static boolean run(Function f) {
        boolean any = false;
        boolean changed = true;
        while (changed) {
            changed = Branches.run(f);
            changed |= BlockParams.run(f);
            changed |= instructions(f);
            any |= changed;
        }
        return any;
    }

    private static boolean instructions(Function f) {
        Defs defs = Defs.of(f);
        Identities identities = new Identities(f, defs);
        Subst subst = new Subst();
        boolean changed = false;
        for (int id : Cfg.of(f).reversePostOrder()) {
            Block b = f.block(id);
            List<Insn> out = new ArrayList<>(b.insns().size());
            for (Insn old : b.insns()) {
                Insn i = subst.get(old);
                Identities.Answer a = step(identities, i);
                while (a.insn() != null) {
                    changed = (a.insn().op() == Op.CONST ? Rewrite.CONSTANT_FOLDED : Rewrite.IDENTITY).happened();
                    if (a.constant() != null) {
                        out.add(a.constant());
                        defs.put(a.constant());
                    }
                    i = a.insn();
                    a = step(identities, i);
                }
                if (a.value() >= 0 && a.value() != i.result()) {
                    subst.replace(i.result(), a.value());
                    changed = Rewrite.IDENTITY.happened();
                } else if (i.op().isCheck() && identities.neverFails(i)) {
                    changed = Rewrite.CHECK_NEVER_FAILS.happened();
                } else {
                    out.add(i);
                    defs.put(i);
                }
            }
            b.insns().clear();
            b.insns().addAll(out);
            b.setTerm(subst.get(b.term()));
        }
        subst.apply(f);
        return changed;
    }

    private static Identities.Answer step(Identities identities, Insn i) {
        return i.result() < 0 ? Identities.Answer.NONE : identities.simplify(i);
    }
}
