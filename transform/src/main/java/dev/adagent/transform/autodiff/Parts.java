package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import java.util.List;

/**
 * Puts a derivative that is made of several functions together again before it is differentiated once more: what lies on its tapes
 * is followed within one function only.
 */
final class Parts {
    /** Calls of parts in parts in parts …: more than that is a recursion. */
    private static final int MAX_DEPTH = 64;

    private static final List<String> PREFIXES =
            List.of(Derivatives.AUGMENTED, Derivatives.ADJOINT, Derivatives.TANGENT, Differentiator.DERIVATIVE);

    private Parts() {}

    /** @throws DifferentiationException if a part calls itself */
    static void inline(Function f, Module module) {
        int round = 0;
        for (; inlineOnce(f, module); round++) {
            if (round == MAX_DEPTH) {
                throw new DifferentiationException(
                        f.entry().term().loc(),
                        "a derivative, with a tape, of a recursive function inside a differentiated function",
                        "write the recursion as a loop, or ask for first derivatives only");
            }
        }
        if (round > 0) {
            Tuples.run(f);
        }
    }

    private static boolean inlineOnce(Function f, Module module) {
        boolean changed = false;
        for (Block b : f.blocks()) {
            Block at = b;
            int k = 0;
            while (k < at.insns().size()) {
                String name = part(at.insns().get(k));
                if (name == null) {
                    k++;
                } else {
                    at = FunctionCloner.inline(f, at.id(), k, module.get(name));
                    k = 0;
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static String part(Insn i) {
        if (i.op() != Op.CALL || !(i.attr() instanceof Callee c) || c.function() == null) {
            return null;
        }
        String name = c.function();
        return PREFIXES.stream().anyMatch(name::startsWith) ? name : null;
    }
}
