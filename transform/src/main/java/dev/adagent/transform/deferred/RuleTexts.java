package dev.adagent.transform.deferred;

import dev.adagent.overlay.DerivativeRule;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.ir.Op;
import java.util.TreeMap;

/**
 * The rules of users that a derivative may take, with the text of their methods: what is differentiated does not show them, and they are part
 * of what its id names.
 */
final class RuleTexts {
    private final CustomRules rules;
    private final DerivativeRule.Mode mode;
    private final TreeMap<String, String> texts = new TreeMap<>();

    RuleTexts(CustomRules rules, boolean reverse) {
        this.rules = rules;
        this.mode = reverse ? DerivativeRule.Mode.REVERSE : DerivativeRule.Mode.FORWARD;
    }

    /** Looks at the function's calls. */
    void add(Function f) {
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.CALL && i.attr() instanceof Callee c && !(c.overlay() instanceof LaunchCall)) {
                    rules.find(c, mode).forEach(rule -> add(c.original() + " has the " + rule, rule));
                }
            }
        }
    }

    private void add(String line, DerivativeRule rule) {
        texts.computeIfAbsent(line, l -> {
            if (rule instanceof DerivativeRule.Forward forward) {
                return text(forward.body());
            }
            return rule instanceof DerivativeRule.Reverse r ? text(r.body()) + text(r.augmented()) : "";
        });
    }

    private String text(MethodKey method) {
        return method == null ? "" : rules.text(method);
    }

    /** Empty if there are none. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        texts.forEach((line, text) -> out.append('\n').append(line).append('\n').append(text));
        return out.toString();
    }
}
