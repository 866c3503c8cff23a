package dev.adagent.transform.emit;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a function of a region of another. In its place stays a block that calls it: it passes what the region reads, takes over what is used
 * behind the region, and goes on where the region was left. One output is the function's result, several lie in the {@link Frame}.
 */
final class Outlining {
    private final Function f;
    private final Frame frame;
    private final Region region;
    private final Uses uses;
    private final Dominators dom;
    private final Function g;
    private final Block entry;
    private final Map<Integer, Integer> values = new HashMap<>();
    private final Map<Integer, Block> copies = new LinkedHashMap<>();
    private final List<Integer> arguments = new ArrayList<>();
    /** The outputs whose slots the region fills where it is left. */
    private final List<Integer> stored = new ArrayList<>();
    /** What the first block's parameters are where the region is called. */
    private final List<Integer> start = new ArrayList<>();

    private final int single;
    private int words;

    private Outlining(Function f, Frame frame, Region region, Uses uses, String name) {
        this.f = f;
        this.frame = frame;
        this.region = region;
        this.uses = uses;
        dom = Dominators.of(Cfg.of(f));
        boolean returnsOne = region.exits().size() == 1 && region.outputs().size() == 1;
        single = returnsOne ? region.outputs().iterator().next() : -1;
        Type result = region.exits().size() > 1 ? Type.I32 : returnsOne ? f.typeOf(single) : Type.VOID;
        g = new Function(name, result).setNoInline(true);
        entry = g.newBlock();
    }

    /** @return the new function, which the caller adds to the module */
    static Function run(Function f, Frame frame, Region region, Uses uses, String name) {
        Outlining o = new Outlining(f, frame, region, uses, name);
        o.inputs();
        o.outputs();
        o.body();
        o.call();
        return o.g;
    }

    /** The first block's parameters and references always, which a frame would have to cast; numbers as long as there is room. */
    private void inputs() {
        for (int p : region.blocks().get(0).params()) {
            int outside = region.repeats() ? f.newValue(f.typeOf(p)) : p;
            start.add(outside);
            argument(outside);
        }
        List<Integer> order = new ArrayList<>(region.inputs());
        order.removeAll(start);
        order.sort(Comparator.comparing((Integer v) -> !f.typeOf(v).isReference()));
        List<Integer> loaded = new ArrayList<>();
        for (int v : order) {
            boolean fits = words + JvmTypes.size(f.typeOf(v)) <= Region.MAX_WORDS;
            if (f.typeOf(v).isReference() || fits && !frame.has(v)) {
                argument(v);
            } else {
                loaded.add(v);
            }
        }
        for (int v : loaded) {
            if (!frame.has(v)) {
                frame.add(v);
                Uses.Def d = uses.def(v);
                Block b = f.block(d.block());
                frame.storeAtDefinition(
                        v, b, d.isParam() ? prefix(b) : b.insns().indexOf(d.insn()) + 1);
            }
            int as = g.newValue(f.typeOf(v));
            frame.load(v, g, entry, frameArray(v), as);
            values.put(v, as);
        }
    }

    private void argument(int v) {
        values.put(v, g.addParam(entry, f.typeOf(v)));
        arguments.add(v);
        words += JvmTypes.size(f.typeOf(v));
    }

    /** Where stores may stand in a block: behind the frame's arrays if it is the entry. */
    private int prefix(Block b) {
        int k = 0;
        while (b == f.entry()
                && k < b.insns().size()
                && (b.insns().get(k).op() == Op.CONST || b.insns().get(k).op() == Op.NEWARRAY)) {
            k++;
        }
        return k;
    }

    /** The frame's array for values like {@code v}, in the new function. */
    private int frameArray(int v) {
        int array = frame.array(f.typeOf(v));
        if (!values.containsKey(array)) {
            argument(array);
        }
        return values.get(array);
    }

    private void outputs() {
        for (int v : region.outputs()) {
            if (v != single && !frame.has(v)) {
                frame.add(v);
                stored.add(v);
                frameArray(v);
            }
        }
    }

    private int value(int v) {
        Integer known = values.get(v);
        if (known != null) {
            return known;
        }
        Insn d = uses.insn(v);
        if (d != null && d.op() == Op.CONST) {
            int c = g.append(entry, Op.CONST, d.type(), d.attr(), d.loc());
            values.put(v, c);
            return c;
        }
        throw new IllegalStateException("%" + v + " of " + f.name() + " is no input of the region");
    }

    private int[] values(int[] vs) {
        int[] out = new int[vs.length];
        for (int k = 0; k < vs.length; k++) {
            out[k] = value(vs[k]);
        }
        return out;
    }

    private void body() {
        Block first = region.blocks().get(0);
        for (Block b : region.blocks()) {
            Block c = g.newBlock();
            copies.put(b.id(), c);
        }
        int[] from = values(start.stream().mapToInt(Integer::intValue).toArray());
        for (Block b : region.blocks()) {
            Block c = copies.get(b.id());
            for (int p : b.params()) {
                values.put(p, g.addParam(c, f.typeOf(p)));
            }
            for (Insn i : b.insns()) {
                if (i.result() >= 0) {
                    values.put(i.result(), g.newValue(i.type()));
                }
            }
        }
        for (Block b : region.blocks()) {
            Block c = copies.get(b.id());
            for (Insn i : b.insns()) {
                int result = i.result() < 0 ? -1 : values.get(i.result());
                c.insns().add(new Insn(i.op(), i.type(), result, values(i.args()), i.attr(), i.loc()));
            }
            c.setTerm(terminator(b));
        }
        entry.setTerm(Term.jump(Edge.to(copies.get(first.id()).id(), from), Loc.NONE));
    }

    private Term terminator(Block b) {
        Term t = b.term();
        if (t.kind() == Term.Kind.RET) {
            return Term.jump(Edge.to(leave(new Region.Exit(b, -1)).id()), t.loc());
        }
        List<Edge> edges = new ArrayList<>();
        for (int k = 0; k < t.edges().size(); k++) {
            Edge e = t.edges().get(k);
            Block inside = copies.get(e.target());
            edges.add(
                    inside != null
                            ? Edge.to(inside.id(), values(e.args()))
                            : Edge.to(leave(new Region.Exit(b, k)).id()));
        }
        return t.withArgs(values(t.args())).withEdges(edges);
    }

    /** Stores what is there of the outputs, and returns the number of the exit. */
    private Block leave(Region.Exit exit) {
        Block at = g.newBlock();
        Loc loc = exit.from().term().loc();
        for (int v : stored) {
            if (dom.dominates(uses.def(v).block(), exit.from().id())) {
                frame.store(v, g, at, frameArray(v), value(v));
            }
        }
        if (single >= 0) {
            at.setTerm(Term.ret(loc, value(single)));
        } else if (region.exits().size() > 1) {
            at.setTerm(Term.ret(loc, g.constant(at, region.exits().indexOf(exit), loc)));
        } else {
            at.setTerm(Term.ret(loc));
        }
        return at;
    }

    private void call() {
        Block at = region.blocks().get(0);
        List<Block> ends = new ArrayList<>();
        for (Region.Exit e : region.exits()) {
            Block b = f.newBlock();
            Term t = e.from().term();
            b.setTerm(e.edge() < 0 ? t : Term.jump(t.edges().get(e.edge()), t.loc()));
            ends.add(b);
        }
        Loc loc = at.insns().isEmpty() ? at.term().loc() : at.insns().get(0).loc();
        region.blocks().stream().skip(1).forEach(b -> f.removeBlock(b.id()));
        at.insns().clear();
        Collections.copy(at.params(), start);
        MethodKey key = new MethodKey("adagent/outlined", g.name(), JvmTypes.methodDescriptor(g, 0));
        Callee callee = new Callee(Callee.Kind.STATIC, key, null, null, g.name());
        int[] passed = arguments.stream().mapToInt(Integer::intValue).toArray();
        int result = single >= 0 ? single : g.result().equals(Type.VOID) ? -1 : f.newValue(g.result());
        at.insns().add(new Insn(Op.CALL, g.result(), result, passed, callee, loc));
        for (int v : region.outputs()) {
            if (v != single) {
                frame.load(v, f, at, frame.array(f.typeOf(v)), v);
            }
        }
        at.setTerm(next(ends, result, loc));
    }

    private static Term next(List<Block> ends, int exit, Loc loc) {
        List<Edge> edges = ends.stream().map(b -> Edge.to(b.id())).toList();
        return switch (edges.size()) {
            case 0 -> Term.unreachable(loc);
            case 1 -> Term.jump(edges.get(0), loc);
            case 2 -> Term.br(exit, edges.get(1), edges.get(0), loc);
            default -> {
                int[] keys = new int[edges.size() - 1];
                for (int k = 0; k < keys.length; k++) {
                    keys[k] = k;
                }
                yield Term.switchOn(exit, keys, edges, loc);
            }
        };
    }
}
