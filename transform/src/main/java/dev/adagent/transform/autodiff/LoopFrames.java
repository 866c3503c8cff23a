package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of loops that cannot be had otherwise lie in frames on tapes, one tape for each element type. A frame is pushed at the
 * <em>end</em> of an iteration, at the latch or on the edge that leaves the loop, after the frames of inner loops; so the reverse
 * sweep pops it first, and needs no links.
 */
final class LoopFrames {
    private final Shape shape;
    private final Function f;
    private final Loops loops;
    private final ValuePlan plan;
    private final Values values;
    private final SsaBuilder ssa;
    private final TapeStack tapes;
    private final TripCounts trips;
    /** For each loop and kind of tape a variable: where the frame of the iteration that is being reversed begins. */
    private final Map<Shape.Loop, Map<Type, Integer>> bases = new HashMap<>();

    LoopFrames(
            Shape shape,
            Loops loops,
            ValuePlan plan,
            Values values,
            SsaBuilder ssa,
            TapeStack tapes,
            TripCounts trips) {
        this.shape = shape;
        this.loops = loops;
        this.plan = plan;
        this.values = values;
        this.ssa = ssa;
        this.tapes = tapes;
        this.trips = trips;
        f = shape.function;
    }

    private int base(Shape.Loop l, Type t) {
        return bases.computeIfAbsent(l, k -> new HashMap<>()).computeIfAbsent(t, k -> {
            int v = ssa.declareVariable(Type.I32);
            ssa.writeVariable(v, f.entry(), values.zero(Type.I32));
            return v;
        });
    }

    /**
     * Adds to the forward sweep what stores the frames, after the calls. To be called before the reverse sweep is built.
     *
     * @param calls the calls of the forward sweep
     */
    void emit(Calls calls) {
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
     * Whether the number of frames that the loop pushes on a tape is known in front of it: it counts an int to a bound, and nothing in it pushes
     * others. Then the tape is made long enough once, and stays the same array in the loop.
     */
    private boolean knowsFrames(Shape.Loop l, Type t, Calls calls) {
        Loops.Counted c = loops.counted(l);
        return c != null
                && f.typeOf(c.bound()).equals(Type.I32)
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
        int n = trips.of(c, trips.wide(at, c.induction().initial(), loc), trips.wide(at, c.bound(), loc), at, loc);
        int size = trips.constant(at, plan.frame(l, t).size(), loc);
        n = f.append(at, Op.MUL, Type.I64, null, loc, n, size);
        n = f.append(at, Op.ADD, Type.I64, null, loc, n, trips.wide(at, tapes.top(t, at), loc));
        int most = trips.constant(at, Integer.MAX_VALUE, loc);
        int fits = f.append(at, Op.CMP, Type.I32, Cond.LT, loc, n, most);
        n = f.append(at, Op.SELECT, Type.I64, null, loc, fits, n, most);
        int end = f.append(at, Op.CONV, Type.I32, null, loc, n);
        int tape = f.append(at, Op.INTRINSIC, Type.array(t), "tape.ensure", loc, tapes.array(t, at), end);
        tapes.put(t, at, tape, tapes.top(t, at));
    }

    /** Whether the iteration that the exit cuts short leaves a frame: if what ran of it reads one in reverse. */
    boolean pushesAt(Shape.Loop l, int exit) {
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
        int base = ssa.readVariable(base(s.loop(), t), at);
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

    /** Goes to the frame before. */
    void pop(Shape.Loop l, Block at, Loc loc) {
        for (Type t : TapeStack.KINDS) {
            int size = plan.frame(l, t).size();
            if (size > 0) {
                int top = tapes.top(t, at);
                int base = f.append(at, Op.SUB, Type.I32, null, loc, top, f.constant(at, size, loc));
                tapes.setTop(t, at, base);
                ssa.writeVariable(base(l, t), at, base);
            }
        }
    }
}
