package dev.adagent.transform.autodiff;

import dev.adagent.overlay.RuleSignature;
import dev.adagent.overlay.RuleSignature.Part;
import dev.adagent.overlay.RuleSignature.Role;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A reverse rule that reads an array finds there what lies there in the reverse sweep: refused, where the function has overwritten it after the call. */
final class RuledReads {
    /** What looks at a reference, and not at what it refers to. */
    private static final Set<Op> LOOKS = EnumSet.of(Op.ALEN, Op.CHECK_NULL, Op.CHECK_BOUNDS, Op.CMP);

    private RuledReads() {}

    /** @param writes gives what the function writes */
    static void check(Shape shape, ActivityAnalysis activity, Supplier<MemoryWrites> writes) {
        MemoryWrites known = null;
        for (Block b : shape.liveBlocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                RuledCall r = RuledCall.of(i);
                if (r != null && r.chosen() != null && RuledActivity.isActive(activity, i)) {
                    known = known == null ? writes.get() : known;
                    check(b.id(), k, i, r, known);
                }
            }
        }
    }

    private static void check(int block, int index, Insn call, RuledCall r, MemoryWrites writes) {
        Function rule = r.chosen().body();
        Uses uses = Uses.of(rule);
        List<RuleSignature.Parameter> parameters =
                RuleCode.signature(r, Part.REVERSE).parameters();
        for (int k = 0; k < parameters.size(); k++) {
            RuleSignature.Parameter p = parameters.get(k);
            boolean reads = p.role() == Role.PRIMAL
                    && Type.ofDescriptor(p.type()).isReference()
                    && uses.of(rule.params().get(k)).stream()
                            .anyMatch(u ->
                                    u.insn() == null || !LOOKS.contains(u.insn().op()));
            Insn write = reads ? writes.overwrittenAfter(block, index, call.arg(p.argument())) : null;
            if (write != null) {
                throw new DifferentiationException(
                        call.loc(),
                        "an array or object that the reverse rule of "
                                + r.plain().original() + " reads, and that is written at " + write.loc()
                                + ", after the call",
                        "give the rule an @AugmentedPrimal that keeps what it reads on its tape, or write to a copy, clone()");
            }
        }
    }
}
