package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.Rule;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which values of the forward sweep the rules of its active instructions ask for. */
final class Needs {
    private final Shape shape;
    private final Function f;
    private final ActivityAnalysis activity;
    private final List<Shadows> shadows;
    private final Calls calls;
    private final boolean runtime;
    private final Map<Integer, Integer> auxiliaries = new HashMap<>();

    Needs(Shape shape, ActivityAnalysis activity, List<Shadows> shadows, Calls calls, boolean runtime) {
        this.shape = shape;
        this.activity = activity;
        this.shadows = shadows;
        this.calls = calls;
        this.runtime = runtime;
        f = shape.function;
    }

    /** Puts the auxiliary value of each active instruction whose rule has one after it. */
    void addAuxiliaries() {
        for (Block b : shape.liveBlocks()) {
            List<Insn> old = List.copyOf(b.insns());
            b.insns().clear();
            for (Insn i : old) {
                b.insns().add(i);
                Rule rule = activity.active(i.result()) ? Rules.find(i) : null;
                if (rule != null && rule.auxiliary() != null) {
                    CodeEmitter e = new CodeEmitter(f, b, i, i.type(), v -> v, -1);
                    auxiliaries.put(i.result(), rule.auxiliary().applyAsInt(e));
                }
            }
        }
    }

    /** The auxiliary value beside the given result, −1 if there is none. */
    int auxiliary(int result) {
        return auxiliaries.getOrDefault(result, -1);
    }

    /** Values that the reverse of the instruction uses; found by building it once on a scratch function. */
    Set<Integer> of(Insn i) {
        Set<Integer> out = new LinkedHashSet<>();
        if (runtime && isAccess(i)) {
            out.add(i.arg(0));
        }
        switch (i.op()) {
            case GETFIELD, PUTFIELD -> shadows.forEach(s -> out.add(s.of(i.arg(0))));
            case ALOAD, ASTORE, ACCUM, ATOMIC -> {
                shadows.forEach(s -> out.add(s.of(i.arg(0))));
                out.add(i.arg(1));
                if (AtomicWinners.is(i)) {
                    AtomicWinners.needs(i, out);
                }
            }
            default -> {
                if (RuledCall.of(i) != null) {
                    shadows.forEach(s -> out.addAll(RuleCode.needs(activity, s::of, i, runtime)));
                    return out;
                }
                if (ReverseFlow.isTape(i)) {
                    if (i.args().length > 1) {
                        out.add(i.arg(1));
                    }
                    return out;
                }
                if (Effects.isShuffle(i)) {
                    for (int k = 0; k < i.args().length; k++) {
                        if (k != 1) {
                            out.add(i.arg(k));
                        }
                    }
                    return out;
                }
                if (Effects.onlyMeets(i)) {
                    for (int a : i.args()) {
                        out.add(a);
                    }
                    return out;
                }
                if (activity.isActiveCall(i)) {
                    out.addAll(calls.isReplayed(i) ? calls.replayed(i, shadows) : calls.references(i, shadows));
                    return out;
                }
                Rule rule = Rules.find(i);
                List<Integer> operands = ReverseFlow.activeOperands(activity, i);
                for (int k : operands) {
                    out.addAll(dryRun(i, rule.partial(k), f.typeOf(i.arg(k))));
                }
            }
        }
        return out;
    }

    private static boolean isAccess(Insn i) {
        return switch (i.op()) {
            case ALOAD, ASTORE, ACCUM, ATOMIC, GETFIELD, PUTFIELD -> true;
            default -> false;
        };
    }

    private Set<Integer> dryRun(Insn i, Rule.Linear map, Type operand) {
        Function scratch = new Function("scratch", Type.VOID);
        Block b = scratch.newBlock();
        Map<Integer, Integer> asked = new LinkedHashMap<>();
        CodeEmitter e = new CodeEmitter(
                scratch,
                b,
                i,
                operand,
                v -> asked.computeIfAbsent(v, k -> scratch.newValue(f.typeOf(k))),
                auxiliary(i.result()));
        int t = scratch.addParam(b, i.type());
        map.apply(e, t);
        return asked.keySet();
    }

    /** The active instructions of a block, in order. */
    List<Insn> active(Block b) {
        List<Insn> out = new ArrayList<>();
        for (Insn i : b.insns()) {
            if (i.op() != Op.CONST && ReverseFlow.isActive(activity, i)) {
                out.add(i);
            }
        }
        return out;
    }
}
