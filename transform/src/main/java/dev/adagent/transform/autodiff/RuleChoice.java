package dev.adagent.transform.autodiff;

import dev.adagent.overlay.DerivativeRule;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.RuleSignature;
import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses a rule of users for each call that has some, before the function is differentiated. A call that no rule fits becomes an
 * exception: it is an error only where it is reached. So a choice can change what is active, and choosing is repeated until nothing changes.
 */
final class RuleChoice {
    /** What is thrown where no rule fits. */
    private static final String EXCEPTION = "dev/adagent/RuleException";

    /** A method of which more copies than this would be made is recursive; its call stays, and is refused if it is active. */
    private static final int MAX_COPIES = 256;

    /** Brings a copy of the function into shape and finds what is active in it; null if it never returns. */
    @FunctionalInterface
    interface Analysis {
        ActivityAnalysis of(Function scratch);
    }

    private final Function f;
    private final CustomRules rules;
    private final DerivativeRule.Mode mode;
    private final Analysis analysis;
    /** The calls that are given an object with a shadow which holds constants: those are their own shadows there, and a rule would add to them. */
    private final BitSet holdingConstants = new BitSet();

    private int sites;

    private RuleChoice(Function f, DerivativeRule.Mode mode, CustomRules rules, Analysis analysis) {
        this.f = f;
        this.mode = mode;
        this.rules = rules;
        this.analysis = analysis;
    }

    /**
     * Changes a function that is to be differentiated: each call with rules then says which is taken, each that has none for this mode is
     * inlined, and each that none fits is an exception.
     */
    static void run(Function f, DerivativeRule.Mode mode, CustomRules rules, Analysis analysis) {
        if (rules == CustomRules.NONE) {
            return;
        }
        RuleChoice c = new RuleChoice(f, mode, rules, analysis);
        c.inlineWithoutRule();
        c.mark();
        boolean again = c.sites > 0;
        while (again) {
            again = c.choose();
        }
    }

    /** A method that is kept as a call because it has rules, but none for this mode, is differentiated through its body. */
    private void inlineWithoutRule() {
        Map<String, Integer> copies = new HashMap<>();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block b : f.blocks()) {
                for (int k = 0; k < b.insns().size() && !changed; k++) {
                    Insn i = b.insns().get(k);
                    Function body = i.op() == Op.CALL ? bodyWithoutRule(i, (Callee) i.attr()) : null;
                    if (body != null && copies.merge(body.name(), 1, Integer::sum) <= MAX_COPIES) {
                        FunctionCloner.inline(f, b.id(), k, body);
                        changed = true;
                    }
                }
            }
        }
    }

    private Function bodyWithoutRule(Insn i, Callee c) {
        boolean kept = c.overlay() instanceof Overlay.Body && c.function() != null;
        if (!kept || Rules.find(i) != null || !rules.find(c, mode).isEmpty()) {
            return null;
        }
        Function body = rules.body(c.function());
        return body == null || !body.result().equals(i.type()) ? null : body;
    }

    private void mark() {
        for (Block b : f.blocks()) {
            b.insns().replaceAll(i -> i.op() == Op.CALL ? marked(i, (Callee) i.attr()) : i);
        }
    }

    private Insn marked(Insn i, Callee c) {
        List<DerivativeRule> found = rules.find(c, mode);
        if (found.isEmpty() || !Type.result(c.original().descriptor()).equals(i.type())) {
            return i;
        }
        return i.withAttr(new RuledCall(c, found, sites++, new Purity(rules).isPure(i), null).callee());
    }

    /** Chooses for every call that is active. @return whether a call became an exception, so that it has to be done again */
    private boolean choose() {
        Map<Integer, BitSet> active = activities();
        Map<Integer, RuledCall> chosen = new LinkedHashMap<>();
        Map<Integer, String> unfit = new LinkedHashMap<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                RuledCall r = RuledCall.of(i);
                BitSet arguments = r == null ? null : active.get(r.site());
                if (arguments == null) {
                    continue;
                }
                DerivativeRule rule = fitting(r, i, arguments);
                if (holdingConstants.get(r.site())) {
                    unfit.put(r.site(), constantsInside(r, i));
                } else if (rule == null) {
                    unfit.put(r.site(), problem(r, i, arguments));
                } else {
                    chosen.put(r.site(), r.with(code(rule)));
                }
            }
        }
        if (!unfit.isEmpty()) {
            cut(unfit);
            return true;
        }
        apply(chosen);
        return false;
    }

    /** For each active call the arguments that carry derivatives. */
    private Map<Integer, BitSet> activities() {
        Map<Integer, BitSet> out = new LinkedHashMap<>();
        ActivityAnalysis activity = analysis.of(f.copy(f.name()));
        if (activity == null) {
            return out;
        }
        for (Block b : activity.liveBlocks()) {
            for (Insn i : b.insns()) {
                RuledCall r = RuledCall.of(i);
                if (r != null && ReverseFlow.isActive(activity, i)) {
                    BitSet set = out.computeIfAbsent(r.site(), k -> new BitSet());
                    for (int k = 0; k < i.args().length; k++) {
                        if (activity.carries(i.arg(k)) || activity.hasShadow(i.arg(k))) {
                            set.set(k);
                        }
                        if (activity.hasShadow(i.arg(k)) && activity.holdsConstants(i.arg(k))) {
                            holdingConstants.set(r.site());
                        }
                    }
                }
            }
        }
        return out;
    }

    /** The first rule that fits: constants are constant, and every array that is none in the rule has a shadow. */
    private DerivativeRule fitting(RuledCall r, Insn call, BitSet active) {
        List<Integer> constants = new ArrayList<>();
        for (int k = 0; k < call.args().length; k++) {
            if (!active.get(k)) {
                constants.add(k);
            }
        }
        DerivativeRule made = rules.fitting(r.plain(), mode, constants);
        if (made != null) {
            return made;
        }
        for (DerivativeRule rule : r.rules()) {
            boolean fits = true;
            for (int k = 0; k < call.args().length; k++) {
                Type t = f.typeOf(call.arg(k));
                boolean varies = RuleSignature.varies(k, t.descriptor(), rule);
                fits &= varies ? active.get(k) || !t.isReference() : !active.get(k);
            }
            if (fits) {
                return rule;
            }
        }
        return null;
    }

    private static String constantsInside(RuledCall r, Insn call) {
        return "a derivative rule of " + r.plain().original() + " is asked for at " + call.loc()
                + " with an object that holds constants: those have no shadow, and the rule cannot tell them from what has one."
                + " Pass what is constant in it as an argument of its own, with @Constant in the rule, or store a copy in the object";
    }

    private static String problem(RuledCall r, Insn call, BitSet active) {
        List<String> arguments = new ArrayList<>();
        for (int k = 0; k < call.args().length; k++) {
            arguments.add(active.get(k) ? "active" : "constant");
        }
        return "no derivative rule of " + r.plain().original() + " fits the call at " + call.loc()
                + ", whose arguments are " + arguments + ". Its rules are " + r.rules()
                + ". Register a rule that has @Constant on the arrays and objects that are constant here and on nothing that is active,"
                + " or pass the arguments otherwise; an object that holds active numbers fits no rule: pass the numbers themselves";
    }

    private void cut(Map<Integer, String> unfit) {
        for (Block b : f.blocks()) {
            List<Insn> insns = b.insns();
            for (int k = 0; k < insns.size(); k++) {
                RuledCall r = RuledCall.of(insns.get(k));
                if (r != null && unfit.containsKey(r.site())) {
                    b.setTerm(Term.raise(
                            new Term.Raise(EXCEPTION, unfit.get(r.site())),
                            insns.get(k).loc()));
                    insns.subList(k, insns.size()).clear();
                }
            }
        }
    }

    private RuledCall.Chosen code(DerivativeRule rule) {
        if (rule instanceof DerivativeRule.Reverse r) {
            Function body = rules.rule(r.body());
            Function augmented = r.augmented() == null ? null : rules.rule(r.augmented());
            return new RuledCall.Chosen(
                    rule, body, augmented, augmented == null ? List.of() : components(augmented), components(body));
        }
        Function body = rules.rule(((DerivativeRule.Forward) rule).body());
        return new RuledCall.Chosen(rule, body, null, List.of(), components(body));
    }

    private List<FieldRef> components(Function rule) {
        Type t = rule.result();
        return t.kind() == Type.Kind.OBJECT ? rules.components(t.name()) : List.of();
    }

    private void apply(Map<Integer, RuledCall> chosen) {
        for (Block b : f.blocks()) {
            List<Insn> out = new ArrayList<>();
            for (Insn i : b.insns()) {
                RuledCall r = RuledCall.of(i);
                RuledCall with = r == null ? null : chosen.get(r.site());
                if (with == null) {
                    out.add(i);
                } else if (with.chosen().tape().isEmpty()) {
                    out.add(i.withAttr(with.callee()));
                } else {
                    withTape(i, with, out);
                }
            }
            b.insns().clear();
            b.insns().addAll(out);
        }
    }

    /** The call gives all components of what the augmented primal returns; the first is the method's result, if it has one. */
    private void withTape(Insn i, RuledCall r, List<Insn> out) {
        List<Type> parts = r.chosen().tape().stream()
                .map(c -> Type.ofDescriptor(c.descriptor()).asValue())
                .toList();
        boolean fits =
                i.type().equals(Type.VOID) || (!parts.isEmpty() && parts.get(0).equals(i.type()));
        if (!fits) {
            throw new DifferentiationException(
                    i.loc(),
                    "the augmented primal " + r.chosen().augmented().name()
                            + " returns a record that does not begin with " + i.type() + ", the result of "
                            + r.plain().original(),
                    "put the method's result first in the record");
        }
        int tuple = f.newValue(Type.tuple(parts));
        out.add(new Insn(Op.CALL, Type.tuple(parts), tuple, i.args(), r.callee(), i.loc()));
        for (int k = 0; k < parts.size(); k++) {
            boolean result = k == 0 && i.result() >= 0;
            int id = result ? i.result() : f.newValue(parts.get(k));
            out.add(new Insn(Op.EXTRACT, parts.get(k), id, new int[] {tuple}, k, i.loc()));
        }
    }
}
