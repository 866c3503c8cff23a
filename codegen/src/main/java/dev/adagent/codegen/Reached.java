package dev.adagent.codegen;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The functions that a kernel reaches, the kernel first; the others of its module, inlined or folded away, need not be such as a
 * device can run.
 */
final class Reached {
    private final Map<String, Set<String>> callees = new HashMap<>();
    private final List<Function> functions;

    private Reached(Module module) {
        visit(module, module.entry());
        functions = new ArrayList<>(module.functions());
        functions.removeIf(f -> !callees.containsKey(f.name()));
    }

    static Reached from(Module module) {
        return new Reached(module);
    }

    /** The functions, in the module's order. */
    List<Function> functions() {
        return functions;
    }

    /** Whether a call can lead to a call of the function. */
    boolean leadsTo(Insn call, Function f) {
        String name = ((Callee) call.attr()).function();
        return callees.containsKey(name) && from(Set.of(name)).contains(f.name());
    }

    private Set<String> from(Set<String> names) {
        Set<String> seen = new LinkedHashSet<>();
        List<String> work = new ArrayList<>(names);
        for (int k = 0; k < work.size(); k++) {
            if (seen.add(work.get(k))) {
                work.addAll(callees.get(work.get(k)));
            }
        }
        return seen;
    }

    private void visit(Module module, Function f) {
        Set<String> out = new LinkedHashSet<>();
        callees.put(f.name(), out);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                String name = i.op() == Op.CALL ? ((Callee) i.attr()).function() : null;
                if (name != null && module.get(name) != null) {
                    out.add(name);
                    if (!callees.containsKey(name)) {
                        visit(module, module.get(name));
                    }
                }
            }
        }
    }
}
