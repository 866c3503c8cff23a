package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Functions with random control flow, and what a slow but plain algorithm says of them. */
final class RandomGraphs {
    private RandomGraphs() {}

    /** Some blocks with a parameterless branch, jump or return each; some are not reached, some never leave. */
    static Function make(long seed) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(14);
        Function f = new Function("r" + seed, Type.VOID);
        for (int i = 0; i < n; i++) {
            f.newBlock();
        }
        int condition = f.addParam(f.entry(), Type.I32);
        for (Block b : f.blocks()) {
            int kind = n == 1 ? 0 : random.nextInt(8);
            if (kind == 0) {
                b.setTerm(Term.ret(Loc.NONE));
            } else if (kind < 3) {
                b.setTerm(Term.jump(target(random, n), Loc.NONE));
            } else {
                b.setTerm(Term.br(condition, target(random, n), target(random, n), Loc.NONE));
            }
        }
        return f;
    }

    private static Edge target(Random random, int n) {
        return Edge.to(1 + random.nextInt(n - 1));
    }

    /** The blocks that can be reached from {@code from} without entering {@code removed}. */
    static Set<Integer> reach(Function f, int from, int removed) {
        Set<Integer> seen = new HashSet<>();
        List<Integer> work = new ArrayList<>(List.of(from));
        while (!work.isEmpty()) {
            int b = work.remove(work.size() - 1);
            if (b != removed && seen.add(b)) {
                f.block(b).term().edges().forEach(e -> work.add(e.target()));
            }
        }
        return seen;
    }

    /** Whether the reached part can be reduced to one node by removing self loops and merging nodes with one predecessor. */
    static boolean reducible(Function f) {
        Set<Integer> nodes = reach(f, f.entry().id(), -1);
        Set<List<Integer>> edges = new HashSet<>();
        for (int b : nodes) {
            f.block(b).term().edges().forEach(e -> edges.add(List.of(b, e.target())));
        }
        boolean changed = true;
        while (changed) {
            changed = edges.removeIf(e -> e.get(0).equals(e.get(1)));
            for (int b : new ArrayList<>(nodes)) {
                List<List<Integer>> in =
                        edges.stream().filter(e -> e.get(1) == b).toList();
                if (in.size() == 1) {
                    int p = in.get(0).get(0);
                    List<List<Integer>> out =
                            edges.stream().filter(e -> e.get(0) == b).toList();
                    edges.remove(in.get(0));
                    out.forEach(edges::remove);
                    out.forEach(e -> edges.add(List.of(p, e.get(1))));
                    nodes.remove(b);
                    changed = true;
                    break;
                }
            }
        }
        return nodes.size() == 1;
    }
}
