package dev.adagent.transform.autodiff;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Checkpoints in loops, so that a loop of N rounds keeps in the order of √N of them on the tape. After each round that a loop makes itself, a
 * <em>segment</em> of further rounds runs in a function of its own, of 0, 1, 2, … rounds one time after the other: of the m-th time on, about m²/2
 * rounds have been made, however many there will be. The reverse sweep runs a segment again, this time with a tape, before it reverses it
 * ({@link Calls}). So m frames are kept and those of one segment, at the price of running the loop twice. (A. Griewank, "Achieving logarithmic growth of temporal
 * and spatial complexity in reverse automatic differentiation", 1992, has the uniform two-level scheme for a known N; that its segments grow
 * makes it one for loops that end when they end.)
 *
 * <p>A segment stops in front of a round that leaves the loop: the loop itself makes that one, so it may be left anywhere. For loops that write
 * to no memory and whose state is numbers. A segment gives one number; a loop that carries several has one function for each.
 */
final class Segments {
    /** How the names of segments begin. */
    private static final String PREFIX = "segment ";

    /** The most numbers that a loop carries: each costs a run of the segments of its own. */
    private static final int MAX_STATE = 6;

    private final Function f;
    private final Module module;

    private Segments(Function f, Module module) {
        this.f = f;
        this.module = module;
    }

    /** The function with segments in its loops, which are added to the module; the function itself if none of its loops can have any. */
    static Function of(Function primal, Module module) {
        Segments s = new Segments(primal.copy(primal.name()), module);
        Set<Integer> done = new HashSet<>();
        for (LoopForest.Loop l = s.next(done); l != null; l = s.next(done)) {
            done.add(l.header());
            s.cut(l);
        }
        return done.isEmpty() ? primal : s.f;
    }

    /** Whether a call runs a segment. */
    static boolean is(Insn call) {
        return call.op() == Op.CALL
                && call.attr() instanceof Callee c
                && c.function() != null
                && c.function().startsWith(PREFIX);
    }

    private LoopForest.Loop next(Set<Integer> done) {
        return LoopForest.of(f).loops().stream()
                .filter(l -> !isIn(l, done) && canBeCut(l))
                .min(Comparator.comparingInt(LoopForest.Loop::depth))
                .orElse(null);
    }

    private static boolean isIn(LoopForest.Loop l, Set<Integer> done) {
        for (LoopForest.Loop o = l; o != null; o = o.parent()) {
            if (done.contains(o.header())) {
                return true;
            }
        }
        return false;
    }

    private boolean canBeCut(LoopForest.Loop l) {
        List<Integer> state = f.block(l.header()).params();
        boolean numbers = state.stream()
                .allMatch(v -> f.typeOf(v).isInteger() || f.typeOf(v).isFloating());
        if (l.latches().size() != 1
                || edges(l.latches().get(0), l.header()) != 1
                || l.header() == f.entry().id()
                || !numbers
                || state.size() > MAX_STATE
                || state.stream().noneMatch(v -> f.typeOf(v).isFloating())) {
            return false;
        }
        return l.blocks().stream().map(f::block).allMatch(Segments::onlyComputes)
                && liveIn(l).stream()
                        .allMatch(v -> f.typeOf(v).isArray()
                                || f.typeOf(v).isInteger()
                                || f.typeOf(v).isFloating());
    }

    private long edges(int from, int to) {
        return f.block(from).term().edges().stream()
                .filter(e -> e.target() == to)
                .count();
    }

    private static boolean onlyComputes(Block b) {
        boolean goesOn = switch (b.term().kind()) {
            case JUMP, BR, SWITCH -> true;
            default -> false;
        };
        return goesOn
                && b.insns().stream()
                        .allMatch(i -> i.op() == Op.CONST
                                || Effects.isPure(i)
                                || i.op().effect() == Op.Effect.READ
                                || i.op().effect() == Op.Effect.THROW);
    }

    /** What the loop uses of the code in front of it, constants included. */
    private List<Integer> liveIn(LoopForest.Loop l) {
        Uses uses = Uses.of(f);
        Set<Integer> out = new LinkedHashSet<>();
        for (int b : l.blocks()) {
            for (Insn i : f.block(b).insns()) {
                for (int a : i.args()) {
                    addOutside(a, l, uses, out);
                }
            }
            for (int a : f.block(b).term().args()) {
                addOutside(a, l, uses, out);
            }
            for (Edge e : f.block(b).term().edges()) {
                for (int a : l.contains(e.target()) ? e.args() : new int[0]) {
                    addOutside(a, l, uses, out);
                }
            }
        }
        return List.copyOf(out);
    }

    private static void addOutside(int value, LoopForest.Loop l, Uses uses, Set<Integer> out) {
        if (!l.contains(uses.def(value).block())) {
            out.add(value);
        }
    }

    private void cut(LoopForest.Loop l) {
        Block header = f.block(l.header());
        Block latch = f.block(l.latches().get(0));
        Loc loc = header.term().loc();
        Uses uses = Uses.of(f);
        List<Insn> constants = new ArrayList<>();
        List<Integer> given = new ArrayList<>();
        for (int v : liveIn(l)) {
            Insn d = uses.insn(v);
            if (d != null && d.op() == Op.CONST) {
                constants.add(d);
            } else {
                given.add(v);
            }
        }
        int[] next = latch.term().edges().stream()
                .filter(e -> e.target() == header.id())
                .findFirst()
                .orElseThrow()
                .args();
        List<String> names = new ArrayList<>();
        for (int j = 0; j < next.length; j++) {
            boolean same = next[j] == header.params().get(j);
            names.add(same ? null : segment(l, header, latch, j, constants, given));
        }
        List<Integer> before = f.blocks().stream()
                .filter(b -> b.id() != latch.id() && b.term().edges().stream().anyMatch(e -> e.target() == header.id()))
                .map(Block::id)
                .toList();
        for (int b : before) {
            Operands.addArg(f, b, header.id(), f.constant(f.block(b), 0, loc));
        }
        Block segments = f.newBlock();
        int rounds = f.addParam(header, Type.I32);
        List<Integer> args = new ArrayList<>();
        for (int v : next) {
            args.add(v);
        }
        args.add(rounds);
        args.addAll(given);
        int[] operands = args.stream().mapToInt(Integer::intValue).toArray();
        int[] after = new int[next.length + 1];
        for (int j = 0; j < next.length; j++) {
            after[j] = next[j];
            if (names.get(j) != null) {
                MethodKey key = new MethodKey(
                        loc.className() == null ? "dev/adagent/Autodiff" : loc.className(), "segment", "()V");
                Callee callee = new Callee(Callee.Kind.STATIC, key, null, null, names.get(j));
                after[j] = f.append(segments, Op.CALL, f.typeOf(next[j]), callee, loc, operands);
            }
        }
        after[next.length] = f.append(segments, Op.ADD, Type.I32, null, loc, rounds, f.constant(segments, 1, loc));
        segments.setTerm(Term.jump(new Edge(header.id(), after), loc));
        redirect(latch, header.id(), Edge.to(segments.id()));
    }

    private static void redirect(Block b, int from, Edge to) {
        b.setTerm(b.term()
                .withEdges(b.term().edges().stream()
                        .map(e -> e.target() == from ? to : e)
                        .toList()));
    }

    /** Makes the function that runs some rounds, or fewer if the loop ends before, and gives one of the numbers that the loop carries. */
    private String segment(
            LoopForest.Loop l, Block header, Block latch, int which, List<Insn> constants, List<Integer> given) {
        Type type = f.typeOf(header.params().get(which));
        String name = PREFIX + which + " of the loop at b" + header.id() + " of " + f.name();
        Loc loc = header.term().loc();
        Function g = f.copy(name, type);
        Block entry = g.newBlock();
        Block top = g.newBlock();
        Block end = g.newBlock();
        int size = header.params().size();
        int[] first = new int[size + 1];
        int[] state = new int[size + 1];
        for (int j = 0; j <= size; j++) {
            Type t = j < size ? f.typeOf(header.params().get(j)) : Type.I32;
            first[j] = g.addParam(entry, t);
            state[j] = g.addParam(top, t);
        }
        entry.params().addAll(given);
        entry.insns().addAll(constants);
        int zero = g.constant(entry, 0, loc);
        int one = g.constant(entry, 1, loc);
        entry.setTerm(Term.jump(new Edge(top.id(), first), loc));
        int more = g.append(top, Op.CMP, Type.I32, Cond.GT, loc, state[size], zero);
        Edge leave = Edge.to(end.id(), state[which]);
        int[] values = new int[size];
        System.arraycopy(state, 0, values, 0, size);
        top.setTerm(Term.br(more, new Edge(header.id(), values), leave, loc));
        end.setTerm(Term.ret(loc, g.addParam(end, type)));
        Block last = g.block(latch.id());
        int left = g.append(last, Op.SUB, Type.I32, null, loc, state[size], one);
        for (int b : l.blocks()) {
            Block block = g.block(b);
            block.setTerm(block.term()
                    .withEdges(block.term().edges().stream()
                            .map(e -> !l.contains(e.target())
                                    ? leave
                                    : e.target() == header.id() ? again(e, top, left) : e)
                            .toList()));
        }
        List<Integer> order = new ArrayList<>(List.of(entry.id(), top.id()));
        f.blocks().stream().map(Block::id).filter(l::contains).forEach(order::add);
        order.add(end.id());
        g.reorder(order);
        module.put(g);
        return name;
    }

    private static Edge again(Edge e, Block top, int left) {
        int[] args = java.util.Arrays.copyOf(e.args(), e.args().length + 1);
        args[e.args().length] = left;
        return new Edge(top.id(), args);
    }
}
