package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.Rule;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Builds the reverse sweep behind the forward sweep, in one function: one block for each block that {@link ReverseFlow} comes to,
 * and a few for branches and loops.
 */
final class ReverseSweep {
    /** What the derivative gives: parameters whose gradients are returned, and whether the primal's result is. */
    record Results(Type type, boolean primal, List<Integer> gradients, List<Integer> seeds, Spec spec) {}

    /** One derivative of the batch. */
    private record Lane(int number, Shadows shadows, Adjoints adjoints, ShadowTapes tapes) {}

    private final Shape shape;
    private final Function f;
    private final ReverseFlow flow;
    private final Needs needs;
    private final List<Shadows> shadows;
    private final ActivityAnalysis activity;
    private final Calls calls;
    private final Results results;
    private final Cut cut;
    private final TapeStack tapes;
    private final RuntimeActivity runtime;
    /** The number of slots in use when the forward sweep ends, for each tape. */
    private final Map<Type, Integer> used = new LinkedHashMap<>();
    /** Variables: the most slots that were in use, for each tape. */
    private final Map<Type, Integer> most = new LinkedHashMap<>();

    private final ValuePlan plan;
    private final Loops loops;
    private final Merges merges;
    private final LastChoice choices;
    private final SsaBuilder ssa;
    private final Values values;
    private final List<Lane> lanes = new ArrayList<>();
    private final Multiples multiples;
    private final LoopFrames frames;
    private final LoopReversal reversal;
    private final Map<Integer, Block> blocks = new LinkedHashMap<>();
    private final Deque<Integer> work = new ArrayDeque<>();
    /** The active instructions of each block, calls of the primal's callees among them. */
    private final Map<Integer, List<Insn>> active = new LinkedHashMap<>();

    private int[] result = new int[0];

    /** @param cut makes two functions of the two sweeps; null if one function holds both */
    ReverseSweep(
            Shape shape,
            ActivityAnalysis activity,
            MemoryWrites writes,
            Needs needs,
            List<Shadows> shadows,
            Calls calls,
            Results results,
            Cut cut) {
        this.shape = shape;
        this.activity = activity;
        this.needs = needs;
        this.shadows = shadows;
        this.calls = calls;
        this.results = results;
        this.cut = cut;
        f = shape.function;
        flow = new ReverseFlow(shape, activity);
        shape.liveBlocks().forEach(b -> active.put(b.id(), needs.active(b)));
        loops = new Loops(shape);
        plan = new ValuePlan(shape, writes, loops);
        merges = new Merges(shape, flow, plan);
        choices = new LastChoice(shape, activity, needs, loops, plan);
        plan();
        ssa = new SsaBuilder(f);
        values = new Values(shape, plan, loops, ssa);
        tapes = new TapeStack(f, ssa);
        runtime = new RuntimeActivity(f, results.spec().findsConstants());
        multiples = new Multiples(f);
        for (Shadows lane : shadows) {
            lanes.add(new Lane(
                    lanes.size(),
                    lane,
                    new Adjoints(shape, activity, active, values, ssa, multiples),
                    new ShadowTapes(f, activity, values, ssa)));
        }
        TripCounts trips = new TripCounts(f, values);
        frames = new LoopFrames(shape, loops, plan, values, ssa, tapes, trips);
        reversal = new LoopReversal(shape, loops, plan, values, choices, ssa, frames, trips);
        values.setLoops(reversal, frames);
    }

    Values values() {
        return values;
    }

    SsaBuilder ssa() {
        return ssa;
    }

    private void plan() {
        for (Block b : flow.visited()) {
            for (Insn i : active.get(b.id())) {
                int chosen = choices.plan(i, b);
                needs.of(i).stream().filter(v -> v != chosen).forEach(v -> plan.require(v, b.id()));
            }
        }
        for (Block b : flow.visited()) {
            switch (flow.of(b.id()).kind()) {
                case MERGE -> merges.plan(b.id());
                case ENTER_LOOP -> LoopReversal.planCount(shape.leftBy(b.id()), b.id(), loops, plan);
                default -> {}
            }
        }
        if (results.primal()) {
            for (int v : f.block(shape.exit).term().args()) {
                plan.require(v, shape.exit);
            }
        }
    }

    /** Id of the reverse of a block. */
    int blockOf(int forward) {
        return blocks.computeIfAbsent(forward, k -> {
                    work.add(k);
                    return f.newBlock();
                })
                .id();
    }

    List<Shadows> shadows() {
        return shadows;
    }

    void emit() {
        openTapes();
        calls.emitForward(tapes, shadows);
        frames.emit(calls);
        ssa.sealAll();
        Block exit = f.block(shape.exit);
        result = exit.term().args();
        Loc loc = exit.term().loc();
        int first = blockOf(shape.exit);
        if (cut != null) {
            cut.part(tapes, f.block(first));
        } else {
            for (Type t : tapes.kinds()) {
                used.put(t, tapes.top(t, exit));
                if (calls.anyReplayed()) {
                    most.put(t, ssa.declareVariable(Type.I32));
                    ssa.writeVariable(most.get(t), exit, used.get(t));
                }
            }
        }
        while (!work.isEmpty()) {
            int b = work.poll();
            reverse(b, blocks.get(b));
        }
        exit.setTerm(Term.jump(Edge.to(first), loc));
        ssa.finish();
    }

    private void openTapes() {
        if (cut != null) {
            cut.begin(tapes);
        }
        for (Type t : TapeStack.KINDS) {
            if ((plan.needsTape(t) || calls.kinds().contains(t)) && !tapes.has(t)) {
                if (cut != null) {
                    throw new Cut.MissingTape(t);
                }
                // before all calls that the entry may hold
                int tape = f.newValue(Type.array(t));
                f.entry()
                        .insns()
                        .add(0, new Insn(Op.INTRINSIC, Type.array(t), tape, new int[0], "tape.open", Loc.NONE));
                tapes.put(t, f.entry(), tape, values.zero(Type.I32));
            }
        }
    }

    private void reverse(int b, Block start) {
        Block at = start;
        Block forward = f.block(b);
        Loc loc = forward.term().loc();
        for (int v : b == shape.exit ? result : new int[0]) {
            for (Lane lane : lanes) {
                if (activity.active(v)) {
                    lane.adjoints().add(v, seed(lane, f.typeOf(v), at, loc), at, b, loc);
                }
            }
        }
        for (Edge e : forward.term().edges()) {
            // the edge of a block before a merge is reversed here: only this way comes from the merge to this block
            if (shape.isLive(e.target())
                    && shape.predecessors(e.target()).size() > 1
                    && flow.of(e.target()) != null
                    && flow.of(e.target()).kind() != ReverseFlow.Kind.GO) {
                lanes.forEach(x -> x.adjoints().reverseEdge(b, e.target(), start, b, loc));
            }
        }
        List<Insn> insns = active.get(b);
        for (int k = insns.size() - 1; k >= 0; k--) {
            at = reverse(insns.get(k), at, b);
        }
        leave(b, at);
    }

    private int seed(Lane lane, Type type, Block at, Loc loc) {
        return results.seeds().isEmpty()
                ? f.constant(at, type.equals(Type.F32) ? (Object) 1f : (Object) 1.0, loc)
                : results.seeds().get(lane.number());
    }

    private void leave(int b, Block at) {
        Loc loc = f.block(b).term().loc();
        ReverseFlow.Step step = flow.of(b);
        switch (step.kind()) {
            case END -> end(b, at, loc);
            case GO -> at.setTerm(Term.jump(Edge.to(blockOf(step.target())), loc));
            case EDGE -> {
                lanes.forEach(x -> x.adjoints().reverseEdge(step.target(), b, at, b, loc));
                at.setTerm(Term.jump(Edge.to(blockOf(step.target())), loc));
            }
            case ENTER_LOOP -> {
                lanes.forEach(x -> x.adjoints().reverseEdge(step.target(), b, at, b, loc));
                reversal.enter(b, at, this);
            }
            case LOOP -> reversal.previous(b, at, this);
            case MERGE -> merges.emit(b, at, this);
        }
    }

    private void end(int entry, Block at, Loc loc) {
        if (cut == null) {
            for (Type t : tapes.kinds()) {
                f.append(at, Op.INTRINSIC, Type.VOID, "tape.close", Loc.NONE, tapes.array(t, at), mostUsed(t, at));
            }
        }
        if (results.type().equals(Type.VOID)) {
            at.setTerm(Term.ret(loc));
            return;
        }
        int[] members = new int[results.type().parts().size()];
        int n = 0;
        if (results.primal()) {
            members[n++] = values.get(result[0], at, shape.exit);
        }
        for (int p : results.gradients()) {
            for (Lane lane : lanes) {
                int a = lane.adjoints().get(p, at, entry);
                members[n++] = a >= 0 ? a : values.zero(f.typeOf(p));
            }
        }
        if (cut != null) {
            for (Type t : tapes.kinds()) {
                members[n++] = tapes.top(t, at);
            }
        }
        at.setTerm(Term.ret(loc, f.append(at, Op.TUPLE, results.type(), null, loc, members)));
    }

    /** Reverses an instruction; gives the block in which the sweep goes on. */
    private Block reverse(Insn i, Block start, int b) {
        if (activity.isActiveCall(i)) {
            reverseCall(i, start, b);
            return start;
        }
        if (Effects.onlyMeets(i)) {
            int[] mask =
                    IntStream.of(i.args()).map(v -> values.get(v, start, b)).toArray();
            f.append(start, Op.INTRINSIC, Type.VOID, Intrinsics.of(i), i.loc(), mask);
            return start;
        }
        Block at = start;
        for (Lane lane : lanes) {
            at = reverse(i, lane, at, b);
        }
        return at;
    }

    private Block reverse(Insn i, Lane lane, Block at, int b) {
        Adjoints adjoints = lane.adjoints();
        if (ReverseFlow.isTape(i)) {
            return lane.tapes().reverse(i, at, b, adjoints);
        }
        switch (i.op()) {
            case ALOAD, GETFIELD -> {
                int a = adjoints.take(i.result(), at, b);
                if (a >= 0) {
                    new ShadowAccess(f, runtime, i, at, v -> values.get(v, at, b), lane.shadows()).add(a);
                }
            }
            case ASTORE, PUTFIELD -> {
                int v = i.arg(i.args().length - 1);
                ShadowAccess s = new ShadowAccess(f, runtime, i, at, x -> values.get(x, at, b), lane.shadows());
                if (activity.active(v)) {
                    adjoints.add(v, s.take(values.zero(f.typeOf(v))), at, b, i.loc());
                } else {
                    s.clear(values.zero(f.typeOf(v)));
                }
            }
            case ACCUM, ATOMIC -> {
                if (AtomicWinners.is(i)) {
                    IntUnaryOperator here = v -> values.get(v, at, b);
                    int zero = values.zero(i.type());
                    Block next = AtomicWinners.reverse(
                            f, i, at, here, k -> new ShadowAccess(f, runtime, i, k, here, lane.shadows()), zero);
                    if (activity.active(i.arg(2))) {
                        lane.adjoints().add(i.arg(2), next.params().get(0), next, b, i.loc());
                    }
                    return next;
                }
                if (activity.active(i.arg(2))) {
                    int a = new ShadowAccess(f, runtime, i, at, v -> values.get(v, at, b), lane.shadows()).read();
                    adjoints.add(i.arg(2), a, at, b, i.loc());
                }
            }
            // the adjoint of a ruled call's result is taken where the call is reversed
            case EXTRACT -> {}
            default -> {
                if (RuledCall.of(i) != null) {
                    reverseRuled(i, lane, at, b);
                } else if (Effects.isShuffle(i)) {
                    int a = adjoints.take(i.result(), at, b);
                    if (a >= 0 && activity.active(i.arg(1))) {
                        int t = new ShuffleTranspose(f, at, i, v -> values.get(v, at, b)).apply(a);
                        adjoints.add(i.arg(1), t, at, b, i.loc());
                    }
                } else {
                    reverseRule(i, lane, at, b);
                }
            }
        }
        return at;
    }

    private void reverseCall(Insn i, Block at, int b) {
        List<Integer> seeds = new ArrayList<>();
        for (Lane lane : lanes) {
            int a = i.result() < 0 ? -1 : lane.adjoints().take(i.result(), at, b);
            seeds.add(a >= 0 || !calls.seeded(i) ? a : values.zero(i.type()));
        }
        List<Integer> gradients =
                calls.emitReverse(i, seeds, at, tapes, shadows, v -> values.get(v, at, b), freeSlots());
        int n = 0;
        for (int k : ReverseFlow.activeOperands(activity, i)) {
            for (Lane lane : lanes) {
                lane.adjoints().add(i.arg(k), gradients.get(n++), at, b, i.loc());
            }
        }
    }

    private int mostUsed(Type kind, Block at) {
        return most.containsKey(kind) ? ssa.readVariable(most.get(kind), at) : used.get(kind);
    }

    private Calls.FreeSlots freeSlots() {
        return new Calls.FreeSlots() {
            @Override
            public int from(Type kind) {
                return used.get(kind);
            }

            @Override
            public void used(Type kind, Block at, int top) {
                int before = ssa.readVariable(most.get(kind), at);
                int more = f.append(at, Op.CMP, Type.I32, Cond.GT, Loc.NONE, top, before);
                ssa.writeVariable(
                        most.get(kind), at, f.append(at, Op.SELECT, Type.I32, null, Loc.NONE, more, top, before));
            }
        };
    }

    private void reverseRuled(Insn i, Lane lane, Block at, int b) {
        int result = activity.resultOf(i);
        int a = result < 0 ? -1 : lane.adjoints().take(result, at, b);
        // each derivative of a batch asks the rule, once one does
        if (a < 0 && lanes.size() == 1 && !RuledActivity.passesShadow(activity, i)) {
            return;
        }
        RuleCode.Lane number = new RuleCode.Lane(lanes.size(), lane.number(), runtime.isOn());
        int[] gradients =
                RuleCode.reverse(f, at, activity, lane.shadows()::of, i, a, v -> values.get(v, at, b), number);
        List<Integer> arguments = RuleCode.gradients(f, i, RuledCall.of(i));
        for (int k = 0; k < gradients.length; k++) {
            lane.adjoints().add(i.arg(arguments.get(k)), gradients[k], at, b, i.loc());
        }
    }

    private void reverseRule(Insn i, Lane lane, Block at, int b) {
        int a = lane.adjoints().take(i.result(), at, b);
        if (a < 0) {
            return;
        }
        // rules are linear: they are given the adjoint without its sign, and what they give takes it
        int adjoint = multiples.magnitude(a, at, i.loc());
        Rule rule = Rules.find(i);
        for (int k : ReverseFlow.activeOperands(activity, i)) {
            AdjointEmitter e = new AdjointEmitter(
                    f,
                    at,
                    i,
                    f.typeOf(i.arg(k)),
                    v -> value(i, v, at, b),
                    needs.auxiliary(i.result()),
                    multiples,
                    lanes.size() == 1);
            Rules.remark(i, k, "reverse");
            int contribution = rule.partial(k).apply(e, adjoint);
            if (results.spec().strongZero()) {
                contribution = StrongZero.guard(f, at, i, adjoint, contribution);
            }
            lane.adjoints().add(i.arg(k), a == adjoint ? contribution : e.neg(contribution), at, b, i.loc());
        }
    }

    private int value(Insn i, int v, Block at, int b) {
        LastChoice.Choice c = choices.of(i);
        return c != null && c.condition() == v ? reversal.condition(c, at, i.loc()) : values.get(v, at, b);
    }
}
