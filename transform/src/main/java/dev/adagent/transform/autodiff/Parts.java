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

    /** Before a function is differentiated in forward mode. */
    static void inline(Function f, Module module) {
        inline(f, module, null);
    }

    /**
     * Before a function is differentiated in reverse mode.
     *
     * @throws DifferentiationException if a part with a tape calls itself, and its derivative is not known otherwise
     */
    static void inlineForReverse(Function f, Derivatives derivatives) {
        inline(f, derivatives.module, derivatives);
    }

    /** @param reverse makes derivatives if the function is to be differentiated in reverse mode; else null */
    private static void inline(Function f, Module module, Derivatives reverse) {
        int round = 0;
        for (; inlineOnce(f, module, reverse); round++) {
            if (round == MAX_DEPTH) {
                throw refused(f);
            }
        }
        if (round > 0) {
            Tuples.run(f);
        }
    }

    private static DifferentiationException refused(Function f) {
        return new DifferentiationException(
                f.entry().term().loc(),
                "a gradient of a recursive function, in reverse mode",
                "take second derivatives by forward mode over reverse mode, the gradient by REVERSE alone: without the function's value,"
                        + " a batch, two passes, strong zero and runtime activity; or by reverse mode over forward mode; let the"
                        + " recursion return a number and change no array; or write it as a loop");
    }

    private static boolean inlineOnce(Function f, Module module, Derivatives derivatives) {
        boolean reverse = derivatives != null;
        boolean changed = false;
        for (Block b : f.blocks()) {
            Block at = b;
            int k = 0;
            while (k < at.insns().size()) {
                String name = part(at.insns().get(k));
                if (!reverse && ForwardOverReverse.isDerivative(at.insns().get(k), module)) {
                    ForwardOverReverse.replace(f, at, k, module);
                    changed = true;
                } else if (reverse && ReverseOverReverse.canReplace(at.insns().get(k), derivatives)) {
                    at = FunctionCloner.inline(
                            f, at.id(), k, ReverseOverReverse.of(at.insns().get(k), derivatives));
                    k = 0;
                    changed = true;
                } else if (name != null && module.get(name) == null) {
                    // a part of a recursive function's gradient, not kept once that was differentiated
                    throw refused(f);
                } else if (name == null || !reverse && module.get(name).origin() instanceof ForwardOverReverse.Origin) {
                    k++;
                } else if (RecursiveParts.isRecursiveTangent(name, module)) {
                    RecursiveParts.replace(f, at, k, module);
                    changed = true;
                } else if (RecursiveParts.isRecursive(name, module)) {
                    throw refused(f);
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
        return isPart(c.function()) ? c.function() : null;
    }

    /** Whether a function is a derivative, or a part of one, by its name. */
    static boolean isPart(String name) {
        return PREFIXES.stream().anyMatch(name::startsWith);
    }
}
