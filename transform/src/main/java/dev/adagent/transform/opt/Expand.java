package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.List;

/**
 * Puts what the method tables chose in the place of the calls that they redirect: intrinsics become {@code INTRINSIC} instructions,
 * calls of bodies become plain calls, which are inlined like any other. After differentiation, whose rules look calls up by their
 * original names.
 */
public final class Expand {
    private Expand() {}

    /** Expands every call of the module. @return whether anything changed */
    public static boolean run(Module module) {
        boolean changed = false;
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                List<Insn> insns = b.insns();
                for (int k = 0; k < insns.size(); k++) {
                    Insn expanded = expanded(insns.get(k));
                    changed |= Rewrite.OVERLAY_EXPANDED.happened(expanded != insns.set(k, expanded));
                }
            }
        }
        return changed;
    }

    private static Insn expanded(Insn i) {
        if (i.op() != Op.CALL) {
            return i;
        }
        Callee c = (Callee) i.attr();
        if (c.function() != null) {
            return c.overlay() == null ? i : i.withAttr(new Callee(c.kind(), c.original(), null, null, c.function()));
        }
        String name = Facts.intrinsic(i);
        return name == null ? i : new Insn(Op.INTRINSIC, i.type(), i.result(), i.args(), name, i.loc());
    }
}
