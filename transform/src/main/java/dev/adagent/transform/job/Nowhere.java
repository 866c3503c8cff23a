package dev.adagent.transform.job;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.lift.LiftException;
import dev.adagent.transform.lift.RefusedWhenReached;
import dev.adagent.transform.opt.DeadCode;
import dev.adagent.transform.opt.Facts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the lift lets pass since it may turn out never to be reached, or never to be used: calls of the JDK's that lead nowhere in compiled
 * code, monitors, classes as values. What is left of them is refused, with the calls that lead there.
 */
final class Nowhere {
    private Nowhere() {}

    /** @throws LiftException if the entry reaches such a thing, directly, by calls or by lambdas */
    static void refuseReached(Module module) {
        for (String name : callers(module).keySet()) {
            Function f = module.get(name);
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    LiftException e = i.op() == Op.CALL ? refusal(module, f, i) : null;
                    if (e != null) {
                        throw e;
                    }
                }
            }
        }
    }

    /**
     * Ends the code at such things: on the host they are refused when they are reached.
     *
     * @throws LiftException if the entry always comes to one
     */
    static void endAtReached(Module module) {
        for (String name : callers(module).keySet()) {
            Function f = module.get(name);
            LiftException refused = null;
            for (Block b : f.blocks()) {
                for (int k = 0; k < b.insns().size(); k++) {
                    Insn i = b.insns().get(k);
                    LiftException e = i.op() == Op.CALL ? refusal(module, f, i) : null;
                    if (e != null) {
                        RefusedWhenReached.end(f, b, k, e);
                        refused = refused == null ? e : refused;
                    }
                }
            }
            settle(module, f, refused);
        }
    }

    /** After blocks of a function were ended. @throws LiftException if the function is the entry, and has no way left to return */
    static void settle(Module module, Function f, LiftException refused) {
        if (refused == null) {
            return;
        }
        f.reorder(Cfg.of(f).reversePostOrder());
        DeadCode.run(
                f); // what only the code behind them used, as a lambda of a method reference, which only compiled code
        // can call
        if (f == module.entry() && !RefusedWhenReached.mayReturn(f)) {
            throw refused;
        }
    }

    /** Whether a function reaches such a thing, as far as the calls in the module show. */
    static boolean isReachedFrom(Module module, String function) {
        for (String name : reached(module, function).keySet()) {
            Function f = module.get(name);
            for (Block b : f.blocks()) {
                if (b.insns().stream().anyMatch(i -> i.op() == Op.CALL && refusal(module, f, i) != null)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Why a call without a function is refused, if it is such a thing; else null. */
    static LiftException refusal(Module module, Function f, Insn call) {
        Callee c = (Callee) call.attr();
        boolean open = c.kind() == Callee.Kind.VIRTUAL || c.kind() == Callee.Kind.INTERFACE;
        if (c.function() != null || c.overlay() != null || open) {
            return null;
        }
        if (c.original().equals(Facts.MONITOR_ENTER) || c.original().equals(Facts.MONITOR_EXIT)) {
            return LiftException.monitor(path(module, f, call.loc()));
        }
        if (c.original().equals(Facts.CLASS_CONSTANT)) {
            return LiftException.classConstant(text(f, call.arg(0)), path(module, f, call.loc()));
        }
        LiftException constructed = c.original().name().equals("<init>")
                ? LiftException.ofJdk(c.original(), path(module, f, call.loc()))
                : null;
        if (constructed != null) {
            return constructed; // what is made is no exception: those of the JDK's are not refused
        }
        boolean known = Facts.isKnownCall(call) || c.original().owner().matches("java/lang/(String|invoke/.*)");
        return known ? null : LiftException.ofJdk(c.original(), path(module, f, call.loc()));
    }

    private static String text(Function f, int value) {
        return f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .filter(i -> i.result() == value)
                .map(i -> String.valueOf(i.attr()))
                .findFirst()
                .orElse("a class");
    }

    private record Call(String caller, Loc loc) {}

    /** The place with what it was inlined into, then the first call of that function, and so on to the entry. */
    private static List<Loc> path(Module module, Function f, Loc loc) {
        List<Loc> out = new ArrayList<>(LiftException.path(loc));
        Map<String, Call> callers = callers(module);
        for (Call c = callers.get(f.name()); c != null && c.caller() != null; c = callers.get(c.caller())) {
            out.addAll(LiftException.path(c.loc()));
        }
        return out;
    }

    /** The functions that the entry reaches, each with the first call that leads there. */
    private static Map<String, Call> callers(Module module) {
        return reached(module, module.entry().name());
    }

    private static Map<String, Call> reached(Module module, String from) {
        Map<String, Call> out = new LinkedHashMap<>();
        out.put(from, new Call(null, Loc.NONE));
        Deque<String> work = new ArrayDeque<>(out.keySet());
        while (!work.isEmpty()) {
            String name = work.poll();
            for (Block b : module.get(name).blocks()) {
                for (Insn i : b.insns()) {
                    String to = i.attr() instanceof Callee c
                            ? c.function()
                            : i.attr() instanceof Lambda l ? l.function() : null;
                    if (to != null && module.get(to) != null && out.putIfAbsent(to, new Call(name, i.loc())) == null) {
                        work.add(to);
                    }
                }
            }
        }
        return out;
    }
}
