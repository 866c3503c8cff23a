package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves all numbers that live from one block to another into the {@link Frame}, parameters of blocks among them, as LLVM's {@code reg2mem} does.
 * Then nothing but references crosses the border of a region, and any blocks that are entered at one place can be made a function of their own at
 * the cost of a call. It makes code slower, but for what would be left to HotSpot's interpreter, or fit into no class file.
 */
final class Demotion {
    private final Function f;
    private final Frame frame;
    private final Uses uses;
    private final Set<Integer> demoted = new LinkedHashSet<>();
    /** Those that have their slot already, and are stored in it. */
    private final Set<Integer> stored = new HashSet<>();

    private Demotion(Function f, Frame frame) {
        this.f = f;
        this.frame = frame;
        uses = Uses.of(f);
    }

    static void run(Function f, Frame frame) {
        splitEdges(f);
        Demotion d = new Demotion(f, frame);
        d.choose();
        List.copyOf(f.blocks()).forEach(d::rewrite);
        for (Block b : f.blocks()) {
            if (b != f.entry()) {
                b.params().removeAll(d.demoted);
            }
        }
    }

    /** Gives each edge that passes something a block of its own, where its block has others: what is stored for one must not be for those. */
    private static void splitEdges(Function f) {
        for (Block b : List.copyOf(f.blocks())) {
            Term t = b.term();
            if (t.edges().size() < 2) {
                continue;
            }
            List<Edge> edges = new ArrayList<>();
            for (Edge e : t.edges()) {
                if (e.args().length > 0) {
                    Block on = f.newBlock();
                    on.setTerm(Term.jump(e, t.loc()));
                    edges.add(Edge.to(on.id()));
                } else {
                    edges.add(e);
                }
            }
            b.setTerm(t.withEdges(edges));
        }
    }

    private void choose() {
        for (Block b : f.blocks()) {
            if (b != f.entry()) {
                b.params().stream().filter(this::takes).forEach(demoted::add);
            }
            for (Insn i : b.insns()) {
                int v = i.result();
                if (v >= 0
                        && i.op() != Op.CONST
                        && takes(v)
                        && uses.of(v).stream().anyMatch(u -> u.block() != b.id())) {
                    demoted.add(v);
                }
            }
        }
        for (int v : demoted) {
            if (frame.has(v)) {
                stored.add(v);
            } else {
                frame.add(v);
            }
        }
    }

    private boolean takes(int v) {
        Type t = f.typeOf(v);
        return !t.isReference() && Frame.takes(t);
    }

    /** Loads before the first use in the block, stores behind definitions, and stores for parameters of the block that follows. */
    private void rewrite(Block b) {
        List<Insn> before = List.copyOf(b.insns());
        b.insns().clear();
        Map<Integer, Integer> here = new HashMap<>();
        for (Insn i : before) {
            b.insns().add(i.withArgs(here(b, here, i.args())));
            int v = i.result();
            if (v >= 0) {
                here.put(v, v);
                if (demoted.contains(v) && !stored.contains(v)) {
                    frame.store(v, f, b, frame.array(f.typeOf(v)), v);
                }
            }
        }
        Term t = b.term();
        int[] args = here(b, here, t.args());
        List<Edge> edges = new ArrayList<>();
        for (Edge e : t.edges()) {
            edges.add(Edge.to(e.target(), passed(b, here, e)));
        }
        b.setTerm(t.withArgs(args).withEdges(edges));
    }

    /** What still passes along the edge; what is demoted is stored. All is read before anything is stored: parameters may change places. */
    private int[] passed(Block b, Map<Integer, Integer> here, Edge e) {
        Block target = f.block(e.target());
        List<Integer> rest = new ArrayList<>();
        Map<Integer, Integer> moves = new LinkedHashMap<>();
        for (int k = 0; k < e.args().length; k++) {
            int p = target.params().get(k);
            int a = e.args()[k];
            if (!demoted.contains(p)) {
                rest.add(here(b, here, a)[0]);
            } else if (a != p) {
                moves.put(p, a);
            }
        }
        moves.values().stream().filter(moves::containsKey).forEach(a -> here(b, here, a));
        moves.forEach((p, a) -> frame.store(p, f, b, frame.array(f.typeOf(p)), here(b, here, a)[0]));
        return rest.stream().mapToInt(Integer::intValue).toArray();
    }

    private int[] here(Block b, Map<Integer, Integer> here, int... values) {
        int[] out = values.clone();
        for (int k = 0; k < out.length; k++) {
            int v = values[k];
            if (demoted.contains(v) && !here.containsKey(v)) {
                int as = f.newValue(f.typeOf(v));
                frame.load(v, f, b, frame.array(f.typeOf(v)), as);
                here.put(v, as);
            }
            out[k] = here.getOrDefault(v, v);
        }
        return out;
    }
}
