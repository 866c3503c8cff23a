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

/**
 * Puts a tangent beside each active value: a parameter beside a parameter, an access to the shadow beside an access to the array. On
 * a tape, which only a reverse sweep has, slot {@code s} becomes slots {@code 2s} for the value and {@code 2s + 1} for its tangent;
 * so reverse sweeps can be differentiated again.
 */
final class ForwardMode {
    private final Shape shape;
    private final Function f;
    private final ActivityAnalysis activity;
    private final Shadows shadows;
    private final Calls calls;
    private final boolean withPrimal;
    private final Map<Integer, Integer> tangents = new HashMap<>();
    /** For each block, its own active parameters in order. */
    private final Map<Integer, List<Integer>> active = new LinkedHashMap<>();

    private final Map<Type, Integer> zeros = new HashMap<>();
    private List<Insn> out;

    /** @param parameters tangent of each duplicated scalar parameter */
    ForwardMode(
            Shape shape,
            ActivityAnalysis activity,
            Shadows shadows,
            Calls calls,
            Map<Integer, Integer> parameters,
            boolean withPrimal) {
        this.shape = shape;
        this.activity = activity;
        this.shadows = shadows;
        this.calls = calls;
        this.withPrimal = withPrimal;
        f = shape.function;
        tangents.putAll(parameters);
    }

    void emit() {
        for (Block b : shape.liveBlocks()) {
            if (b != f.entry()) {
                List<Integer> own = b.params().stream().filter(activity::active).toList();
                active.put(b.id(), own);
                own.forEach(p -> tangents.put(p, f.addParam(b, f.typeOf(p))));
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
    private int tangent(int value) {
        return activity.active(value) ? tangents.get(value) : zero(f.typeOf(value));
    }

    private void visit(Block b, Insn i) {
        switch (i.op()) {
            case ALOAD -> {
                out.add(i);
                if (activity.active(i.result())) {
                    define(b, i, i.op(), i.attr(), shadows.of(i.arg(0)), i.arg(1));
                }
            }
            case GETFIELD -> {
                out.add(i);
                if (activity.active(i.result())) {
                    define(b, i, i.op(), i.attr(), shadows.of(i.arg(0)));
                }
            }
            case PUTFIELD -> {
                out.add(i);
                if (activity.isActiveArray(i.arg(0)) && activity.isFloating(i.arg(1))) {
                    f.append(b, i.op(), Type.VOID, i.attr(), i.loc(), shadows.of(i.arg(0)), tangent(i.arg(1)));
                }
            }
            case ASTORE -> {
                out.add(i);
                if (activity.isActiveArray(i.arg(0)) && activity.isFloating(i.arg(2))) {
                    int t = tangent(i.arg(2));
                    f.append(b, i.op(), Type.VOID, null, i.loc(), shadows.of(i.arg(0)), i.arg(1), t);
                }
            }
            case ACCUM -> {
                out.add(i);
                if (activity.isActiveArray(i.arg(0)) && activity.active(i.arg(2))) {
                    int t = tangent(i.arg(2));
                    f.append(b, i.op(), Type.VOID, null, i.loc(), shadows.of(i.arg(0)), i.arg(1), t);
                }
            }
            case ATOMIC -> {
                out.add(i);
                if (activity.isActiveArray(i.arg(0))) {
                    int t = tangent(i.arg(2));
                    int old = f.append(b, i.op(), i.type(), i.attr(), i.loc(), shadows.of(i.arg(0)), i.arg(1), t);
                    tangents.put(i.result(), old);
                }
            }
            case INTRINSIC -> {
                if (Effects.isShuffle(i)) {
                    shuffle(b, i);
                } else if (((String) i.attr()).startsWith("tape.")) {
                    tape(b, i);
                } else {
                    rule(b, i);
                }
            }
            default -> {
                if (Effects.isShuffle(i)) {
                    shuffle(b, i);
                } else if (activity.isActiveCall(i)) {
                    int t = calls.emitTangent(i, b, v -> f.typeOf(v).isReference() ? shadows.of(v) : tangent(v));
                    tangents.put(i.result(), t);
                } else {
                    rule(b, i);
                }
            }
        }
    }

    /** Tangents go the way of the values. */
    private void shuffle(Block b, Insn i) {
        out.add(i);
        if (activity.active(i.result())) {
            int[] args = i.args().clone();
            args[1] = tangent(i.arg(1));
            define(b, i, Op.INTRINSIC, Intrinsics.of(i), args);
        }
    }

    private void define(Block b, Insn i, Op op, Object attr, int... args) {
        tangents.put(i.result(), f.append(b, op, i.type(), attr, i.loc(), args));
    }

    private void rule(Block b, Insn i) {
        if (RuledCall.of(i) != null && RuledActivity.isActive(activity, i)) {
            int t = RuleCode.forward(f, b, i, this::tangent, shadows::of, RuleCode.Lane.ONLY);
            tangents.put(i.result(), t);
            return;
        }
        out.add(i);
        if (!activity.active(i.result())) {
            return;
        }
        Rule rule = Rules.find(i);
        int auxiliary = rule.auxiliary() == null
                ? -1
                : rule.auxiliary().applyAsInt(new CodeEmitter(f, b, i, i.type(), v -> v, -1));
        int sum = -1;
        for (int k : ReverseFlow.activeOperands(activity, i)) {
            CodeEmitter e = new CodeEmitter(f, b, i, i.type(), v -> v, auxiliary);
            int t = rule.partial(k).apply(e, tangent(i.arg(k)));
            sum = sum < 0 ? t : f.append(b, Op.ADD, i.type(), null, i.loc(), sum, t);
        }
        tangents.put(i.result(), sum < 0 ? zero(i.type()) : sum);
    }

    private void tape(Block b, Insn i) {
        String name = (String) i.attr();
        boolean doubled = i.args().length > 1 && activity.isActiveTape(i.arg(0));
        if (!doubled) {
            out.add(i);
            return;
        }
        int two = f.constant(b, 2, i.loc());
        int slot = f.append(b, Op.MUL, Type.I32, null, i.loc(), i.arg(1), two);
        int[] args = i.args().clone();
        args[1] = slot;
        out.add(i.withArgs(args));
        if (name.equals("tape.ensure") || name.equals("tape.close")) {
            return;
        }
        int next = f.append(b, Op.ADD, Type.I32, null, i.loc(), slot, f.constant(b, 1, i.loc()));
        if (name.equals("tape.load")) {
            if (activity.active(i.result())) {
                define(b, i, Op.INTRINSIC, name, i.arg(0), next);
            }
        } else {
            int t = tangent(i.arg(2));
            f.append(b, Op.INTRINSIC, Type.VOID, name, i.loc(), i.arg(0), next, t);
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
            int[] args = Arrays.copyOf(e.args(), e.args().length + own.size());
            for (int n = 0; n < own.size(); n++) {
                args[e.args().length + n] = tangent(e.args()[params.indexOf(own.get(n))]);
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
            members.add(tangent(value));
        }
        int[] args = members.stream().mapToInt(Integer::intValue).toArray();
        b.setTerm(Term.ret(t.loc(), f.append(b, Op.TUPLE, f.result(), null, t.loc(), args)));
    }
}
