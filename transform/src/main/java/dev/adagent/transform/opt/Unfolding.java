package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import java.util.HashSet;
import java.util.Set;

/**
 * Inlines calls of methods that call themselves, once for each object that their caller made: as an evaluator goes down a tree of records whose
 * shape is known. Each round decides the tests of the object's class, and shows what is called with its parts. An object that the method
 * made itself is no such, nor one that it only passes on: nothing would end there.
 */
final class Unfolding {
    /** Calls that a function may take in so. */
    private static final int MOST = 128;

    /** Blocks of a function that takes in no more: methods that call each other may pass an object on for ever. */
    private static final int LARGEST = 4096;

    private final Module module;
    private final CallGraph graph;

    private Unfolding(Module module) {
        this.module = module;
        graph = new CallGraph(module);
    }

    /** Inlines such calls by one level. @return the names of the functions that changed */
    static Set<String> run(Module module) {
        Unfolding u = new Unfolding(module);
        Set<String> changed = new HashSet<>();
        for (Function f : module.functions()) {
            if (u.unfold(f)) {
                changed.add(f.name());
            }
        }
        return changed;
    }

    private boolean unfold(Function f) {
        boolean changed = false;
        Defs defs = Defs.of(f);
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                Insn call = b.insns().get(k);
                if (isUnfolded(call, f, defs)) {
                    FunctionCloner.inline(f, b.id(), k, module.get(((Callee) call.attr()).function()));
                    changed = Rewrite.RECURSION_UNFOLDED.happened();
                    break; // what came in, and what followed the call, is for the next round
                }
            }
        }
        if (changed) {
            Branches.removeUnreachable(f);
        }
        return changed;
    }

    private boolean isUnfolded(Insn call, Function f, Defs defs) {
        if (call.op() != Op.CALL || !(call.attr() instanceof Callee c) || c.function() == null || c.overlay() != null) {
            return false;
        }
        Function callee = module.get(c.function());
        if (callee == null
                || !graph.isRecursive(c.function())
                || graph.reachable(c.function()).contains(f.name())
                || depth(call.loc(), c.original()) > MOST
                || f.blocks().size() > LARGEST) {
            return false;
        }
        for (int k = 0; k < call.args().length; k++) {
            int a = call.args()[k];
            Insn made = defs.insn(a);
            while (made != null && made.op() == Op.CHECK_CAST) {
                made = defs.insn(made.arg(0));
            }
            boolean madeByCaller = made != null && made.op() == Op.NEW && depth(made.loc(), c.original()) == 0;
            boolean leaf = defs.isNull(a) && depth(call.loc(), c.original()) > 0;
            if ((madeByCaller || leaf) && descends(callee, k)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a function calls itself with other objects than it got: one that is only passed on decides nothing. */
    private static boolean descends(Function f, int position) {
        int parameter = f.entry().params().get(position);
        return f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .noneMatch(i -> i.op() == Op.CALL
                        && ((Callee) i.attr()).function() != null
                        && ((Callee) i.attr()).function().equals(f.name())
                        && i.arg(position) == parameter);
    }

    /** How many calls of the method, one within the other, lead to a place. */
    private static int depth(Loc loc, MethodKey method) {
        int n = 0;
        for (Loc l = loc; l != null; l = l.inlinedAt()) {
            n += method.owner().equals(l.className()) && method.name().equals(l.method()) ? 1 : 0;
        }
        return n;
    }
}
