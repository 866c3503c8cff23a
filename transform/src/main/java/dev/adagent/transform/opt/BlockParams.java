package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes block parameters that always receive the same value or the same constant, or the same as another parameter, and splits
 * those that are tuples into their members. Expects no unreachable blocks.
 */
final class BlockParams {
    private BlockParams() {}

    static boolean run(Function f) {
        boolean any = splitTuples(f);
        while (step(f)) {
            any = true;
        }
        return any;
    }

    private static boolean step(Function f) {
        Map<Integer, List<Edge>> incoming = incoming(f);
        Defs defs = Defs.of(f);
        Subst subst = new Subst();
        boolean changed = false;
        for (Block b : f.blocks()) {
            List<Edge> edges = incoming.get(b.id());
            if (b == f.entry() || edges == null) {
                continue;
            }
            BitSet gone = new BitSet();
            Map<List<Integer>, Integer> columns = new HashMap<>();
            for (int k = 0; k < b.params().size(); k++) {
                int param = b.params().get(k);
                int same = same(subst, edges, k, param);
                if (same >= 0) {
                    subst.replace(param, same);
                    gone.set(k);
                    continue;
                }
                Number constant = sameConstant(defs, subst, edges, k, param);
                if (constant != null || allNull(defs, subst, edges, k, param)) {
                    int c = f.newValue(f.typeOf(param));
                    b.insns()
                            .add(
                                    0,
                                    new Insn(
                                            Op.CONST,
                                            f.typeOf(param),
                                            c,
                                            new int[0],
                                            constant,
                                            b.term().loc()));
                    subst.replace(param, c);
                    gone.set(k);
                    continue;
                }
                Integer twin = columns.putIfAbsent(column(subst, edges, k, param), param);
                if (twin != null && f.typeOf(twin).equals(f.typeOf(param))) {
                    subst.replace(param, twin);
                    gone.set(k);
                }
            }
            if (!gone.isEmpty()) {
                changed = Rewrite.PARAMETER_REMOVED.happened();
                Operands.removeParams(f, b.id(), gone);
                // the edges of this block may have changed: those of others are read afresh
                incoming = incoming(f);
            }
        }
        subst.apply(f);
        return changed;
    }

    static Map<Integer, List<Edge>> incoming(Function f) {
        Map<Integer, List<Edge>> out = new HashMap<>();
        for (Block b : f.blocks()) {
            for (Edge e : b.term().edges()) {
                out.computeIfAbsent(e.target(), x -> new ArrayList<>()).add(e);
            }
        }
        return out;
    }

    /** The one value that the parameter receives besides itself; −1 if there are more. */
    private static int same(Subst subst, List<Edge> edges, int k, int param) {
        int same = -1;
        for (Edge e : edges) {
            int v = subst.get(e.args()[k]);
            if (v != param && v != same) {
                if (same >= 0) {
                    return -1;
                }
                same = v;
            }
        }
        return same;
    }

    private static boolean allNull(Defs defs, Subst subst, List<Edge> edges, int k, int param) {
        return edges.stream().mapToInt(e -> subst.get(e.args()[k])).allMatch(v -> v == param || defs.isNull(v));
    }

    private static Number sameConstant(Defs defs, Subst subst, List<Edge> edges, int k, int param) {
        Number same = null;
        for (Edge e : edges) {
            int v = subst.get(e.args()[k]);
            if (v == param) {
                continue;
            }
            if (!(defs.constant(v) instanceof Number c) || (same != null && !same.equals(c))) {
                return null;
            }
            same = c;
        }
        return same;
    }

    /** What the parameter receives on each edge, itself written as −1. */
    private static List<Integer> column(Subst subst, List<Edge> edges, int k, int param) {
        List<Integer> out = new ArrayList<>();
        for (Edge e : edges) {
            int v = subst.get(e.args()[k]);
            out.add(v == param ? -1 : v);
        }
        return out;
    }

    private static boolean splitTuples(Function f) {
        boolean any = false;
        for (Block b : f.blocks()) {
            for (int k = 0; b != f.entry() && k < b.params().size(); k++) {
                if (f.typeOf(b.params().get(k)).isTuple()) {
                    splitTuple(f, b, k--);
                    any = Rewrite.TUPLE_SPLIT.happened();
                }
            }
        }
        return any;
    }

    private static void splitTuple(Function f, Block target, int index) {
        int param = target.params().get(index);
        Type type = f.typeOf(param);
        int n = type.parts().size();
        for (Block b : f.blocks()) {
            List<Edge> edges = new ArrayList<>();
            for (Edge e : b.term().edges()) {
                if (e.target() != target.id()) {
                    edges.add(e);
                    continue;
                }
                int[] args = Arrays.copyOf(e.args(), e.args().length + n);
                for (int m = 0; m < n; m++) {
                    args[e.args().length + m] = f.append(
                            b, Op.EXTRACT, type.parts().get(m), m, b.term().loc(), e.args()[index]);
                }
                edges.add(new Edge(e.target(), args));
            }
            b.setTerm(b.term().withEdges(edges));
        }
        BitSet gone = new BitSet();
        gone.set(index);
        int[] members = new int[n];
        for (int m = 0; m < n; m++) {
            members[m] = f.addParam(target, type.parts().get(m));
        }
        Operands.removeParams(f, target.id(), gone);
        target.insns()
                .add(
                        0,
                        new Insn(
                                Op.TUPLE,
                                type,
                                param,
                                members,
                                null,
                                target.term().loc()));
    }
}
