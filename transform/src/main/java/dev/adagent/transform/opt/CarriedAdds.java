package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.ArrayAliases;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Carries elements of a shadow from one turn of a loop to the next. The adjoint of a loop that reads {@code x[i]} and {@code x[i + 1]} adds
 * to {@code dx[i]} what the next turn, counting down, adds to again: instead of a store and a load that waits for it, the element stays in
 * a register until the last addition (scalar replacement of array elements: Callahan, Carr, Kennedy, PLDI 1990). The additions to an
 * element keep their order, and so their bits.
 *
 * <p>For innermost loops that step by one, in which nothing can fail and nothing else reaches the array.
 */
final class CarriedAdds {
    /** The most elements that are carried. */
    private static final int MAX_CARRIED = 4;

    private final Function f;
    private final Cfg cfg;
    private final Dominators dom;
    private final LoopForest.Loop loop;
    private final Uses uses;
    private final ArrayAliases aliases;

    private Block header;
    private Block before;
    private Block latch;
    private int counter;
    private int step;

    private CarriedAdds(Function f, boolean distinct, Cfg cfg, Dominators dom, LoopForest.Loop loop) {
        this.f = f;
        this.cfg = cfg;
        this.dom = dom;
        this.loop = loop;
        uses = Uses.of(f);
        aliases = new ArrayAliases(f, uses, distinct);
    }

    /**
     * Works on one function before its additions are lowered.
     *
     * @param singleThread whether nothing else runs while the function does
     * @param distinct whether no two parameters are the same array
     * @return whether anything changed
     */
    static boolean run(Function f, boolean singleThread, boolean distinct) {
        boolean changed = false;
        boolean again = true;
        while (again) {
            again = false;
            PrivateArrays arrays = PrivateArrays.of(f);
            Cfg cfg = Cfg.of(f);
            Dominators dom = Dominators.of(cfg);
            for (LoopForest.Loop loop : LoopForest.of(cfg, dom).loops()) {
                CarriedAdds c = new CarriedAdds(f, distinct, cfg, dom, loop);
                if (loop.children().isEmpty() && c.isSimple() && c.carryOne(singleThread, arrays)) {
                    again = true;
                    changed = Rewrite.ADDS_CARRIED.happened();
                    break;
                }
            }
        }
        return changed;
    }

    /** Whether the loop is left at its header only and counts by one; finds the counter. */
    private boolean isSimple() {
        header = f.block(loop.header());
        if (loop.preheader() < 0
                || loop.latches().size() != 1
                || loop.exits().size() != 1
                || loop.exits().get(0).from() != header.id()
                || header.term().kind() != Term.Kind.BR) {
            return false;
        }
        before = f.block(loop.preheader());
        latch = f.block(loop.latches().get(0));
        for (int k = 0; k < header.params().size(); k++) {
            int p = header.params().get(k);
            int next = argsTo(latch, header.id())[k];
            for (int s : new int[] {1, -1}) {
                if (f.typeOf(p).equals(Type.I32) && Integer.valueOf(s).equals(offset(next, p, 8))) {
                    counter = p;
                    step = s;
                    return true;
                }
            }
        }
        return false;
    }

    private static int[] argsTo(Block from, int to) {
        return from.term().edges().stream()
                .filter(e -> e.target() == to)
                .findFirst()
                .orElseThrow()
                .args();
    }

    /** The constant by which the value exceeds {@code base}, or null. */
    private Integer offset(int value, int base, int depth) {
        if (value == base) {
            return 0;
        }
        Insn d = uses.insn(value);
        if (d == null || depth == 0 || d.op() != Op.ADD && d.op() != Op.SUB) {
            return null;
        }
        Integer constant = constant(d.arg(1));
        Integer rest = constant == null ? null : offset(d.arg(0), base, depth - 1);
        if (rest != null) {
            return d.op() == Op.ADD ? rest + constant : rest - constant;
        }
        constant = d.op() == Op.ADD ? constant(d.arg(0)) : null;
        rest = constant == null ? null : offset(d.arg(1), base, depth - 1);
        return rest == null ? null : Integer.valueOf(rest + constant);
    }

    private Integer constant(int value) {
        Insn d = uses.insn(value);
        return d != null && d.op() == Op.CONST && d.attr() instanceof Integer i ? i : null;
    }

    /** Finds an array whose elements can be carried, and carries them. */
    private boolean carryOne(boolean singleThread, PrivateArrays arrays) {
        Map<Integer, List<Insn>> adds = new LinkedHashMap<>();
        Map<Insn, Integer> blocks = new IdentityHashMap<>();
        List<Integer> touched = new ArrayList<>();
        for (int id : loop.blocks()) {
            for (Insn i : f.block(id).insns()) {
                switch (i.op()) {
                    case ACCUM -> {
                        adds.computeIfAbsent(i.arg(0), k -> new ArrayList<>()).add(i);
                        blocks.put(i, id);
                    }
                    case ALOAD, ASTORE -> touched.add(i.arg(0));
                    default -> {
                        if (i.op().effect() != Op.Effect.NONE && !isHarmless(i)) {
                            return false;
                        }
                    }
                }
            }
        }
        for (Map.Entry<Integer, List<Insn>> e : adds.entrySet()) {
            int array = e.getKey();
            boolean alone = touched.stream().allMatch(t -> aliases.areDistinct(array, t))
                    && adds.keySet().stream().allMatch(t -> t == array || aliases.areDistinct(array, t));
            boolean outside = !loop.contains(uses.def(array).block());
            if (alone && outside && (singleThread || arrays.isPrivate(array)) && carry(array, e.getValue(), blocks)) {
                if (Remarks.areWanted()) {
                    e.getValue().forEach(i -> ShadowAdds.remark(f, i, singleThread));
                }
                return true;
            }
        }
        return false;
    }

    /** Tapes are arrays of their own, and the forward sweep has been here. */
    private static boolean isHarmless(Insn i) {
        return Facts.isPure(i)
                || i.op() == Op.INTRINSIC && Set.of("tape.load", "tape.store").contains(i.attr());
    }

    private boolean carry(int array, List<Insn> adds, Map<Insn, Integer> blocks) {
        Block body = f.block(blocks.get(adds.get(0)));
        TreeMap<Integer, Integer> first = new TreeMap<>();
        for (Insn i : adds) {
            Integer offset = offset(i.arg(1), counter, 8);
            if (offset == null || f.block(blocks.get(i)) != body) {
                return false;
            }
            first.putIfAbsent(offset, i.arg(1));
        }
        int low = first.firstKey();
        int high = first.lastKey();
        List<Insn> condition = new ArrayList<>();
        if (low == high
                || high - low > MAX_CARRIED
                || body == header
                || !dom.dominates(body.id(), latch.id())
                || !collect(header.term().args()[0], condition)) {
            return false;
        }
        rewrite(array, adds, body, low, high, condition);
        return true;
    }

    /** Collects what computes a value in the header; false if that can be seen or fail. */
    private boolean collect(int value, Collection<Insn> out) {
        Uses.Def d = uses.def(value);
        if (d.block() != header.id() || d.isParam() || out.contains(d.insn())) {
            return true;
        }
        if (d.insn().op() != Op.CONST && !Facts.isPure(d.insn())) {
            return false;
        }
        for (int a : d.insn().args()) {
            if (!collect(a, out)) {
                return false;
            }
        }
        out.add(d.insn());
        return true;
    }

    /**
     * Counting down, a turn touches {@code low} for the first time and {@code high} for the last; counting up, the other way round. The
     * others are header parameters, which hold the elements at the offsets from the counter that {@code carried} lists.
     */
    private void rewrite(int array, List<Insn> adds, Block body, int low, int high, List<Insn> condition) {
        Loc loc = adds.get(0).loc();
        Type type = f.typeOf(array).element();
        int enters = step < 0 ? low : high;
        int leaves = step < 0 ? high : low;
        List<Integer> carried = new ArrayList<>();
        for (int c = low; c <= high; c++) {
            if (c != enters) {
                carried.add(c);
            }
        }
        int[] start = argsTo(before, header.id());
        guardEntry(array, type, carried, start, condition, loc);
        Map<Integer, Integer> now = new HashMap<>();
        for (int c : carried) {
            now.put(c, f.addParam(header, type));
        }
        guardExit(array, carried, now, start[header.params().indexOf(counter)], loc);
        turn(array, adds, body, now, enters, leaves, loc);
        for (int c : carried) {
            Operands.addArg(f, latch.id(), header.id(), now.get(c + step));
        }
    }

    /** Loads the elements that the first turn finds carried, if there is a first turn. */
    private void guardEntry(int array, Type type, List<Integer> carried, int[] start, List<Insn> condition, Loc loc) {
        Map<Integer, Integer> initial = new HashMap<>();
        for (int k = 0; k < start.length; k++) {
            initial.put(header.params().get(k), start[k]);
        }
        condition.sort(Comparator.comparingInt(header.insns()::indexOf));
        for (Insn i : condition) {
            int v = f.newValue(i.type());
            int[] args = new int[i.args().length];
            for (int k = 0; k < args.length; k++) {
                args[k] = initial.getOrDefault(i.arg(k), i.arg(k));
            }
            before.insns().add(new Insn(i.op(), i.type(), v, args, i.attr(), i.loc()));
            initial.put(i.result(), v);
        }
        int asked = header.term().args()[0];
        int enters = initial.getOrDefault(asked, asked);
        Block load = f.newBlock();
        List<Integer> loaded = new ArrayList<>();
        List<Integer> none = new ArrayList<>();
        for (int s : start) {
            loaded.add(s);
            none.add(s);
        }
        int from = start[header.params().indexOf(counter)];
        int zero = f.append(before, Op.CONST, type, type.equals(Type.F32) ? (Object) 0f : (Object) 0.0, loc);
        for (int c : carried) {
            loaded.add(f.append(load, Op.ALOAD, type, null, loc, array, plus(load, from, c, loc)));
            none.add(zero);
        }
        load.setTerm(Term.jump(edge(header, loaded), loc));
        boolean stays = loop.contains(header.term().edges().get(0).target());
        Edge yes = Edge.to(load.id());
        Edge no = edge(header, none);
        before.setTerm(Term.br(enters, stays ? yes : no, stays ? no : yes, loc));
    }

    private static Edge edge(Block to, List<Integer> args) {
        return Edge.to(to.id(), args.stream().mapToInt(Integer::intValue).toArray());
    }

    private int plus(Block at, int index, int offset, Loc loc) {
        if (offset == 0) {
            return index;
        }
        int distance = f.constant(at, Math.abs(offset), loc);
        return f.append(at, offset < 0 ? Op.SUB : Op.ADD, Type.I32, null, loc, index, distance);
    }

    /** Stores the elements that the last turn left carried, if there was one. */
    private void guardExit(int array, List<Integer> carried, Map<Integer, Integer> now, int from, Loc loc) {
        Block ask = f.newBlock();
        Block store = f.newBlock();
        List<Edge> edges = new ArrayList<>();
        for (Edge e : header.term().edges()) {
            if (loop.contains(e.target())) {
                edges.add(e);
            } else {
                edges.add(Edge.to(ask.id()));
                int ran = f.append(ask, Op.CMP, Type.I32, Cond.NE, loc, counter, from);
                ask.setTerm(Term.br(ran, Edge.to(store.id()), e, loc));
                store.setTerm(Term.jump(e, loc));
            }
        }
        header.setTerm(header.term().withEdges(edges));
        for (int c : carried) {
            // the element at that offset is carried to the next turn, which there is not
            f.append(store, Op.ASTORE, Type.VOID, null, loc, array, plus(store, counter, c, loc), now.get(c));
        }
    }

    private void turn(
            int array, List<Insn> adds, Block body, Map<Integer, Integer> now, int enters, int leaves, Loc loc) {
        List<Insn> old = List.copyOf(body.insns());
        body.insns().clear();
        Insn first = adds.get(0);
        Insn last = adds.get(adds.size() - 1);
        Type type = f.typeOf(array).element();
        for (Insn i : old) {
            if (i == first) {
                now.put(enters, f.append(body, Op.ALOAD, type, null, loc, array, plus(body, counter, enters, loc)));
            }
            if (adds.contains(i)) {
                int c = offset(i.arg(1), counter, 8);
                now.put(c, f.append(body, Op.ADD, type, null, i.loc(), now.get(c), i.arg(2)));
            } else {
                body.insns().add(i);
            }
            if (i == last) {
                f.append(
                        body,
                        Op.ASTORE,
                        Type.VOID,
                        null,
                        loc,
                        array,
                        plus(body, counter, leaves, loc),
                        now.get(leaves));
            }
        }
    }
}
