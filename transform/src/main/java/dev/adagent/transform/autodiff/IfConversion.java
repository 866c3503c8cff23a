package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a branch that does nothing but choose numbers into selections: {@code if (x > m) m = x}. The reverse sweep then needs no
 * branch there.
 */
final class IfConversion {
    private IfConversion() {}

    static void run(Function f) {
        boolean changed = true;
        while (changed) {
            changed = false;
            Cfg cfg = Cfg.of(f);
            for (int b : cfg.reversePostOrder()) {
                if (convert(f, cfg, f.block(b))) {
                    changed = true;
                    break;
                }
            }
        }
    }

    private static boolean convert(Function f, Cfg cfg, Block b) {
        Term t = b.term();
        if (t.kind() != Term.Kind.BR) {
            return false;
        }
        Edge yes = through(f, cfg, t.edges().get(0));
        Edge no = through(f, cfg, t.edges().get(1));
        if (yes.target() != no.target() || yes.target() == b.id()) {
            return false;
        }
        for (int k = 0; k < yes.args().length; k++) {
            if (yes.args()[k] != no.args()[k] && !isNumber(f.typeOf(yes.args()[k]))) {
                return false;
            }
        }
        List<Integer> args = new ArrayList<>();
        for (int k = 0; k < yes.args().length; k++) {
            int y = yes.args()[k];
            int n = no.args()[k];
            args.add(y == n ? y : f.append(b, Op.SELECT, f.typeOf(y), null, t.loc(), t.args()[0], y, n));
        }
        b.setTerm(Term.jump(
                new Edge(yes.target(), args.stream().mapToInt(Integer::intValue).toArray()), t.loc()));
        f.reorder(new ArrayList<>(Cfg.of(f).reversePostOrder()));
        return true;
    }

    /** The edge that an edge leads to over an empty block with no other way in; itself, if there is none. */
    private static Edge through(Function f, Cfg cfg, Edge e) {
        Block b = f.block(e.target());
        boolean empty = b.insns().isEmpty()
                && b.params().isEmpty()
                && b.term().kind() == Term.Kind.JUMP
                && cfg.predecessors(b.id()).size() == 1;
        return empty ? b.term().edges().get(0) : e;
    }

    private static boolean isNumber(Type t) {
        return t.isFloating() || t.isInteger();
    }
}
