package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Print;
import dev.adagent.transform.ir.analysis.Uses;

/**
 * Turns calls of {@code Kernel.printf} into intrinsics that say what is printed ({@link Print}), so that texts and wrapper objects are not needed
 * any more: as exceptions are described ({@link Throwables}), by what the host can make of numbers.
 */
final class PrintCalls {
    private PrintCalls() {}

    /** Describes the calls of one function of which nothing is open. @return whether anything changed */
    static boolean run(Function f) {
        boolean changed = false;
        Uses uses = null;
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                Insn call = b.insns().get(k);
                if (!Print.isCall(call)) {
                    continue;
                }
                uses = uses == null ? Uses.of(f) : uses;
                Insn print = new Messages(uses).print(call);
                if (print != null) {
                    b.insns().set(k, print);
                    changed = true;
                    uses = null;
                }
            }
        }
        return changed;
    }
}
