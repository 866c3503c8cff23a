package dev.adagent.transform.autodiff;

import dev.adagent.overlay.DerivativeRule;
import dev.adagent.overlay.Descriptors;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.RuleSignature;
import dev.adagent.overlay.RuleSignature.Part;
import dev.adagent.overlay.RuleSignature.Role;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Builds calls of users' rules. While a derivative is made, such a call takes and gives plain values, records being taken apart, so that
 * what the reverse sweep needs is kept value by value; {@link RuleLinking} turns it into a call of the rule's method.
 */
final class RuleCode {
    /**
     * Stands on a call of a rule. Its operands are the parameters that {@link RuleSignature} gives, without the configuration, the tape's
     * components in place of the tape; its result the rule's, as a tuple if that is a record.
     */
    record Invocation(RuledCall call, Part part, int width, int lane) implements Overlay {
        /** What the rule's method is called with, {@code call} being the call of the method that has the rule. */
        static Insn insn(Insn call, RuledCall r, Part part, int width, int lane, Type type, int result, int... args) {
            Callee c = new Callee(
                    Callee.Kind.STATIC,
                    r.plain().original(),
                    new Invocation(r, part, width, lane),
                    r.plain().table(),
                    null);
            return new Insn(Op.CALL, type, result, args, c, call.loc());
        }

        static Invocation of(Insn i) {
            return i.op() == Op.CALL && ((Callee) i.attr()).overlay() instanceof Invocation v ? v : null;
        }

        /** The rule's method. */
        Function method() {
            return part == Part.AUGMENTED
                    ? call.chosen().augmented()
                    : call.chosen().body();
        }

        RuleSignature signature() {
            return RuleCode.signature(call, part);
        }
    }

    /** One of several batched derivatives. @param findsConstants whether a reference that is its own shadow is a constant */
    record Lane(int width, int number, boolean findsConstants) {}

    private RuleCode() {}

    static RuleSignature signature(RuledCall r, Part part) {
        List<String> arguments = new ArrayList<>();
        if (r.plain().kind() != Callee.Kind.STATIC) {
            arguments.add("L" + r.plain().original().owner() + ";");
        }
        String descriptor = r.plain().original().descriptor();
        arguments.addAll(Descriptors.parameters(descriptor));
        DerivativeRule rule = r.chosen().rule();
        var body = part == Part.AUGMENTED
                ? ((DerivativeRule.Reverse) rule).augmented()
                : rule instanceof DerivativeRule.Reverse v ? v.body() : ((DerivativeRule.Forward) rule).body();
        return RuleSignature.of(part, body, arguments, Descriptors.result(descriptor), rule);
    }

    /** The floating-point arguments of which the rule gives gradients, in order. */
    static List<Integer> gradients(Function f, Insn call, RuledCall r) {
        List<Integer> out = new ArrayList<>();
        for (int k = 0; k < call.args().length; k++) {
            Type t = f.typeOf(call.arg(k));
            if (t.isFloating()
                    && RuleSignature.varies(k, t.descriptor(), r.chosen().rule())) {
                out.add(k);
            }
        }
        return out;
    }

    /** The values of the forward sweep that the reverse rule reads. @param findsConstants as in {@link Lane} */
    static Set<Integer> needs(ActivityAnalysis activity, IntUnaryOperator shadows, Insn call, boolean findsConstants) {
        RuledCall r = RuledCall.of(call);
        Set<Integer> out = new LinkedHashSet<>();
        for (Operand o : operands(Part.REVERSE, r, findsConstants)) {
            if (o.used() && o.role() != Role.ADJOINT) {
                out.add(value(activity, shadows, call, o));
            }
        }
        return out;
    }

    private static int value(ActivityAnalysis activity, IntUnaryOperator shadows, Insn call, Operand o) {
        return switch (o.role()) {
            case TAPE -> activity.extracts(call).get(o.index());
            case PRIMAL -> call.arg(o.index());
            case SHADOW -> shadows.applyAsInt(call.arg(o.index()));
            default -> throw new IllegalStateException(o + " is no value of the forward sweep");
        };
    }

    /**
     * Calls a reverse rule.
     *
     * @param adjoint of the call's result, −1 if it has none
     * @param values gives values of the forward sweep at this place
     * @return the gradients, by {@link #gradients}
     */
    static int[] reverse(
            Function f,
            Block at,
            ActivityAnalysis activity,
            IntUnaryOperator shadows,
            Insn call,
            int adjoint,
            IntUnaryOperator values,
            Lane lane) {
        RuledCall r = RuledCall.of(call);
        List<Integer> args = new ArrayList<>();
        for (Operand o : operands(Part.REVERSE, r, lane.findsConstants())) {
            int v;
            if (o.role() == Role.ADJOINT) {
                v = adjoint >= 0 ? adjoint : zero(f, at, o.type(), call);
            } else if (o.used()) {
                v = values.applyAsInt(value(activity, shadows, call, o));
            } else {
                v = zero(f, at, o.type(), call);
            }
            args.add(v);
        }
        int[] operands = args.stream().mapToInt(Integer::intValue).toArray();
        List<Integer> wanted = gradients(f, call, r);
        if (wanted.isEmpty()) {
            at.insns()
                    .add(Invocation.insn(call, r, Part.REVERSE, lane.width(), lane.number(), Type.VOID, -1, operands));
            return new int[0];
        }
        boolean single = wanted.size() == 1;
        List<Type> parts = wanted.stream().map(k -> f.typeOf(call.arg(k))).toList();
        Type type = single ? parts.get(0) : Type.tuple(parts);
        int result = f.newValue(type);
        at.insns().add(Invocation.insn(call, r, Part.REVERSE, lane.width(), lane.number(), type, result, operands));
        int[] out = new int[wanted.size()];
        for (int k = 0; k < out.length; k++) {
            out[k] = single ? result : f.append(at, Op.EXTRACT, parts.get(k), k, call.loc(), result);
        }
        return out;
    }

    /**
     * Calls a forward rule, and after the last lane the method itself, unless the rule gives its result too. That keeps its id.
     *
     * @param tangents gives the tangent of a floating-point value
     * @return the tangent of the result, −1 if it has none
     */
    static int forward(
            Function f, Block at, Insn call, IntUnaryOperator tangents, IntUnaryOperator shadows, Lane lane) {
        RuledCall r = RuledCall.of(call);
        List<Integer> args = new ArrayList<>();
        for (Operand o : operands(Part.FORWARD, r, lane.findsConstants())) {
            int v = call.arg(o.index());
            if (o.role() == Role.SHADOW) {
                v = o.type().isFloating() ? tangents.applyAsInt(v) : shadows.applyAsInt(v);
            }
            args.add(o.used() ? v : zero(f, at, o.type(), call));
        }
        int[] operands = args.stream().mapToInt(Integer::intValue).toArray();
        boolean record = !r.chosen().results().isEmpty() && call.type().isFloating();
        if (record) {
            Type pair = Type.tuple(call.type(), call.type());
            int both = f.newValue(pair);
            at.insns().add(Invocation.insn(call, r, Part.FORWARD, lane.width(), lane.number(), pair, both, operands));
            if (lane.number() == lane.width() - 1) {
                at.insns().add(new Insn(Op.EXTRACT, call.type(), call.result(), new int[] {both}, 0, call.loc()));
            }
            return f.append(at, Op.EXTRACT, call.type(), 1, call.loc(), both);
        }
        boolean number = call.type().isFloating();
        int t = number ? f.newValue(call.type()) : -1;
        Type type = number ? call.type() : Type.VOID;
        at.insns().add(Invocation.insn(call, r, Part.FORWARD, lane.width(), lane.number(), type, t, operands));
        if (lane.number() == lane.width() - 1) {
            at.insns().add(call);
        }
        return t;
    }

    private static int zero(Function f, Block at, Type type, Insn call) {
        return f.append(at, Op.CONST, type, Zeros.of(type), call.loc());
    }

    /**
     * An operand of a call of a rule.
     *
     * @param index number of the method's argument, or of the tape's component
     * @param used whether the rule reads it, or a check in front of it
     */
    record Operand(Role role, int index, Type type, boolean used) {}

    /** The operands in order, components in place of the tape, without the configuration. */
    private static List<Operand> operands(Part part, RuledCall r, boolean findsConstants) {
        RuleSignature signature = signature(r, part);
        Function method = r.chosen().body();
        Uses uses = Uses.of(method);
        List<Operand> out = new ArrayList<>();
        for (int k = 0; k < signature.parameters().size(); k++) {
            RuleSignature.Parameter p = signature.parameters().get(k);
            int parameter = method.params().get(k);
            boolean used = uses.isUsed(parameter);
            if (p.role() == Role.TAPE) {
                List<FieldRef> tape = r.chosen().tape();
                for (int c = 0; c < tape.size(); c++) {
                    Type t = Type.ofDescriptor(tape.get(c).descriptor()).asValue();
                    out.add(new Operand(Role.TAPE, c, t, used && reads(uses, parameter, tape.get(c))));
                }
            } else if (p.role() != Role.CONFIG) {
                boolean compared = findsConstants && RuleGuards.comparesWithShadow(p, signature, method);
                out.add(new Operand(
                        p.role(), p.argument(), Type.ofDescriptor(p.type()).asValue(), used || compared));
            }
        }
        return out;
    }

    /** Whether the rule may read the component of its tape. */
    private static boolean reads(Uses uses, int tape, FieldRef component) {
        return uses.of(tape).stream().anyMatch(u -> {
            Insn i = u.insn();
            boolean other =
                    i != null && (i.op() == Op.CHECK_NULL || (i.op() == Op.GETFIELD && !component.equals(i.attr())));
            return !other;
        });
    }
}
