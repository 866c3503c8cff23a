package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.Rule;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Puts a tangent beside each active value: a parameter beside a parameter, an access to the shadow beside an access to the array. On
 * a tape, which only a reverse sweep has, slot {@code s} becomes slots {@code 2s} for the value and {@code 2s + 1} for its tangent, or
 * more in a batch; so reverse sweeps can be differentiated again.
 */
final class ForwardMode {
    private final Shape shape;
    private final Function f;
    private final ActivityAnalysis activity;
    /** One derivative of the batch: its shadows, and the tangent of each active scalar. */
    private record Lane(int number, Shadows shadows, Map<Integer, Integer> tangents) {}

    private final List<Lane> lanes = new ArrayList<>();
    private final Calls calls;
    private final boolean withPrimal;
    private final boolean strongZero;
    private final Spec spec;
    private final RuntimeActivity runtime;
    /** For each block, its own active parameters in order. */
    private final Map<Integer, List<Integer>> active = new LinkedHashMap<>();

    private final Map<Type, Integer> zeros = new HashMap<>();
    private List<Insn> out;

    /** @param parameters for each derivative of the batch, the tangent of each duplicated scalar parameter */
    ForwardMode(
            Shape shape,
            ActivityAnalysis activity,
            List<Shadows> shadows,
            Calls calls,
            List<Map<Integer, Integer>> parameters,
            boolean withPrimal,
            Spec spec) {
        this.shape = shape;
        this.activity = activity;
        strongZero = spec.strongZero();
        this.spec = spec;
        this.calls = calls;
        this.withPrimal = withPrimal;
        f = shape.function;
        runtime = new RuntimeActivity(f, spec.findsConstants());
        for (Shadows s : shadows) {
            lanes.add(new Lane(lanes.size(), s, new HashMap<>(parameters.get(lanes.size()))));
        }
    }

    void emit() {
        for (Block b : shape.liveBlocks()) {
            if (b != f.entry()) {
                List<Integer> own = b.params().stream().filter(activity::active).toList();
                active.put(b.id(), own);
                for (Lane lane : lanes) {
                    own.forEach(p -> lane.tangents().put(p, f.addParam(b, f.typeOf(p))));
                }
            }
        }
        for (Block b : shape.liveBlocks()) {
            List<Insn> old = List.copyOf(b.insns());
            b.insns().clear();
            out = b.insns();
            old.forEach(i -> visit(b, i));
        }
        shape.liveBlocks().forEach(this::passOn);
    }

    private int zero(Type type) {
        return zeros.computeIfAbsent(type, t -> {
            int z = f.newValue(t);
            f.entry().insns().add(0, new Insn(Op.CONST, t, z, new int[0], Zeros.of(t), Loc.NONE));
            return z;
        });
    }

    /** The tangent, a constant zero if the value has none. */
    private int tangent(Lane lane, int value) {
        return activity.active(value) ? lane.tangents().get(value) : zero(f.typeOf(value));
    }

    private void visit(Block b, Insn i) {
        if (ReverseFlow.isTape(i)) {
            tape(b, i);
        } else if (activity.isActiveCall(i)) {
            List<IntUnaryOperator> given = lanes.stream()
                    .<IntUnaryOperator>map(
                            x -> v -> f.typeOf(v).isReference() ? x.shadows().of(v) : tangent(x, v))
                    .toList();
            List<Integer> got = calls.emitTangent(i, b, given);
            for (Lane lane : got.isEmpty() ? List.<Lane>of() : lanes) {
                lane.tangents().put(i.result(), got.get(lane.number()));
            }
        } else if (RuledCall.of(i) != null && RuledActivity.isActive(activity, i)) {
            for (Lane lane : lanes) {
                RuleCode.Lane number = new RuleCode.Lane(lanes.size(), lane.number(), runtime.isOn());
                int t = RuleCode.forward(f, b, i, v -> tangent(lane, v), lane.shadows()::of, number);
                lane.tangents().put(i.result(), t);
            }
        } else if (lanes.stream().noneMatch(lane -> lane.shadows().isPlaceholder(i))) {
            out.add(i);
            for (Lane lane : lanes) {
                visit(b, i, lane);
            }
        }
    }

    /** Puts what one derivative of the batch needs behind the instruction. */
    private void visit(Block b, Insn i, Lane lane) {
        switch (i.op()) {
            case ALOAD, GETFIELD -> {
                if (activity.active(i.result())) {
                    int[] args = i.args().clone();
                    args[0] = lane.shadows().of(i.arg(0));
                    define(b, i, lane, i.op(), i.attr(), args);
                    int read = lane.tangents().get(i.result());
                    lane.tangents().put(i.result(), runtime.read(b, i, constant(b, i, args[0]), read));
                }
            }
            case ASTORE, ACCUM, PUTFIELD -> {
                int v = i.arg(i.args().length - 1);
                boolean wanted = i.op() == Op.ACCUM ? activity.active(v) : activity.isFloating(v);
                if (wanted && activity.isActiveArray(i.arg(0))) {
                    int[] args = i.args().clone();
                    args[0] = lane.shadows().of(i.arg(0));
                    int constant = constant(b, i, args[0]);
                    int t = tangent(lane, v);
                    args[args.length - 1] = i.op() == Op.ACCUM
                            ? runtime.added(b, i, constant, t)
                            : runtime.written(b, i, constant, t, v);
                    f.append(b, i.op(), Type.VOID, i.attr(), i.loc(), args);
                }
            }
            case ATOMIC -> {
                if (activity.isActiveArray(i.arg(0))) {
                    int shadow = lane.shadows().of(i.arg(0));
                    int constant = constant(b, i, shadow);
                    int t = runtime.added(b, i, constant, tangent(lane, i.arg(2)));
                    define(b, i, lane, i.op(), i.attr(), shadow, i.arg(1), t);
                    int old = lane.tangents().get(i.result());
                    lane.tangents().put(i.result(), runtime.read(b, i, constant, old));
                }
            }
            default -> {
                if (Effects.isShuffle(i)) {
                    shuffle(b, i, lane);
                } else if (activity.active(i.result())) {
                    rule(b, i, lane);
                }
            }
        }
    }

    private int constant(Block b, Insn access, int shadow) {
        return runtime.isConstant(b, access, access.arg(0), shadow);
    }

    /** Tangents go the way of the values. */
    private void shuffle(Block b, Insn i, Lane lane) {
        if (activity.active(i.result())) {
            int[] args = i.args().clone();
            args[1] = tangent(lane, i.arg(1));
            define(b, i, lane, Op.INTRINSIC, Intrinsics.of(i), args);
        }
    }

    private void define(Block b, Insn i, Lane lane, Op op, Object attr, int... args) {
        lane.tangents().put(i.result(), f.append(b, op, i.type(), attr, i.loc(), args));
    }

    private void rule(Block b, Insn i, Lane lane) {
        Rule rule = Rules.find(i);
        int auxiliary = rule.auxiliary() == null
                ? -1
                : rule.auxiliary().applyAsInt(new CodeEmitter(f, b, i, i.type(), v -> v, -1));
        int sum = -1;
        for (int k : ReverseFlow.activeOperands(activity, i)) {
            CodeEmitter e = new CodeEmitter(f, b, i, i.type(), v -> v, auxiliary);
            int in = tangent(lane, i.arg(k));
            Rules.remark(i, k, "forward");
            int t = rule.partial(k).apply(e, in);
            if (strongZero) {
                t = StrongZero.guard(f, b, i, in, t);
            }
            sum = sum < 0 ? t : f.append(b, Op.ADD, i.type(), null, i.loc(), sum, t);
        }
        lane.tangents().put(i.result(), sum < 0 ? zero(i.type()) : sum);
    }

    /** A slot becomes one for the value and one for each tangent. */
    private void tape(Block b, Insn i) {
        String name = (String) i.attr();
        boolean widened = i.args().length > 1 && activity.isActiveTape(i.arg(0));
        if (!widened) {
            out.add(i);
            return;
        }
        int width = f.constant(b, 1 + lanes.size(), i.loc());
        int slot = f.append(b, Op.MUL, Type.I32, null, i.loc(), i.arg(1), width);
        int[] args = i.args().clone();
        args[1] = slot;
        out.add(i.withArgs(args));
        if (name.equals("tape.ensure") || name.equals("tape.close")) {
            return;
        }
        for (Lane lane : lanes) {
            int own = f.constant(b, 1 + lane.number(), i.loc());
            int at = f.append(b, Op.ADD, Type.I32, null, i.loc(), slot, own);
            if (!name.equals("tape.load")) {
                int t = tangent(lane, i.arg(2));
                f.append(b, Op.INTRINSIC, Type.VOID, name, i.loc(), i.arg(0), at, t);
            } else if (activity.active(i.result())) {
                define(b, i, lane, Op.INTRINSIC, name, i.arg(0), at);
            }
        }
    }

    private void passOn(Block b) {
        Term t = b.term();
        if (t.kind() == Term.Kind.RET) {
            ret(b, t);
            return;
        }
        List<Edge> edges = new ArrayList<>(t.edges());
        for (int k = 0; k < edges.size(); k++) {
            Edge e = edges.get(k);
            List<Integer> own = active.getOrDefault(e.target(), List.of());
            if (own.isEmpty()) {
                continue;
            }
            List<Integer> params = f.block(e.target()).params();
            int[] args = Arrays.copyOf(e.args(), e.args().length + own.size() * lanes.size());
            int next = e.args().length;
            for (Lane lane : lanes) {
                for (int p : own) {
                    args[next++] = tangent(lane, e.args()[params.indexOf(p)]);
                }
            }
            edges.set(k, new Edge(e.target(), args));
        }
        b.setTerm(t.withEdges(edges));
    }

    private void ret(Block b, Term t) {
        if (f.result().equals(Type.VOID)) {
            b.setTerm(Term.ret(t.loc()));
            return;
        }
        List<Integer> members = new ArrayList<>();
        int value = t.args()[0];
        if (withPrimal) {
            members.add(value);
        }
        if (f.typeOf(value).isFloating()) {
            lanes.forEach(lane -> members.add(tangent(lane, value)));
        } else if (spec.givesShadow(f.typeOf(value))) {
            lanes.forEach(lane -> members.add(lane.shadows().ofResult(value, t.loc())));
        }
        int[] args = members.stream().mapToInt(Integer::intValue).toArray();
        b.setTerm(Term.ret(t.loc(), f.append(b, Op.TUPLE, f.result(), null, t.loc(), args)));
    }
}
