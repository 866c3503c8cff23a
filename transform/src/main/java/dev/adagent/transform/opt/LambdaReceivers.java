package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives lambdas that capture an object, as {@code this::f} does, a body of their own where the object's class is known: virtual calls on it
 * call the method that this class has. A lambda that is differentiated has no caller to be inlined into, which would show the class.
 */
final class LambdaReceivers {
    private final Module module;
    private final Hierarchy hierarchy;

    private LambdaReceivers(Module module, Hierarchy hierarchy) {
        this.module = module;
        this.hierarchy = hierarchy;
    }

    /** Gives such lambdas their bodies; gives the names of the functions that changed, the new ones among them. */
    static Set<String> run(Module module, Hierarchy hierarchy) {
        LambdaReceivers r = new LambdaReceivers(module, hierarchy);
        Set<String> changed = new LinkedHashSet<>();
        for (Function f : List.copyOf(module.functions())) {
            r.run(f, changed);
        }
        return changed;
    }

    private void run(Function f, Set<String> changed) {
        ExactTypes types = null;
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                Function body = i.op() == Op.LAMBDA ? module.get(((Lambda) i.attr()).function()) : null;
                if (body == null || openReceivers(body, i).isEmpty()) {
                    continue;
                }
                types = types == null ? new ExactTypes(f, hierarchy, f == module.entry()) : types;
                Function special = specialised(body, i, types);
                if (special != null) {
                    b.insns().set(k, i.withAttr(((Lambda) i.attr()).withFunction(special.name())));
                    changed.add(f.name());
                    changed.add(special.name());
                }
            }
        }
    }

    /** The captured parameters of a lambda's body on which it makes virtual calls. */
    private static Map<Integer, Integer> openReceivers(Function body, Insn lambda) {
        Defs defs = Defs.of(body);
        Map<Integer, Integer> out = new LinkedHashMap<>();
        for (Block b : body.blocks()) {
            for (Insn i : b.insns()) {
                int p = Linking.isOpen(i) ? body.params().indexOf(receiver(defs, i)) : -1;
                if (p >= 0 && p < lambda.args().length) {
                    out.put(body.params().get(p), p);
                }
            }
        }
        return out;
    }

    private static int receiver(Defs defs, Insn call) {
        int v = call.arg(0);
        while (defs.is(v, Op.CHECK_CAST)) {
            v = defs.insn(v).arg(0);
        }
        return v;
    }

    /** The body for receivers of the classes that the lambda captures, null if they are not known. */
    private Function specialised(Function body, Insn lambda, ExactTypes types) {
        Map<Integer, Type> known = new LinkedHashMap<>();
        openReceivers(body, lambda).forEach((param, k) -> {
            Set<Type> exact = types.of(lambda.arg(k));
            if (exact != null && exact.size() == 1 && !exact.iterator().next().isArray()) {
                known.put(param, exact.iterator().next());
            }
        });
        String name = body.name() + "!" + known.values();
        if (known.isEmpty()) {
            return null;
        }
        if (module.get(name) != null) {
            return module.get(name);
        }
        Function copy = body.copy(name);
        Defs defs = Defs.of(copy);
        boolean linked = false;
        for (Block b : copy.blocks()) {
            List<Insn> insns = new ArrayList<>(b.insns());
            for (int k = 0; k < insns.size(); k++) {
                Insn i = insns.get(k);
                Type type = Linking.isOpen(i) ? known.get(receiver(defs, i)) : null;
                Callee callee = type == null ? null : linked(i, type, name);
                if (callee != null) {
                    b.insns().set(k, i.withAttr(callee));
                    linked = true;
                }
            }
        }
        if (!linked) {
            return null;
        }
        module.add(copy);
        return copy;
    }

    private Callee linked(Insn call, Type receiver, String caller) {
        MethodKey named = ((Callee) call.attr()).original();
        MethodKey selected = hierarchy.select(receiver.name(), named);
        boolean caught = !call.type().equals(Type.result(named.descriptor()));
        return selected == null
                ? null
                : hierarchy.link(new Hierarchy.Target(receiver.name(), selected), caught, caller, call.loc());
    }
}
