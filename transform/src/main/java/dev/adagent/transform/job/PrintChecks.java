package dev.adagent.transform.job;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Print;
import dev.adagent.transform.lift.LiftException;

/** Refuses what {@code Kernel.printf} cannot print. */
final class PrintChecks {
    private static final String CALL = "a call of Kernel.printf";

    private PrintChecks() {}

    /** @throws LiftException if something of what is printed is not known to the compiler, or a format does not fit what it shows */
    static void run(Module module) {
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (Print.isCall(i) && ((Callee) i.attr()).overlay() == null) {
                        throw open(i);
                    } else if (Print.is(i)) {
                        check(i);
                    }
                }
            }
        }
    }

    private static void check(Insn print) {
        String fault = Print.fault((String) print.attr());
        if (fault != null) {
            throw new LiftException(
                    CALL + " with a format that does not fit its arguments",
                    "java.util.Formatter throws " + fault,
                    fault.contains("CodePoint")
                            ? "cast what %c shows to char: not every integer is a character"
                            : "correct the format, or the arguments' types",
                    LiftException.path(print.loc()));
        }
    }

    private static LiftException open(Insn call) {
        return new LiftException(
                CALL + " with a format or an object that only the running kernel knows",
                "the device records numbers, and the host formats them by what the compiled code says",
                "give a constant format, and as arguments numbers, constant texts and enum constants",
                LiftException.path(call.loc()));
    }
}
