package dev.adagent.transform.autodiff;

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
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs loops backwards. The reverse of a loop begins at its reverse preheader with the number of the last iteration, and counts
 * down to 0. Values that cannot be had otherwise lie in frames on tapes, one tape for each element type. A frame is pushed at the
 * <em>end</em> of an iteration, at the latch or on the edge that leaves the loop, after the frames of inner loops; so the reverse
 * sweep pops it first, and needs no links.
 */
final class LoopReversal {
    private static final class State {
        Block preheader;
        Block start;
        int iteration;
        int exitNumber;
        final Map<Type, Integer> base = new HashMap<>();
    }

    private final Shape shape;
    private final Function f;
    private final Loops loops;
    private final ValuePlan plan;
    private final Values values;
    private final LastChoice choices;
    private final SsaBuilder ssa;
    private final Map<Shape.Loop, State> states = new HashMap<>();
    private final Map<LastChoice.Choice, Integer> lastChoices = new HashMap<>();
    private final InvertedVariables inverted;
    private final TapeStack tapes;

    LoopReversal(
            Shape shape,
            Loops loops,
            ValuePlan plan,
            Values values,
            LastChoice choices,
            SsaBuilder ssa,
            TapeStack tapes) {
        this.shape = shape;
        this.loops = loops;
        this.plan = plan;
        this.values = values;
        this.choices = choices;
        this.ssa = ssa;
        this.tapes = tapes;
        f = shape.function;
        inverted = new InvertedVariables(f, plan.inversions(), values, ssa, this);
    }

    /** Plans for the number of the last iteration when the loop is left by {@code exit}. */
    static void planCount(Shape.Loop l, int exit, Loops loops, ValuePlan plan) {
        Loops.Counted c = loops.counted(l);
        if (c != null && plan.isCheap(c.bound()) && plan.isCheap(c.induction().initial())) {
            plan.require(c.bound(), exit);
            plan.require(c.induction().initial(), exit);
            loops.choose(exit, c);
            remark(l, loops, "computed from its bound");
            return;
        }
        remark(l, loops, "counted while the loop runs");
        int n = loops.lastIteration(l, exit);
        plan.refresh();
        plan.require(n, exit);
    }

    private static void remark(Shape.Loop l, Loops loops, String how) {
        if (Remarks.areWanted()) {
            Loc at = loops.headerLoc(l);
            Remarks.add(new Remarks.Remark(Remarks.Kind.LOOP, at, "the number of rounds", how, "", 0));
        }
    }

    /**
     * Adds to the forward sweep what stores the frames, after the calls. To be called before the reverse sweep is built.
     *
     * @param calls the calls of the forward sweep
     */
    void emitFrames(Calls calls) {
        for (Shape.Loop l : plan.framedLoops()) {
            for (Type t : TapeStack.KINDS) {
                plan.frame(l, t).forEach(values::variable);
            }
        }
        Map<Shape.Loop, List<Type>> ahead = new LinkedHashMap<>();
        // an inner loop's frame is complete before that of the loop around it is pushed in the same block
        for (int k = shape.loops.size() - 1; k >= 0; k--) {
            Shape.Loop l = shape.loops.get(k);
            for (Type t : TapeStack.KINDS) {
                if (!plan.frame(l, t).isEmpty()) {
                    boolean known = knowsFrames(l, t, calls);
                    if (known) {
                        ahead.computeIfAbsent(l, x -> new ArrayList<>()).add(t);
                    }
                    push(l, t, f.block(l.latch), !known);
                    for (int x : l.exits) {
                        if (pushesAt(l, x)) {
                            push(l, t, f.block(x), true);
                        }
                    }
                }
            }
        }
        // behind what is pushed in the same blocks
        ahead.forEach((l, kinds) -> kinds.forEach(t -> ensureAhead(l, t)));
    }

    /**
     * Whether the number of frames that the loop pushes on a tape is known in front of it: it counts to a bound, and nothing in it pushes
     * others. Then the tape is made long enough once, and stays the same array in the loop.
     */
    private boolean knowsFrames(Shape.Loop l, Type t, Calls calls) {
        Loops.Counted c = loops.counted(l);
        return c != null
                && !l.blocks.get(plan.def(c.bound()).block())
                && !calls.push(l, t)
                && shape.loops.stream()
                        .noneMatch(inner -> inner != l
                                && l.encloses(inner)
                                && !plan.frame(inner, t).isEmpty());
    }

    /** Computes in 64 bits; more than an array can have is asked for as the most that an int is, and refused. */
    private void ensureAhead(Shape.Loop l, Type t) {
        Block at = f.block(l.preheader);
        Loc loc = at.term().loc();
        Loops.Counted c = loops.counted(l);
        int n = trips(c, wide(at, c.induction().initial(), loc), wide(at, c.bound(), loc), at, loc);
        int size = constant(at, plan.frame(l, t).size(), loc);
        n = f.append(at, Op.MUL, Type.I64, null, loc, n, size);
        n = f.append(at, Op.ADD, Type.I64, null, loc, n, wide(at, tapes.top(t, at), loc));
        int most = constant(at, Integer.MAX_VALUE, loc);
        int fits = f.append(at, Op.CMP, Type.I32, Cond.LT, loc, n, most);
        n = f.append(at, Op.SELECT, Type.I64, null, loc, fits, n, most);
        int end = f.append(at, Op.CONV, Type.I32, null, loc, n);
        int tape = f.append(at, Op.INTRINSIC, Type.array(t), "tape.ensure", loc, tapes.array(t, at), end);
        tapes.put(t, at, tape, tapes.top(t, at));
    }

    /** How often a counted loop runs, in the type that its bounds are given in: the last iteration's number where its header ends it. */
    int trips(Loops.Counted c, int initial, int bound, Block at, Loc loc) {
        boolean up = c.induction().stepAsLong() > 0;
        int from = up ? initial : bound;
        int to = up ? bound : initial;
        Type t = f.typeOf(from);
        int n = f.append(at, Op.SUB, t, null, loc, to, from);
        if (c.extra() != 0) {
            n = f.append(at, Op.ADD, t, null, loc, n, number(at, t, c.extra(), loc));
        }
        int some = f.append(at, Op.CMP, Type.I32, c.extra() == 0 ? Cond.GT : Cond.GE, loc, to, from);
        return f.append(at, Op.SELECT, t, null, loc, some, n, number(at, t, 0, loc));
    }

    private int number(Block at, Type t, int value, Loc loc) {
        return t.equals(Type.I64) ? constant(at, value, loc) : value == 0 ? values.zero(t) : f.constant(at, value, loc);
    }

    private int constant(Block at, long value, Loc loc) {
        return f.append(at, Op.CONST, Type.I64, value, loc);
    }

    private int wide(Block at, int value, Loc loc) {
        return f.append(at, Op.CONV, Type.I64, null, loc, value);
    }

    /** Whether the iteration that the exit cuts short leaves a frame: if what ran of it reads one in reverse. */
    private boolean pushesAt(Shape.Loop l, int exit) {
        BitSet ran = new BitSet();
        List<Integer> work = new ArrayList<>(shape.predecessors(exit));
        while (!work.isEmpty()) {
            int b = work.remove(work.size() - 1);
            if (l.blocks.get(b) && !ran.get(b)) {
                ran.set(b);
                if (b != l.header) {
                    work.addAll(shape.predecessors(b));
                }
            }
        }
        return plan.readsFrame(l, ran);
    }

    /** @param ensure whether the tape may be too short */
    private void push(Shape.Loop l, Type t, Block at, boolean ensure) {
        Loc loc = at.term().loc();
        List<Integer> slots = plan.frame(l, t);
        int top = tapes.top(t, at);
        int end = add(at, top, slots.size(), loc);
        int tape = tapes.array(t, at);
        if (ensure) {
            tape = f.append(at, Op.INTRINSIC, Type.array(t), "tape.ensure", loc, tape, end);
        }
        for (int k = 0; k < slots.size(); k++) {
            int v = slots.get(k);
            int def = plan.def(v).block();
            int value = shape.dominators.dominates(def, at.id()) && l.blocks.get(at.id())
                    ? v
                    : ssa.readVariable(values.variable(v), at);
            if (f.typeOf(v).isReference() && t.equals(Type.I32)) {
                value = number(value, plan.of(v).origins(), at, loc);
            } else if (!f.typeOf(v).isReference() && !f.typeOf(v).equals(t)) {
                value = f.append(at, Op.CONV, t, null, loc, value);
            }
            f.append(at, Op.INTRINSIC, Type.VOID, "tape.store", loc, tape, add(at, top, k, loc), value);
        }
        tapes.put(t, at, tape, end);
    }

    /** Which of the origins a reference is. */
    private int number(int reference, List<Integer> origins, Block at, Loc loc) {
        int number = f.constant(at, 0, loc);
        for (int k = 1; k < origins.size(); k++) {
            Insn constant = plan.def(origins.get(k)).insn();
            boolean isNull = constant != null && constant.op() == Op.CONST;
            int origin = isNull ? f.append(at, Op.CONST, constant.type(), constant.attr(), loc) : origins.get(k);
            int is = f.append(at, Op.CMP, Type.I32, Cond.EQ, loc, reference, origin);
            number = f.append(at, Op.SELECT, Type.I32, null, loc, is, f.constant(at, k, loc), number);
        }
        return number;
    }

    private int add(Block at, int base, int n, Loc loc) {
        return n == 0 ? base : f.append(at, Op.ADD, Type.I32, null, loc, base, f.constant(at, n, loc));
    }

    /** Loads a value from the frame of the iteration that is being reversed. */
    int load(int value, ValuePlan.Source s, Block at, int forward) {
        Loc loc = Loc.NONE;
        Type type = f.typeOf(value);
        Type t = s.origins().isEmpty() ? ValuePlan.tapeOf(type) : Type.I32;
        int base = ssa.readVariable(states.get(s.loop()).base.get(t), at);
        int v = f.append(at, Op.INTRINSIC, t, "tape.load", loc, tapes.array(t, at), add(at, base, s.slot(), loc));
        if (!s.origins().isEmpty()) {
            return select(v, type, s.origins(), at, forward);
        }
        return t.equals(type) ? v : f.append(at, type.isReference() ? Op.CHECK_CAST : Op.CONV, type, null, loc, v);
    }

    private int select(int number, Type type, List<Integer> origins, Block at, int forward) {
        int out = values.get(origins.get(0), at, forward);
        for (int k = 1; k < origins.size(); k++) {
            int is = f.append(at, Op.CMP, Type.I32, Cond.EQ, Loc.NONE, number, f.constant(at, k, Loc.NONE));
            out = f.append(at, Op.SELECT, type, null, Loc.NONE, is, values.get(origins.get(k), at, forward), out);
        }
        return out;
    }

    private void pop(Shape.Loop l, Block at, Loc loc) {
        for (Type t : TapeStack.KINDS) {
            int size = plan.frame(l, t).size();
            if (size > 0) {
                int top = tapes.top(t, at);
                int base = f.append(at, Op.SUB, Type.I32, null, loc, top, f.constant(at, size, loc));
                tapes.setTop(t, at, base);
                ssa.writeVariable(states.get(l).base.get(t), at, base);
            }
        }
    }

    private int lastChoice(LastChoice.Choice c) {
        return lastChoices.computeIfAbsent(c, k -> {
            int v = ssa.declareVariable(Type.I32);
            ssa.writeVariable(v, f.entry(), values.zero(Type.I32));
            return v;
        });
    }

    /** The condition of a choice, as far as the reverse sweep is concerned: whether this iteration was the last to take the value. */
    int condition(LastChoice.Choice c, Block at, Loc loc) {
        int now = iteration(c.loop(), at);
        int last = ssa.readVariable(lastChoice(c), at);
        return f.append(at, Op.CMP, Type.I32, c.takesIfTrue() ? Cond.EQ : Cond.NE, loc, now, last);
    }

    /** The value that an {@linkplain Inversions inverted} variable had in the iteration that is being reversed. */
    int inverted(int value, Block at) {
        return inverted.get(value, at);
    }

    /** The block with which the reverse of the loop begins. */
    Block preheader(Shape.Loop l) {
        return state(l).preheader;
    }

    /** The number of the iteration that is being reversed. */
    int iteration(Shape.Loop l, Block at) {
        return ssa.readVariable(state(l).iteration, at);
    }

    private State state(Shape.Loop l) {
        return states.computeIfAbsent(l, k -> {
            State s = new State();
            s.preheader = f.newBlock();
            s.iteration = ssa.declareVariable(Type.I32);
            s.exitNumber = ssa.declareVariable(Type.I32);
            ssa.writeVariable(s.iteration, f.entry(), values.zero(Type.I32));
            ssa.writeVariable(s.exitNumber, f.entry(), values.zero(Type.I32));
            for (Type t : TapeStack.KINDS) {
                int v = ssa.declareVariable(Type.I32);
                ssa.writeVariable(v, f.entry(), values.zero(Type.I32));
                s.base.put(t, v);
            }
            return s;
        });
    }

    /** Ends the reverse of a block on an edge out of a loop: goes into the loop's reverse. */
    void enter(int exit, Block at, ReverseSweep sweep) {
        Shape.Loop l = shape.leftBy(exit);
        State s = state(l);
        Loc loc = f.block(exit).term().loc();
        ssa.writeVariable(s.iteration, at, count(l, exit, at, loc));
        if (pushesAt(l, exit)) {
            pop(l, at, loc);
        }
        for (LastChoice.Choice c : choices.in(l)) {
            ssa.writeVariable(lastChoice(c), at, values.get(c.lasts().get(exit), at, exit));
        }
        inverted.enter(l, exit, at);
        if (l.exits.size() > 1) {
            ssa.writeVariable(s.exitNumber, at, f.constant(at, l.exits.indexOf(exit) + 1, loc));
        }
        at.setTerm(Term.jump(Edge.to(s.preheader.id()), loc));
        if (s.start == null) {
            begin(l, s, loc, sweep);
        }
    }

    /** The reverse preheader goes to where the loop was left; with several exits, by a switch that later iterations pass too. */
    private void begin(Shape.Loop l, State s, Loc loc, ReverseSweep sweep) {
        if (l.exits.size() == 1) {
            s.start = s.preheader;
            int from = shape.predecessors(l.exits.get(0)).get(0);
            s.preheader.setTerm(Term.jump(Edge.to(sweep.blockOf(from)), loc));
            return;
        }
        s.start = f.newBlock();
        s.preheader.setTerm(Term.jump(Edge.to(s.start.id()), loc));
        List<Edge> edges = new ArrayList<>();
        int[] keys = new int[l.exits.size()];
        for (int k = 0; k < keys.length; k++) {
            keys[k] = k + 1;
            edges.add(Edge.to(sweep.blockOf(shape.predecessors(l.exits.get(k)).get(0))));
        }
        edges.add(Edge.to(sweep.blockOf(l.latch)));
        s.start.setTerm(Term.switchOn(ssa.readVariable(s.exitNumber, s.start), keys, edges, loc));
    }

    private int count(Shape.Loop l, int exit, Block at, Loc loc) {
        Loops.Counted c = loops.chosen(exit);
        if (c == null) {
            return values.get(loops.lastIteration(l, exit), at, exit);
        }
        int initial = values.get(c.induction().initial(), at, exit);
        return trips(c, initial, values.get(c.bound(), at, exit), at, loc);
    }

    /** Ends the reverse of a header: to the iteration before, or out of the loop. */
    void previous(int header, Block at, ReverseSweep sweep) {
        Shape.Loop l = shape.headedBy(header);
        State s = state(l);
        Loc loc = f.block(header).term().loc();
        Block back = f.newBlock();
        int n = ssa.readVariable(s.iteration, at);
        // n is never negative; HotSpot makes a counted loop of > alone
        int more = f.append(at, Op.CMP, Type.I32, Cond.GT, loc, n, values.zero(Type.I32));
        at.setTerm(Term.br(more, Edge.to(back.id()), Edge.to(sweep.blockOf(l.preheader)), loc));
        int before = f.append(back, Op.SUB, Type.I32, null, loc, n, f.constant(back, 1, loc));
        ssa.writeVariable(s.iteration, back, before);
        pop(l, back, loc);
        inverted.previous(l, back, loc);
        if (l.exits.size() > 1) {
            ssa.writeVariable(s.exitNumber, back, values.zero(Type.I32));
            back.setTerm(Term.jump(Edge.to(s.start.id()), loc));
        } else {
            back.setTerm(Term.jump(Edge.to(sweep.blockOf(l.latch)), loc));
        }
    }
}
