package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Takes tuples apart that functions, now inlined, gave back: a tuple passed to a block becomes its members. */
final class Tuples {
    private final Function f;

    private Tuples(Function f) {
        this.f = f;
    }

    static void run(Function f) {
        Tuples t = new Tuples(f);
        for (Block b : f.blocks()) {
            if (b != f.entry()) {
                t.split(b);
            }
        }
        t.fold();
    }

    private void split(Block b) {
        BitSet gone = new BitSet();
        List<Integer> params = List.copyOf(b.params());
        List<Insn> made = new ArrayList<>();
        for (int k = 0; k < params.size(); k++) {
            Type type = f.typeOf(params.get(k));
            if (!type.isTuple()) {
                continue;
            }
            gone.set(k);
            int[] members =
                    type.parts().stream().mapToInt(t -> f.addParam(b, t)).toArray();
            for (Block from : f.blocks()) {
                for (Edge e : List.copyOf(from.term().edges())) {
                    if (e.target() == b.id()) {
                        pass(from, e, k, type);
                    }
                }
            }
            made.add(new Insn(Op.TUPLE, type, params.get(k), members, null, Loc.NONE));
        }
        b.insns().addAll(0, made);
        Operands.removeParams(f, b.id(), gone);
    }

    private void pass(Block from, Edge e, int index, Type type) {
        int n = type.parts().size();
        int[] args = java.util.Arrays.copyOf(e.args(), e.args().length + n);
        for (int m = 0; m < n; m++) {
            args[e.args().length + m] = f.append(
                    from, Op.EXTRACT, type.parts().get(m), m, from.term().loc(), e.args()[index]);
        }
        from.setTerm(from.term()
                .withEdges(from.term().edges().stream()
                        .map(x -> x == e ? new Edge(e.target(), args) : x)
                        .toList()));
    }

    private void fold() {
        Uses uses = Uses.of(f);
        int[] same = new int[f.valueCount()];
        for (int v = 0; v < same.length; v++) {
            same[v] = v;
        }
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                Insn tuple = i.op() == Op.EXTRACT ? uses.insn(i.arg(0)) : null;
                if (tuple != null && tuple.op() == Op.TUPLE) {
                    same[i.result()] = tuple.arg((Integer) i.attr());
                }
            }
        }
        Operands.replace(f, v -> {
            int w = v;
            while (same[w] != w) {
                w = same[w];
            }
            return w;
        });
        Reverse.removeUnused(f);
    }
}
