package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves what does not change in a loop in front of it: instructions without effect that cannot fail, loads of memory that the loop
 * does not write and whose check has passed before it, and checks that are the first thing that every iteration does.
 */
public final class LoopInvariant {
    private final Function f;
    private final Graph graph;
    private final Cfg cfg;
    private final Dominators dom;
    private final LoopForest.Loop loop;
    private final Defs defs;
    private final Memory memory;
    private final Map<Integer, Integer> home;
    private final List<Insn> moved = new ArrayList<>();
    private final Set<Integer> outside = new HashSet<>();

    /** What all loops of a function share until a new block changes the graph. */
    private static final class Graph {
        final Cfg cfg;
        final Dominators dom;
        final LoopForest loops;
        final Defs defs;
        final Memory memory;
        final Map<Integer, Integer> home = new HashMap<>();
        boolean stale;

        Graph(Function f) {
            cfg = Cfg.of(f);
            dom = Dominators.of(cfg);
            loops = LoopForest.of(cfg, dom);
            if (loops.loops().isEmpty()) {
                defs = null;
                memory = null;
                return;
            }
            defs = Defs.of(f);
            memory = Memory.classesOf(f);
            for (Block b : f.blocks()) {
                b.params().forEach(p -> home.put(p, b.id()));
                for (Insn i : b.insns()) {
                    home.put(i.result(), b.id());
                }
            }
        }
    }

    private LoopInvariant(Function f, Graph graph, LoopForest.Loop loop) {
        this.f = f;
        this.graph = graph;
        cfg = graph.cfg;
        dom = graph.dom;
        this.loop = loop;
        defs = graph.defs;
        memory = graph.memory;
        home = graph.home;
    }

    /** Moves invariants out of every loop of the function, from the innermost outwards. @return whether anything changed */
    public static boolean run(Function f) {
        Branches.removeUnreachable(f);
        boolean any = false;
        Graph graph = new Graph(f);
        for (int k = graph.loops.loops().size() - 1; k >= 0; k--) {
            if (graph.stale) {
                // a new block in front of a loop changes the graph but neither the loops nor their order
                graph = new Graph(f);
            }
            any |= new LoopInvariant(f, graph, graph.loops.loops().get(k)).hoist();
        }
        return any;
    }

    private boolean hoist() {
        for (int id : loop.blocks()) {
            Block b = f.block(id);
            boolean first = id == loop.header();
            List<Insn> kept = new ArrayList<>();
            for (Insn i : b.insns()) {
                if (isInvariant(i) && isMovable(i, first)) {
                    moved.add(i);
                    outside.add(i.result());
                } else {
                    kept.add(i);
                    first &= i.op().effect() == Op.Effect.NONE || i.op().effect() == Op.Effect.READ;
                }
            }
            b.insns().clear();
            b.insns().addAll(kept);
        }
        if (moved.isEmpty()) {
            return false;
        }
        Block target = preheader();
        target.insns().addAll(moved);
        moved.forEach(i -> {
            home.put(i.result(), target.id());
            Rewrite.INVARIANT_MOVED.happened();
        });
        return true;
    }

    private boolean isInvariant(Insn i) {
        for (int a : i.args()) {
            if (loop.contains(home.get(a)) && !outside.contains(a)) {
                return false;
            }
        }
        return true;
    }

    private boolean isMovable(Insn i, boolean first) {
        return switch (i.op()) {
            case DIV, REM ->
                i.type().isFloating()
                        || (defs.constant(i.arg(1)) instanceof Number n && n.longValue() != 0)
                        || hasPassed(Op.CHECK_ZERO, i.arg(1));
            case ALEN -> isNonNull(i.arg(0));
            case ALOAD -> isUnwritten(i) && isInBounds(i.arg(0), i.arg(1));
            case GETFIELD -> isUnwritten(i) && isNonNull(i.arg(0));
            case GETSTATIC -> isUnwritten(i);
            case CHECK_BOUNDS, CHECK_NULL, CHECK_ZERO, CHECK_SIZE, CHECK_CAST -> first;
            default -> Facts.isPure(i);
        };
    }

    private boolean isUnwritten(Insn load) {
        int c = memory.classOf(load);
        for (int id : loop.blocks()) {
            for (Insn i : f.block(id).insns()) {
                if ((Memory.writes(i) && memory.classOf(i) == c) || (Memory.clobbers(i) && !memory.isPrivate(c))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isNonNull(int value) {
        return Facts.isNonNull(defs.insn(value)) || hasPassed(Op.CHECK_NULL, value);
    }

    private boolean isInBounds(int array, int index) {
        return hasPassed(Op.CHECK_BOUNDS, array, index);
    }

    /** Whether an equal check (for null, any check of bounds too) is certain to have passed in front of the loop. */
    private boolean hasPassed(Op op, int... args) {
        if (moved.stream().anyMatch(i -> proves(i, op, args))) {
            return true;
        }
        for (int b = dom.idom(loop.header()); b != Dominators.NONE; b = dom.idom(b)) {
            if (f.block(b).insns().stream().anyMatch(i -> proves(i, op, args))) {
                return true;
            }
        }
        return false;
    }

    private static boolean proves(Insn i, Op op, int... args) {
        boolean bounds = i.op() == Op.CHECK_BOUNDS && op == Op.CHECK_NULL;
        return i.op().isCheck()
                && i.arg(0) == args[0]
                && (bounds || (i.op() == op && (args.length == 1 || i.arg(1) == args[1])));
    }

    /** The block in front of the loop; a new one if the loop is entered from several blocks or a branch leads there. */
    private Block preheader() {
        if (loop.preheader() >= 0) {
            return f.block(loop.preheader());
        }
        graph.stale = true;
        Block header = f.block(loop.header());
        Block pre = f.newBlock();
        int[] params = header.params().stream()
                .mapToInt(p -> f.addParam(pre, f.typeOf(p)))
                .toArray();
        pre.setTerm(Term.jump(new Edge(header.id(), params), header.term().loc()));
        for (int p : cfg.predecessors(header.id())) {
            if (!loop.contains(p)) {
                Block from = f.block(p);
                from.setTerm(from.term()
                        .withEdges(from.term().edges().stream()
                                .map(e -> e.target() == header.id() ? new Edge(pre.id(), e.args()) : e)
                                .toList()));
            }
        }
        f.reorder(Cfg.of(f).reversePostOrder());
        return pre;
    }
}
