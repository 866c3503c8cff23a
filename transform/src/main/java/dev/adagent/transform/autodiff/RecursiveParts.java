package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tangent functions of recursive functions, inside a function that is differentiated again. They cannot be put into it, and what they give, a tuple,
 * has no derivative; so they are made ordinary functions, which give the value and store each tangent to an array of one element that
 * the caller makes ({@link ResultArrays}).
 */
final class RecursiveParts {
    private RecursiveParts() {}

    /** Whether a function of the module is a tangent function that calls itself, perhaps by way of others. */
    static boolean isRecursiveTangent(String name, Module module) {
        return name.startsWith(Derivatives.TANGENT) && isRecursive(name, module);
    }

    /** Whether a function of the module calls itself, perhaps by way of others. */
    static boolean isRecursive(String name, Module module) {
        return callees(module.get(name), module).contains(name);
    }

    /** Whether a function calls, perhaps by way of others, one that calls itself. */
    static boolean reachesRecursion(Function f, Module module) {
        return callees(f, module).stream()
                .anyMatch(g -> callees(module.get(g), module).contains(g));
    }

    private static Set<String> callees(Function f, Module module) {
        Set<String> seen = new HashSet<>();
        Deque<Function> work = new ArrayDeque<>(List.of(f));
        while (!work.isEmpty()) {
            for (Block b : work.poll().blocks()) {
                for (Insn i : b.insns()) {
                    String name = i.op() == Op.CALL && i.attr() instanceof Callee c ? c.function() : null;
                    if (name != null && module.get(name) != null && seen.add(name)) {
                        work.add(module.get(name));
                    }
                }
            }
        }
        return seen;
    }

    /** Replaces a call of such a function by one of its plain form. */
    static void replace(Function f, Block b, int index, Module module) {
        new ResultArrays(module, g -> isRecursiveTangent(g, module)).replace(f, b, index);
    }
}
