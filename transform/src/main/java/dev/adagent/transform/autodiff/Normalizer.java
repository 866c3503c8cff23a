package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Brings a function's control flow into the form that {@link Shape} describes, without changing what the function does. */
final class Normalizer {
    /** One edge: the block it leaves and its index in the terminator. */
    private record Out(int block, int index) {}

    private final Function f;
    private final Consumer<Function> allocations;
    /** Null if the function is not run backwards. */
    private final FixedRows fixedRows;

    private int exit = -1;
    private BitSet live;
    /** For a block on an edge out of a loop: headers of the loop it leaves and of the one it lies in (−1 if none). */
    private final Map<Integer, int[]> leaving = new HashMap<>();

    private Normalizer(Function f, Consumer<Function> allocations, FixedRows fixedRows) {
        this.f = f;
        this.allocations = allocations;
        this.fixedRows = fixedRows;
    }

    /** Normalises {@code f} in place. @throws DifferentiationException if a cycle has two entries */
    static Shape run(Function f) {
        return new Normalizer(f, null, null).run();
    }

    /**
     * Normalises {@code f}, which will be run backwards, in place; arrays are {@linkplain Allocations allocated early}, and rows that
     * nothing stores to are {@linkplain RowLoads kept as their index}.
     *
     * @param split whether the reverse sweep becomes a function of its own
     * @throws DifferentiationException if a cycle has two entries
     */
    static Shape run(Function f, Callees callees, boolean split) {
        return new Normalizer(
                        f,
                        g -> Allocations.run(g, callees::keepNothing, split),
                        new FixedRows(callees, f, Later.NOTHING))
                .run();
    }

    private Shape run() {
        removeUnreachable();
        BitPatterns.run(f);
        IfConversion.run(f);
        singleExit();
        live = reachesExit();
        loopEnds();
        if (allocations != null) {
            allocations.accept(f);
            live = reachesExit();
        }
        loopExits();
        splitCritical();
        live = reachesExit();
        Shape shape = build();
        if (fixedRows != null) {
            RowLoads.run(shape, fixedRows);
        }
        ClosedLoops.run(shape);
        return shape;
    }

    private void removeUnreachable() {
        f.reorder(new ArrayList<>(Cfg.of(f).reversePostOrder()));
    }

    private void singleExit() {
        List<Block> returns = f.blocks().stream()
                .filter(b -> b.term().kind() == Term.Kind.RET)
                .toList();
        if (returns.isEmpty()) {
            return;
        }
        Loc loc = returns.get(returns.size() - 1).term().loc();
        boolean value = returns.get(0).term().args().length > 0;
        Block x = f.newBlock();
        if (value) {
            Type type = f.typeOf(returns.get(0).term().args()[0]);
            x.setTerm(Term.ret(loc, f.addParam(x, type)));
        } else {
            x.setTerm(Term.ret(loc));
        }
        for (Block b : returns) {
            b.setTerm(Term.jump(new Edge(x.id(), b.term().args()), b.term().loc()));
        }
        exit = x.id();
    }

    private BitSet reachesExit() {
        BitSet out = new BitSet();
        if (exit >= 0) {
            Cfg cfg = Cfg.of(f);
            List<Integer> work = new ArrayList<>(List.of(exit));
            while (!work.isEmpty()) {
                int b = work.remove(work.size() - 1);
                if (!out.get(b)) {
                    out.set(b);
                    work.addAll(cfg.predecessors(b));
                }
            }
        }
        return out;
    }

    /** Gives each loop a preheader and one latch, each with no other successor than the header. */
    private void loopEnds() {
        Cfg cfg = Cfg.of(f);
        LoopForest forest = LoopForest.of(cfg, Dominators.of(cfg));
        if (forest.irreducible()) {
            throw new DifferentiationException(
                    f.entry().term().loc(),
                    "a loop with two entries",
                    "compile the class with javac, whose loops have one entry, or restructure the jump into the loop");
        }
        for (LoopForest.Loop l : forest.loops()) {
            if (!live.get(l.header())) {
                continue;
            }
            List<Out> outside = new ArrayList<>();
            List<Out> inside = new ArrayList<>();
            for (Out o : edgesTo(l.header())) {
                (l.contains(o.block()) ? inside : outside).add(o);
            }
            gather(outside, l.header());
            gather(inside, l.header());
        }
        live = reachesExit();
    }

    private void gather(List<Out> edges, int target) {
        if (edges.size() == 1 && f.block(edges.get(0).block()).term().edges().size() == 1) {
            return;
        }
        Block m = f.newBlock();
        int[] params = f.block(target).params().stream()
                .mapToInt(p -> f.addParam(m, f.typeOf(p)))
                .toArray();
        for (Out o : edges) {
            retarget(o, m.id());
        }
        m.setTerm(Term.jump(
                new Edge(target, params), f.block(edges.get(0).block()).term().loc()));
    }

    /** Puts a block on each edge that leaves a loop, one for each loop that it leaves, the innermost first. */
    private void loopExits() {
        LoopForest forest = LoopForest.of(f);
        for (Block b : f.blocks()) {
            if (!live.get(b.id()) || forest.loopOf(b.id()) == null) {
                continue;
            }
            for (int i = 0; i < b.term().edges().size(); i++) {
                int target = b.term().edges().get(i).target();
                Out at = new Out(b.id(), i);
                for (LoopForest.Loop l = forest.loopOf(b.id());
                        l != null && live.get(target) && !l.contains(target);
                        l = l.parent()) {
                    int x = split(at);
                    leaving.put(x, new int[] {
                        l.header(), l.parent() == null ? -1 : l.parent().header()
                    });
                    at = new Out(x, 0);
                }
            }
        }
        live = reachesExit();
    }

    private void splitCritical() {
        Map<Integer, Integer> in = new HashMap<>();
        for (Block b : f.blocks()) {
            b.term().edges().forEach(e -> in.merge(e.target(), 1, Integer::sum));
        }
        for (Block b : f.blocks()) {
            List<Edge> edges = b.term().edges();
            for (int i = 0; edges.size() > 1 && i < edges.size(); i++) {
                int target = edges.get(i).target();
                if (live.get(target) && in.get(target) > 1) {
                    split(new Out(b.id(), i));
                }
            }
        }
    }

    /** Puts an empty block on the edge and returns its id. */
    private int split(Out o) {
        Term t = f.block(o.block()).term();
        Edge old = t.edges().get(o.index());
        Block m = f.newBlock();
        m.setTerm(Term.jump(old, t.loc()));
        setEdge(o, Edge.to(m.id()));
        return m.id();
    }

    private void retarget(Out o, int target) {
        setEdge(
                o,
                new Edge(
                        target, f.block(o.block()).term().edges().get(o.index()).args()));
    }

    private void setEdge(Out o, Edge edge) {
        Block b = f.block(o.block());
        List<Edge> edges = new ArrayList<>(b.term().edges());
        edges.set(o.index(), edge);
        b.setTerm(b.term().withEdges(edges));
    }

    private List<Out> edgesTo(int target) {
        List<Out> out = new ArrayList<>();
        for (Block b : f.blocks()) {
            for (int i = 0; i < b.term().edges().size(); i++) {
                if (b.term().edges().get(i).target() == target) {
                    out.add(new Out(b.id(), i));
                }
            }
        }
        return out;
    }

    private Shape build() {
        f.reorder(new ArrayList<>(Cfg.of(f).reversePostOrder()));
        Shape shape = new Shape(f, exit, live);
        if (exit < 0) {
            BitPatterns.forget(f);
        }
        LoopForest forest = LoopForest.of(shape.cfg, shape.dominators);
        Map<Integer, Shape.Loop> byHeader = new HashMap<>();
        for (LoopForest.Loop l : forest.loops()) {
            if (!live.get(l.header())) {
                continue;
            }
            Shape.Loop s = new Shape.Loop(l.header(), l.preheader(), l.latches().get(0));
            if (l.preheader() < 0 || l.latches().size() != 1) {
                throw new IllegalStateException("loop b" + l.header() + " of " + f.name() + " is not in shape");
            }
            if (l.parent() != null) {
                s.parent = byHeader.get(l.parent().header());
            }
            leaving.forEach((x, headers) -> {
                if (headers[0] == s.header) {
                    s.exits.add(x);
                }
            });
            s.exits.sort(null);
            byHeader.put(s.header, s);
            shape.add(s);
        }
        for (int b : shape.order) {
            LoopForest.Loop natural = forest.loopOf(b);
            Shape.Loop l = natural == null ? null : byHeader.get(natural.header());
            if (leaving.containsKey(b)) {
                l = byHeader.get(leaving.get(b)[1]);
            }
            shape.setInnermost(b, l);
            for (; l != null; l = l.parent) {
                l.blocks.set(b);
            }
        }
        return shape;
    }
}
