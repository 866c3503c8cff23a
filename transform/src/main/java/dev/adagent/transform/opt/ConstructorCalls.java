package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Leaves calls out of the constructor of an exception, where that runs in compiled code for the fields that handlers read: the host runs the whole
 * constructor. It can do without those on the exception, and on what such calls give, that only see what classes above have stored:
 * {@code getContext().addMessage(…)}.
 */
final class ConstructorCalls {
    private final Hierarchy hierarchy;
    private final String level;
    private final Set<String> seen = new HashSet<>();

    private ConstructorCalls(Hierarchy hierarchy, String level) {
        this.hierarchy = hierarchy;
        this.level = level;
    }

    /**
     * Leaves them out of a constructor's function, and of those that it calls by {@code this(…)} and {@code super(…)}.
     *
     * @param level the class whose fields are stored, with those of the classes below
     */
    static void leaveOut(String function, Hierarchy hierarchy, String level) {
        new ConstructorCalls(hierarchy, level).leaveOut(function);
    }

    private void leaveOut(String function) {
        Function f = seen.add(function) ? hierarchy.function(function) : null;
        if (f == null) {
            return;
        }
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                boolean constructs = i.op() == Op.CALL
                        && ((Callee) i.attr()).function() != null
                        && ((Callee) i.attr()).original().name().equals("<init>")
                        && i.arg(0) == f.params().get(0);
                if (constructs) {
                    leaveOut(((Callee) i.attr()).function());
                }
            }
        }
        Set<Insn> calls = new LinkedHashSet<>();
        Uses uses = Uses.of(f);
        for (Block b : f.blocks()) {
            b.insns().stream().filter(this::isApart).forEach(calls::add);
        }
        while (calls.removeIf(c -> !isOnException(c, f, uses, calls) || !isOnlyReceiver(c, uses, calls))) {
            // what is left may have received the result of one that stays
        }
        Set<Integer> gone = new HashSet<>();
        calls.forEach(c -> gone.add(c.result()));
        gone.remove(-1);
        for (Block b : f.blocks()) {
            b.insns().removeIf(i -> calls.contains(i) || i.op() == Op.CHECK_NULL && gone.contains(i.arg(0)));
        }
    }

    private boolean isApart(Insn i) {
        return Linking.isOpen(i)
                && !((Callee) i.attr()).original().owner().startsWith("java/")
                && hierarchy.staysAbove(((Callee) i.attr()).original(), level);
    }

    private static boolean isOnException(Insn call, Function f, Uses uses, Set<Insn> calls) {
        return call.arg(0) == f.params().get(0) || calls.contains(uses.insn(call.arg(0)));
    }

    private static boolean isOnlyReceiver(Insn call, Uses uses, Set<Insn> calls) {
        return call.result() < 0
                || uses.of(call.result()).stream()
                        .allMatch(u -> u.insn() != null
                                && u.operand() == 0
                                && (u.insn().op() == Op.CHECK_NULL || calls.contains(u.insn())));
    }
}
