package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Changes to operands all over a function. */
public final class Operands {
    private Operands() {}

    /** Replaces every operand {@code v} by {@code map(v)}; definitions stay. */
    public static void replace(Function f, IntUnaryOperator map) {
        for (Block b : f.blocks()) {
            for (ListIterator<Insn> it = b.insns().listIterator(); it.hasNext(); ) {
                Insn insn = it.next();
                int[] args = map(insn.args(), map);
                if (args != insn.args()) {
                    it.set(insn.withArgs(args));
                }
            }
            if (b.term() != null) {
                b.setTerm(map(b.term(), map));
            }
        }
    }

    /** The terminator with every operand and edge argument mapped. */
    public static Term map(Term term, IntUnaryOperator map) {
        Term t = term;
        int[] args = map(t.args(), map);
        if (args != t.args()) {
            t = t.withArgs(args);
        }
        for (Edge e : t.edges()) {
            if (map(e.args(), map) != e.args()) {
                return t.withEdges(t.edges().stream()
                        .map(x -> new Edge(x.target(), map(x.args(), map)))
                        .toList());
            }
        }
        return t;
    }

    private static int[] map(int[] args, IntUnaryOperator map) {
        int[] out = args;
        for (int i = 0; i < args.length; i++) {
            int m = map.applyAsInt(args[i]);
            if (m != args[i]) {
                if (out == args) {
                    out = args.clone();
                }
                out[i] = m;
            }
        }
        return out;
    }

    /**
     * Removes parameters of a block and the arguments for them on every edge to it.
     *
     * @param indices which parameters, by position
     */
    public static void removeParams(Function f, int block, BitSet indices) {
        removeParams(f, Map.of(block, indices));
    }

    /** As {@link #removeParams(Function, int, BitSet)}, of several blocks: the parameters by position, by the block's id. */
    public static void removeParams(Function f, Map<Integer, BitSet> indices) {
        if (indices.values().stream().allMatch(BitSet::isEmpty)) {
            return;
        }
        indices.forEach((block, gone) -> {
            List<Integer> params = f.block(block).params();
            for (int i = gone.length() - 1; i >= 0; i = gone.previousSetBit(i - 1)) {
                params.remove(i);
            }
        });
        for (Block b : f.blocks()) {
            Term t = b.term();
            if (t != null && t.edges().stream().anyMatch(e -> removes(indices, e))) {
                b.setTerm(t.withEdges(t.edges().stream()
                        .map(e -> removes(indices, e)
                                ? new Edge(e.target(), without(e.args(), indices.get(e.target())))
                                : e)
                        .toList()));
            }
        }
    }

    private static boolean removes(Map<Integer, BitSet> indices, Edge e) {
        BitSet gone = indices.get(e.target());
        return gone != null && !gone.isEmpty();
    }

    /** Appends an argument to every edge from {@code from} to {@code to}. */
    public static void addArg(Function f, int from, int to, int value) {
        Block b = f.block(from);
        b.setTerm(b.term()
                .withEdges(b.term().edges().stream()
                        .map(e -> {
                            if (e.target() != to) {
                                return e;
                            }
                            int[] args = Arrays.copyOf(e.args(), e.args().length + 1);
                            args[args.length - 1] = value;
                            return new Edge(to, args);
                        })
                        .toList()));
    }

    private static int[] without(int[] args, BitSet indices) {
        int[] out = new int[args.length - indices.cardinality()];
        int n = 0;
        for (int i = 0; i < args.length; i++) {
            if (!indices.get(i)) {
                out[n++] = args[i];
            }
        }
        return out;
    }

    /** Passes to each parameter that is replaced, behind all else, what its argument is replaced by. @param parts of such an argument */
    public static void passAlso(Function f, Block b, IntPredicate replaced, IntFunction<int[]> parts) {
        List<Edge> edges = new ArrayList<>();
        for (Edge e : b.term().edges()) {
            List<Integer> params = f.block(e.target()).params();
            IntStream.Builder args = IntStream.builder();
            Arrays.stream(e.args()).forEach(args);
            for (int k = 0; k < e.args().length; k++) {
                if (replaced.test(params.get(k))) {
                    Arrays.stream(parts.apply(e.args()[k])).forEach(args);
                }
            }
            edges.add(new Edge(e.target(), args.build().toArray()));
        }
        b.setTerm(b.term().withEdges(edges));
    }

    /** Removes the parameters of a block that are replaced, with what is passed to them. */
    public static void removeParams(Function f, Block b, IntPredicate replaced) {
        BitSet gone = new BitSet();
        for (int k = 0; k < b.params().size(); k++) {
            if (replaced.test(b.params().get(k))) {
                gone.set(k);
            }
        }
        removeParams(f, b.id(), gone);
    }
}
