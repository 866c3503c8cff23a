package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.HashMap;
import java.util.Map;

/** Builds, in the reverse sweep, the values of the forward sweep as {@link ValuePlan} says. */
final class Values {
    private record Place(int block, int value) {}

    private final Shape shape;
    private final Function f;
    private final ValuePlan plan;
    private final Loops loops;
    private final SsaBuilder ssa;
    private final Map<Place, Integer> built = new HashMap<>();
    private final Map<Integer, Integer> variables = new HashMap<>();
    private final Map<Type, Integer> zeros = new HashMap<>();
    private LoopReversal reversal;
    private LoopFrames frames;

    Values(Shape shape, ValuePlan plan, Loops loops, SsaBuilder ssa) {
        this.shape = shape;
        this.plan = plan;
        this.loops = loops;
        this.ssa = ssa;
        f = shape.function;
    }

    void setLoops(LoopReversal reversal, LoopFrames frames) {
        this.reversal = reversal;
        this.frames = frames;
    }

    /** A zero that is there everywhere. */
    int zero(Type type) {
        return zeros.computeIfAbsent(type, t -> {
            int z = f.newValue(t);
            f.entry().insns().add(0, new Insn(Op.CONST, t, z, new int[0], Zeros.of(t), Loc.NONE));
            return z;
        });
    }

    /** A variable that is the value wherever it was computed, and zero elsewhere. */
    int variable(int value) {
        Integer known = variables.get(value);
        if (known != null) {
            return known;
        }
        Type type = f.typeOf(value);
        int v = ssa.declareVariable(type);
        ssa.writeVariable(v, f.entry(), zero(type));
        ssa.writeVariable(v, plan.blockOf(value), value);
        variables.put(value, v);
        return v;
    }

    /**
     * The value at the end of a block of the reverse sweep.
     *
     * @param at the block to build it in
     * @param forward the block of the forward sweep whose reverse that is
     */
    int get(int value, Block at, int forward) {
        Place place = new Place(at.id(), value);
        Integer known = built.get(place);
        if (known == null) {
            known = build(value, at, forward);
            built.put(place, known);
        }
        return known;
    }

    private int build(int value, Block at, int forward) {
        ValuePlan.Source s = plan.of(value);
        return switch (s.how()) {
            case DIRECT -> value;
            case VARIABLE -> ssa.readVariable(variable(value), at);
            case COPY -> get(s.value(), at, forward);
            case INDUCTION -> induction(loops.induction(value), at, forward);
            case INVERSION -> reversal.inverted(value, at);
            case RECOMPUTE -> again(s.insn(), at, forward);
            case RELOAD ->
                f.append(
                        at,
                        Op.ALOAD,
                        f.typeOf(value),
                        null,
                        s.insn().loc(),
                        get(s.insn().arg(0), at, forward),
                        get(s.insn().arg(1), at, forward));
            case FRAME -> fromFrame(value, s, at, forward);
        };
    }

    private int again(Insn i, Block at, int forward) {
        int[] args = new int[i.args().length];
        for (int k = 0; k < args.length; k++) {
            args[k] = get(i.arg(k), at, forward);
        }
        return f.append(at, i.op(), i.type(), i.attr(), i.loc(), args);
    }

    private int induction(Loops.Induction i, Block at, int forward) {
        Type type = f.typeOf(i.param());
        Loc loc = f.block(i.loop().header).term().loc();
        int n = reversal.iteration(i.loop(), at);
        if (type.equals(Type.I64)) {
            n = f.append(at, Op.CONV, type, null, loc, n);
        }
        if (i.stepAsLong() == -1) {
            return f.append(at, Op.SUB, type, null, loc, get(i.initial(), at, forward), n);
        }
        if (i.stepAsLong() != 1) {
            n = f.append(at, Op.MUL, type, null, loc, n, f.constant(at, i.step(), loc));
        }
        Insn initial = plan.def(i.initial()).insn();
        if (initial != null && initial.op() == Op.CONST && ((Number) initial.attr()).longValue() == 0) {
            return n;
        }
        return f.append(at, Op.ADD, type, null, loc, n, get(i.initial(), at, forward));
    }

    /** Loads from the frame; in an inner loop, once before it. */
    private int fromFrame(int value, ValuePlan.Source s, Block at, int forward) {
        Shape.Loop inner = null;
        for (Shape.Loop l = shape.loopOf(forward); l != s.loop(); l = l.parent) {
            if (l == null) {
                throw new IllegalStateException("%" + value + " of " + f.name() + " is read outside its loop");
            }
            inner = l;
        }
        if (inner != null) {
            int exit = inner.exits.get(0);
            return get(value, reversal.preheader(inner), exit);
        }
        return frames.load(value, s, at, forward);
    }
}
