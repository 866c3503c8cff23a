package dev.adagent.transform.autodiff;

import dev.adagent.overlay.RuleSignature;
import dev.adagent.overlay.RuleSignature.Role;
import dev.adagent.transform.autodiff.RuleCode.Invocation;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a reference that is its own shadow is a constant, found out when the derivative runs, a rule would take the constant's numbers for
 * derivatives and add to them. One that asks its configuration for {@code runtimeActivity} sees to that itself; in front of others stands a check.
 */
final class RuleGuards {
    private static final String EXCEPTION = "dev/adagent/RuleException";

    private RuleGuards() {}

    /** Whether a rule is given the parameter to be compared with its shadow, which the rule reads. */
    static boolean comparesWithShadow(RuleSignature.Parameter p, RuleSignature signature, Function method) {
        return p.role() == Role.PRIMAL
                && Type.ofDescriptor(p.type()).isReference()
                && !asks(signature, method)
                && shadowOf(p, signature, method) >= 0;
    }

    /** The position among the parameters of the shadow that the rule reads of an argument; −1 if there is none. */
    private static int shadowOf(RuleSignature.Parameter p, RuleSignature signature, Function method) {
        Uses uses = Uses.of(method);
        List<RuleSignature.Parameter> all = signature.parameters();
        for (int k = 0; k < all.size(); k++) {
            boolean shadow = all.get(k).role() == Role.SHADOW && all.get(k).argument() == p.argument();
            if (shadow && uses.isUsed(method.params().get(k))) {
                return k;
            }
        }
        return -1;
    }

    /** Whether the rule asks for runtime activity, or hands its configuration to someone who may. */
    private static boolean asks(RuleSignature signature, Function method) {
        Uses uses = Uses.of(method);
        for (int k = 0; k < signature.parameters().size(); k++) {
            if (signature.parameters().get(k).role() == Role.CONFIG
                    && uses.of(method.params().get(k)).stream().anyMatch(u -> mayAsk(u.insn()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayAsk(Insn use) {
        boolean other = use != null
                && (use.op() == Op.CHECK_NULL
                        || use.op() == Op.GETFIELD
                                && !((FieldRef) use.attr()).name().equals("runtimeActivity"));
        return !other;
    }

    /** Puts the checks in front of a call of a rule; gives the block that then begins with the call, or in which it still stands where it stood. */
    static Block emit(Function f, Block b, int index, Insn call, Invocation v) {
        RuleSignature signature = v.signature();
        Map<Integer, Integer> operands = new HashMap<>();
        int next = 0;
        for (int k = 0; k < signature.parameters().size(); k++) {
            Role role = signature.parameters().get(k).role();
            operands.put(k, next);
            next += role == Role.CONFIG
                    ? 0
                    : role == Role.TAPE ? v.call().chosen().tape().size() : 1;
        }
        Block at = b;
        for (int k = 0; k < signature.parameters().size(); k++) {
            RuleSignature.Parameter p = signature.parameters().get(k);
            if (comparesWithShadow(p, signature, v.method())) {
                int shadow = shadowOf(p, signature, v.method());
                int stands = at == b ? index : 0;
                at = split(f, at, stands, call, v, call.arg(operands.get(k)), call.arg(operands.get(shadow)));
            }
        }
        return at;
    }

    private static Block split(Function f, Block b, int index, Insn call, Invocation v, int value, int shadow) {
        Block rest = f.split(b, index);
        int none = f.append(b, Op.CONST, f.typeOf(value), null, call.loc());
        int there = f.append(b, Op.CMP, Type.I32, Cond.NE, call.loc(), value, none);
        int same = f.append(b, Op.CMP, Type.I32, Cond.EQ, call.loc(), value, shadow);
        int constant = f.append(b, Op.AND, Type.I32, null, call.loc(), there, same);
        Block refuse = f.newBlock();
        b.setTerm(Term.br(constant, Edge.to(refuse.id()), Edge.to(rest.id()), call.loc()));
        String message = "a derivative rule of " + v.call().plain().original() + " is asked for at " + call.loc()
                + " with an array or object that is its own shadow, so a constant: the rule would take its numbers for derivatives."
                + " Let the rule take RuleConfig and leave such a shadow alone where runtimeActivity() is set,"
                + " or pass what is constant as an argument of its own, with @Constant in the rule";
        refuse.setTerm(Term.raise(new Term.Raise(EXCEPTION, message), call.loc()));
        return rest;
    }
}
