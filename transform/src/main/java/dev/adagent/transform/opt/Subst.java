package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Replacements of values by values, collected first and applied to a whole function at once. */
final class Subst {
    private final Map<Integer, Integer> map = new HashMap<>();

    /** From now on {@code to} stands for {@code from}. */
    void replace(int from, int to) {
        int root = get(to);
        if (root == from) {
            throw new IllegalStateException("value %" + from + " would stand for itself");
        }
        map.put(from, root);
    }

    boolean isEmpty() {
        return map.isEmpty();
    }

    boolean has(int value) {
        return map.containsKey(value);
    }

    /** What stands for a value; the value itself if nothing does. */
    int get(int value) {
        if (map.isEmpty()) {
            return value;
        }
        int v = value;
        for (Integer next = map.get(v); next != null; next = map.get(v)) {
            v = next;
        }
        if (v != value) {
            map.put(value, v);
        }
        return v;
    }

    /** The operands with their replacements; the same array if none is replaced. */
    int[] get(int[] values) {
        if (map.isEmpty()) {
            return values;
        }
        int[] out = values;
        for (int i = 0; i < values.length; i++) {
            int v = get(values[i]);
            if (v != values[i]) {
                if (out == values) {
                    out = values.clone();
                }
                out[i] = v;
            }
        }
        return out;
    }

    Insn get(Insn insn) {
        int[] args = get(insn.args());
        return args == insn.args() ? insn : insn.withArgs(args);
    }

    Edge get(Edge e) {
        int[] args = get(e.args());
        return args == e.args() ? e : new Edge(e.target(), args);
    }

    Term get(Term t) {
        int[] args = get(t.args());
        Term out = args == t.args() ? t : t.withArgs(args);
        List<Edge> edges = t.edges();
        for (Edge e : edges) {
            if (get(e) != e) {
                return out.withEdges(edges.stream().map(this::get).toList());
            }
        }
        return out;
    }

    /** Rewrites every operand in the function. */
    void apply(Function f) {
        if (map.isEmpty()) {
            return;
        }
        for (Block b : f.blocks()) {
            b.insns().replaceAll(this::get);
            b.setTerm(get(b.term()));
        }
    }
}
