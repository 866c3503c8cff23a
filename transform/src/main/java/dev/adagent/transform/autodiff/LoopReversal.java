package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs loops backwards. The reverse of a loop begins at its reverse preheader with the number of the last iteration, and counts
 * down to 0; what lies on tapes is in {@link LoopFrames}.
 */
final class LoopReversal {
    private static final String TOO_MANY = "a loop of more than " + Integer.MAX_VALUE
            + " rounds, which the reverse sweep would have to count: put a loop into a loop in its place";

    private static final class State {
        Block preheader;
        Block start;
        int iteration;
        int exitNumber;
    }

    private final Shape shape;
    private final Function f;
    private final Loops loops;
    private final Values values;
    private final LastChoice choices;
    private final SsaBuilder ssa;
    private final Map<Shape.Loop, State> states = new HashMap<>();
    private final Map<LastChoice.Choice, Integer> lastChoices = new HashMap<>();
    private final InvertedVariables inverted;
    private final LoopFrames frames;
    private final TripCounts trips;

    LoopReversal(
            Shape shape,
            Loops loops,
            ValuePlan plan,
            Values values,
            LastChoice choices,
            SsaBuilder ssa,
            LoopFrames frames,
            TripCounts trips) {
        this.shape = shape;
        this.loops = loops;
        this.values = values;
        this.choices = choices;
        this.ssa = ssa;
        this.frames = frames;
        this.trips = trips;
        f = shape.function;
        inverted = new InvertedVariables(f, plan.inversions(), values, ssa, trips);
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
            return s;
        });
    }

    /** Ends the reverse of a block on an edge out of a loop: goes into the loop's reverse. */
    void enter(int exit, Block at, ReverseSweep sweep) {
        Shape.Loop l = shape.leftBy(exit);
        State s = state(l);
        Loc loc = f.block(exit).term().loc();
        int rounds = count(l, exit, at, loc);
        boolean wide = f.typeOf(rounds).equals(Type.I64);
        ssa.writeVariable(s.iteration, at, wide ? f.append(at, Op.CONV, Type.I32, null, loc, rounds) : rounds);
        if (frames.pushesAt(l, exit)) {
            frames.pop(l, at, loc);
        }
        for (LastChoice.Choice c : choices.in(l)) {
            ssa.writeVariable(lastChoice(c), at, values.get(c.lasts().get(exit), at, exit));
        }
        inverted.enter(l, exit, at);
        if (l.exits.size() > 1) {
            ssa.writeVariable(s.exitNumber, at, f.constant(at, l.exits.indexOf(exit) + 1, loc));
        }
        Edge in = Edge.to(s.preheader.id());
        at.setTerm(wide ? unlessTooMany(rounds, in, at, loc) : Term.jump(in, loc));
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

    /** Goes on over the edge where an int can count that many rounds, as the reverse sweep does. */
    private Term unlessTooMany(int rounds, Edge in, Block at, Loc loc) {
        int most = trips.constant(at, Integer.MAX_VALUE, loc);
        int tooMany = f.append(at, Op.CMP, Type.I32, Cond.GT, loc, rounds, most);
        Block refuse = f.newBlock();
        refuse.setTerm(Term.raise(new Term.Raise("java/lang/UnsupportedOperationException", TOO_MANY), loc));
        return Term.br(tooMany, Edge.to(refuse.id()), in, loc);
    }

    /** The last iteration's number: an i64 if the loop counts in that. */
    private int count(Shape.Loop l, int exit, Block at, Loc loc) {
        Loops.Counted c = loops.chosen(exit);
        if (c == null) {
            return values.get(loops.lastIteration(l, exit), at, exit);
        }
        int initial = values.get(c.induction().initial(), at, exit);
        return trips.of(c, initial, values.get(c.bound(), at, exit), at, loc);
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
        frames.pop(l, back, loc);
        inverted.previous(l, back, loc);
        if (l.exits.size() > 1) {
            ssa.writeVariable(s.exitNumber, back, values.zero(Type.I32));
            back.setTerm(Term.jump(Edge.to(s.start.id()), loc));
        } else {
            back.setTerm(Term.jump(Edge.to(sweep.blockOf(l.latch)), loc));
        }
    }
}
