package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which functions of a module name which, by calls, lambdas and markers. */
final class CallGraph {
    private final Map<String, Set<String>> callees = new HashMap<>();
    private final Map<String, Boolean> recursive = new HashMap<>();
    private final List<String> bottomUp = new ArrayList<>();

    CallGraph(Module module) {
        this(module, CallGraph::named);
    }

    /** The graph of calls alone, for modules in which lambdas are objects like others. */
    static CallGraph ofCalls(Module module) {
        return new CallGraph(module, i -> i.op() == Op.CALL ? ((Callee) i.attr()).function() : null);
    }

    private CallGraph(Module module, java.util.function.Function<Insn, String> naming) {
        for (Function f : module.functions()) {
            Set<String> out = new LinkedHashSet<>();
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    String name = naming.apply(i);
                    if (name != null && module.get(name) != null) {
                        out.add(name);
                    }
                }
            }
            callees.put(f.name(), out);
        }
        Set<String> seen = new LinkedHashSet<>();
        for (Function f : module.functions()) {
            visit(f.name(), seen);
        }
    }

    /** The function that an instruction names, or null. */
    static String named(Insn i) {
        if (i.attr() instanceof Callee c) {
            return c.function();
        }
        return i.attr() instanceof Lambda l ? l.function() : null;
    }

    private void visit(String name, Set<String> seen) {
        if (seen.add(name)) {
            callees.get(name).forEach(c -> visit(c, seen));
            bottomUp.add(name);
        }
    }

    /** Every function, after those that it names as far as there is no cycle. */
    List<String> bottomUp() {
        return bottomUp;
    }

    /** The function and all that it reaches. */
    Set<String> reachable(String from) {
        Set<String> out = new LinkedHashSet<>(List.of(from));
        Deque<String> work = new ArrayDeque<>(out);
        while (!work.isEmpty()) {
            for (String c : callees.get(work.pop())) {
                if (out.add(c)) {
                    work.add(c);
                }
            }
        }
        return out;
    }

    /** Whether the function can come to call itself. */
    boolean isRecursive(String name) {
        return recursive.computeIfAbsent(
                name, n -> callees.get(n).stream().anyMatch(c -> reachable(c).contains(n)));
    }
}
