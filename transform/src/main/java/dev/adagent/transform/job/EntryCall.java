package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.ClassRules;
import dev.adagent.transform.lift.Lifter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lifts the method that is differentiated on the host. Where a method table replaces it or it has rules for its derivative, the entry is a
 * function that calls it: so {@code autodiff(REVERSE, Math::pow, …)} means the same as with a lambda around the method.
 */
final class EntryCall {
    private EntryCall() {}

    static Module lift(Job job) {
        MethodKey method = job.entry();
        TableView.Match match = match(job, method);
        if (match == null || match.overlay() instanceof Overlay.Deferred) {
            return Lifter.lift(method, job.source(), job.view(), job.statics());
        }
        if (match.overlay() instanceof Overlay.Body body) {
            Module lifted = Lifter.lift(body.method(), job.source(), job.view(), job.statics());
            Function entry = lifted.entry();
            return calling(method, match, entry.name(), entry.paramTypes(), lifted);
        }
        return calling(method, match, null, Type.parameters(method.descriptor()), new Module());
    }

    /** What stands in place of the method, bodies followed to their end. */
    private static TableView.Match match(Job job, MethodKey method) {
        TableView.Match match = job.view().lookup(method);
        if (match == null && !new ClassRules(job.source()).rules(method).isEmpty()) {
            return new TableView.Match(new Overlay.Body(method), "of " + method.owner());
        }
        Set<MethodKey> seen = new HashSet<>();
        while (match != null && match.overlay() instanceof Overlay.Body body && seen.add(body.method())) {
            TableView.Match next = job.view().lookup(body.method());
            if (next == null) {
                return match;
            }
            match = next;
        }
        return match;
    }

    private static Module calling(
            MethodKey method, TableView.Match match, String function, List<Type> types, Module lifted) {
        boolean isStatic = types.size() == Type.parameters(method.descriptor()).size();
        Type result = Type.result(method.descriptor());
        Function f = new Function(method + "!call", result);
        Block b = f.newBlock();
        int[] args = types.stream().mapToInt(t -> f.addParam(b, t)).toArray();
        Loc loc = new Loc(method.owner(), method.name(), null, -1, null);
        Callee callee = new Callee(
                isStatic ? Callee.Kind.STATIC : Callee.Kind.SPECIAL, method, match.overlay(), match.table(), function);
        int r = f.append(b, Op.CALL, result, callee, loc, args);
        b.setTerm(r < 0 ? Term.ret(loc) : Term.ret(loc, r));
        Module out = new Module();
        out.add(f);
        lifted.functions().forEach(out::add);
        return out;
    }
}
