package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which arrays one thread alone uses, so that adding to them needs no atomic operation: those that it allocates and the entry's
 * parameters that the options name, wherever they are passed on to.
 */
final class Accumulation {
    private final boolean all;
    private final Map<Function, BitSet> shared = new HashMap<>();
    private boolean changed;

    Accumulation(Module module, EmitOptions options) {
        all = options.allPlain();
        if (all) {
            return;
        }
        module.functions().forEach(f -> shared.put(f, new BitSet()));
        Function entry = module.entry();
        for (int i = 0; i < entry.params().size(); i++) {
            if (!options.plain().contains(i)) {
                shared.get(entry).set(entry.params().get(i));
            }
        }
        do {
            changed = false;
            module.functions().forEach(f -> visit(module, f));
        } while (changed);
    }

    private void visit(Module module, Function f) {
        BitSet mine = shared.get(f);
        for (Block b : f.blocks()) {
            for (Insn insn : b.insns()) {
                if (insn.op() == Op.CALL && ((Callee) insn.attr()).function() != null) {
                    Function g = module.get(((Callee) insn.attr()).function());
                    for (int i = 0; i < insn.args().length; i++) {
                        if (mine.get(insn.arg(i))) {
                            mark(shared.get(g), g.params().get(i));
                        }
                    }
                }
                if (insn.result() >= 0 && mayHoldShared(insn.type()) && !isOwn(mine, insn)) {
                    mark(mine, insn.result());
                }
            }
            for (Edge e : b.term().edges()) {
                for (int k = 0; k < e.args().length; k++) {
                    if (mine.get(e.args()[k])) {
                        mark(mine, f.block(e.target()).params().get(k));
                    }
                }
            }
        }
    }

    private static boolean mayHoldShared(Type type) {
        return type.isReference() || type.isTuple();
    }

    private static boolean isOwn(BitSet shared, Insn insn) {
        return switch (insn.op()) {
            case NEWARRAY ->
                insn.type().element().isFloating() || insn.type().element().isInteger();
            case INTRINSIC, CONST -> true;
            case SELECT -> !shared.get(insn.arg(1)) && !shared.get(insn.arg(2));
            case CHECK_CAST -> !shared.get(insn.arg(0));
            default -> false;
        };
    }

    private void mark(BitSet set, int value) {
        if (!set.get(value)) {
            set.set(value);
            changed = true;
        }
    }

    /** Whether no other thread reads or writes the array meanwhile. */
    boolean isPlain(Function f, int array) {
        return all || !shared.get(f).get(array);
    }
}
