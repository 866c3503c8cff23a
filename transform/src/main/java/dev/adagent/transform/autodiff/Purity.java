package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.HashSet;
import java.util.Set;

/** Finds the calls of numbers that change no memory: if their result is not needed they need not be made. */
final class Purity {
    private final CustomRules rules;
    private final Set<String> seen = new HashSet<>();

    Purity(CustomRules rules) {
        this.rules = rules;
    }

    /** Whether the call takes and gives numbers only, and writes no memory that others see. */
    boolean isPure(Insn call) {
        Callee c = (Callee) call.attr();
        if (call.type().isReference() || call.type().equals(dev.adagent.transform.ir.Type.VOID)) {
            return false;
        }
        if (c.function() == null) {
            return Effects.isPure(call);
        }
        Function body = rules.body(c.function());
        return body != null
                && body.paramTypes().stream().noneMatch(dev.adagent.transform.ir.Type::isReference)
                && writesNothing(body);
    }

    private boolean writesNothing(Function f) {
        if (!seen.add(f.name())) {
            return true;
        }
        Uses uses = Uses.of(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (!isHarmless(i, uses)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isHarmless(Insn i, Uses uses) {
        return switch (i.op().effect()) {
            case NONE, READ, THROW, ALLOCATE -> true;
            case WRITE -> {
                Insn made = i.op() == Op.PUTSTATIC ? null : uses.insn(i.arg(0));
                yield made != null && (made.op() == Op.NEW || made.op() == Op.NEWARRAY);
            }
            case CALL ->
                i.op() == Op.INTRINSIC
                        ? Intrinsics.kind((String) i.attr()) == Intrinsics.Kind.PURE
                        : i.op() == Op.CALL && (Effects.isPure(i) || callsPure((Callee) i.attr()));
        };
    }

    private boolean callsPure(Callee c) {
        Function body = c.function() == null ? null : rules.body(c.function());
        return body != null && writesNothing(body);
    }
}
