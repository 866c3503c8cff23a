package dev.adagent.transform.autodiff.rules;

import dev.adagent.overlay.DerivativeRule;
import dev.adagent.overlay.Overlay;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import java.util.List;

/**
 * Stands on a call while a function that makes it is being differentiated: the call has rules of users.
 *
 * @param plain the callee as it was
 * @param rules the rules for the mode of the derivative, the most special one first
 * @param site number of the call in the function
 * @param pure whether the method's result depends on its arguments alone and nothing else happens
 * @param chosen the rule that fits the activities, null while that is not known or where nothing active reaches the call
 */
public record RuledCall(Callee plain, List<DerivativeRule> rules, int site, boolean pure, Chosen chosen)
        implements Overlay {
    /**
     * A rule with its code.
     *
     * @param body the forward or the reverse rule
     * @param augmented the augmented primal, or null
     * @param tape components of the record that the augmented primal returns, the method's result among them; empty if it returns none
     * @param results components of the record that {@code body} returns; empty if it returns none
     */
    public record Chosen(
            DerivativeRule rule, Function body, Function augmented, List<FieldRef> tape, List<FieldRef> results) {}

    /** What the rules of the call are, null if it is no call or has no rules of users. */
    public static RuledCall of(Insn i) {
        return i.op() == Op.CALL && i.attr() instanceof Callee c && c.overlay() instanceof RuledCall r ? r : null;
    }

    /** Whether no derivative flows through the method. */
    public boolean isInactive() {
        return rules.get(0) instanceof DerivativeRule.Inactive;
    }

    /** The callee that carries this. */
    public Callee callee() {
        return new Callee(plain.kind(), plain.original(), this, plain.table(), plain.function());
    }

    public RuledCall with(Chosen rule) {
        return new RuledCall(plain, rules, site, pure, rule);
    }

    @Override
    public String toString() {
        return "ruled " + site + " " + rules;
    }
}
