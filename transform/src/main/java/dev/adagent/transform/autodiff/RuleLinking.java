package dev.adagent.transform.autodiff;

import dev.adagent.overlay.RuleSignature;
import dev.adagent.overlay.RuleSignature.Part;
import dev.adagent.overlay.RuleSignature.Role;
import dev.adagent.transform.autodiff.RuleCode.Invocation;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * The last step of a derivative with rules of users: each call of a rule becomes the body of the rule's method. Only now it shows which
 * results of the ruled methods the derivative needs, which is what their configuration says.
 */
final class RuleLinking {
    private static final String CONFIG = "dev/adagent/RuleConfig";

    private final Function f;
    private final IntUnaryOperator shadows;
    private final BitSet kept;
    private final Spec spec;
    /** How many adjoints go through each ruled call at once. */
    private final Map<Integer, Integer> widths = new HashMap<>();
    /** The ruled calls whose result is needed. */
    private final Set<Integer> needed = new HashSet<>();

    private RuleLinking(Function f, Spec spec, IntUnaryOperator shadows, BitSet kept) {
        this.f = f;
        this.spec = spec;
        this.kept = kept;
        this.shadows = shadows;
    }

    /**
     * Links all rules into a derivative.
     *
     * @param spec what is asked of the derivative, which the rules are told
     * @param shadows shadow of each array value of the forward sweep
     * @param kept values that are needed though nothing uses them yet
     */
    static void run(Function f, Spec spec, IntUnaryOperator shadows, BitSet kept) {
        if (f.blocks().stream().anyMatch(b -> b.insns().stream().anyMatch(RuleLinking::isRuled))) {
            new RuleLinking(f, spec, shadows, kept).run();
        }
    }

    private static boolean isRuled(Insn i) {
        return RuledCall.of(i) != null || Invocation.of(i) != null;
    }

    private void run() {
        augment();
        DeadValues.remove(f, kept);
        findNeeded();
        for (Block b : f.blocks()) {
            link(b);
        }
    }

    /** Calls the augmented primal in place of the method, where the chosen rule has one; restores the other callees. */
    private void augment() {
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (Invocation.of(i) != null) {
                    widths.put(Invocation.of(i).call().site(), Invocation.of(i).width());
                }
            }
        }
        for (Block b : f.blocks()) {
            b.insns().replaceAll(i -> {
                RuledCall r = RuledCall.of(i);
                if (r == null || r.chosen() == null || r.chosen().augmented() == null) {
                    return i;
                }
                List<Integer> args = new ArrayList<>();
                for (RuleSignature.Parameter p :
                        RuleCode.signature(r, Part.AUGMENTED).parameters()) {
                    if (p.role() == Role.PRIMAL) {
                        args.add(i.arg(p.argument()));
                    } else if (p.role() == Role.SHADOW) {
                        args.add(shadows.applyAsInt(i.arg(p.argument())));
                    }
                }
                int[] operands = args.stream().mapToInt(Integer::intValue).toArray();
                return Invocation.insn(
                        i, r, Part.AUGMENTED, widths.getOrDefault(r.site(), 1), 0, i.type(), i.result(), operands);
            });
        }
    }

    /** What is left of the results after dead values are gone. */
    private void findNeeded() {
        Set<Integer> used = new HashSet<>();
        kept.stream().forEach(used::add);
        for (Block b : f.blocks()) {
            b.insns().forEach(i -> add(used, i.args()));
            add(used, b.term().args());
            b.term().edges().forEach(e -> add(used, e.args()));
        }
        for (Block b : f.blocks()) {
            List<Insn> insns = b.insns();
            for (int k = 0; k < insns.size(); k++) {
                RuledCall r = RuledCall.of(insns.get(k));
                Invocation v = Invocation.of(insns.get(k));
                if (r != null && used.contains(insns.get(k).result())) {
                    needed.add(r.site());
                } else if (v != null && v.part() != Part.REVERSE && primalUsed(insns.get(k), v, used)) {
                    needed.add(v.call().site());
                }
            }
        }
    }

    private static void add(Set<Integer> set, int[] values) {
        for (int v : values) {
            set.add(v);
        }
    }

    private boolean primalUsed(Insn i, Invocation v, Set<Integer> used) {
        boolean result = !v.call().plain().original().descriptor().endsWith(")V");
        if (!result || i.result() < 0) {
            return false;
        }
        if (!i.type().isTuple()) {
            return v.part() == Part.AUGMENTED && used.contains(i.result());
        }
        return f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .anyMatch(e -> e.op() == Op.EXTRACT
                        && e.arg(0) == i.result()
                        && e.attr().equals(0)
                        && used.contains(e.result()));
    }

    private void link(Block first) {
        Block b = first;
        for (int k = 0; k < b.insns().size(); k++) {
            Insn i = b.insns().get(k);
            RuledCall r = RuledCall.of(i);
            Invocation v = Invocation.of(i);
            if (r != null) {
                b.insns().set(k, i.withAttr(r.plain()));
            } else if (v != null) {
                Block guarded = spec.findsConstants() ? RuleGuards.emit(f, b, k, i, v) : b;
                int call = expand(guarded, guarded == b ? k : 0, i, v);
                b = guarded;
                b = FunctionCloner.inline(f, b.id(), call, v.method());
                k = -1;
            }
        }
    }

    /** Puts records around the operands and takes the result apart. @return index of the call of the rule's method */
    private int expand(Block b, int index, Insn i, Invocation v) {
        Block before = new Function("records", Type.VOID).newBlock();
        List<Integer> args = new ArrayList<>();
        int next = 0;
        for (RuleSignature.Parameter p : v.signature().parameters()) {
            switch (p.role()) {
                case CONFIG -> args.add(config(before, i.loc(), v));
                case TAPE -> {
                    List<FieldRef> tape = v.call().chosen().tape();
                    int record = f.append(before, Op.NEW, Type.ofDescriptor(p.type()), null, i.loc());
                    for (FieldRef c : tape) {
                        f.append(before, Op.PUTFIELD, Type.VOID, c, i.loc(), record, i.arg(next++));
                    }
                    args.add(record);
                }
                default -> args.add(i.arg(next++));
            }
        }
        int[] operands = args.stream().mapToInt(Integer::intValue).toArray();
        Function method = v.method();
        Callee callee = new Callee(Callee.Kind.STATIC, v.call().plain().original(), null, null, method.name());
        List<FieldRef> components = v.part() == Part.AUGMENTED
                ? v.call().chosen().tape()
                : v.call().chosen().results();
        Block after = new Function("records", Type.VOID).newBlock();
        int result = i.result();
        if (i.type().isTuple()) {
            result = f.newValue(method.result());
            int[] members = new int[components.size()];
            for (int k = 0; k < members.length; k++) {
                Type t = Type.ofDescriptor(components.get(k).descriptor()).asValue();
                members[k] = f.append(after, Op.GETFIELD, t, components.get(k), i.loc(), result);
            }
            after.insns().add(new Insn(Op.TUPLE, i.type(), i.result(), members, null, i.loc()));
        }
        int call = index + before.insns().size();
        before.insns().add(new Insn(Op.CALL, method.result(), result, operands, callee, i.loc()));
        before.insns().addAll(after.insns());
        b.insns().remove(index);
        b.insns().addAll(index, before.insns());
        return call;
    }

    private int config(Block at, Loc loc, Invocation v) {
        int c = f.append(at, Op.NEW, Type.object(CONFIG), null, loc);
        put(at, loc, c, "needsPrimal", "Z", needed.contains(v.call().site()) ? 1 : 0);
        put(at, loc, c, "width", "I", v.width());
        put(at, loc, c, "lane", "I", v.lane());
        put(at, loc, c, "strongZero", "Z", spec.strongZero() ? 1 : 0);
        put(at, loc, c, "runtimeActivity", "Z", spec.findsConstants() ? 1 : 0);
        return c;
    }

    private void put(Block at, Loc loc, int config, String field, String type, int value) {
        f.append(
                at, Op.PUTFIELD, Type.VOID, new FieldRef(CONFIG, field, type), loc, config, f.constant(at, value, loc));
    }
}
