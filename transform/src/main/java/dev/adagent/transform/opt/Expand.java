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
 * bodies are inlined. After differentiation, whose rules look calls up by their original names.
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
                    Insn i = insns.get(k);
                    String name =
                            i.op() == Op.CALL && ((Callee) i.attr()).function() == null ? Facts.intrinsic(i) : null;
                    if (name != null) {
                        insns.set(k, new Insn(Op.INTRINSIC, i.type(), i.result(), i.args(), name, i.loc()));
                        changed = true;
                    }
                }
            }
        }
        return Inliner.expand(module) || changed;
    }
}
