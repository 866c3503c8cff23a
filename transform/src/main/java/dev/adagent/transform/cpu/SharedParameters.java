package dev.adagent.transform.cpu;

import dev.adagent.transform.device.SharedArrays;
import dev.adagent.transform.device.SharedArrays.SharedArray;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the arrays that a block shares parameters, which the device passes: those of the entry follow the kernel's own, and functions
 * that reach a shared array take all of them too.
 */
final class SharedParameters {
    private final Module module;
    private final List<SharedArray> arrays;
    private final Set<String> users = new HashSet<>();

    private SharedParameters(Module module, List<SharedArray> arrays) {
        this.module = module;
        this.arrays = arrays;
    }

    /**
     * A module without shared arrays.
     *
     * @param module itself if it has none
     * @param arrays what the entry's last parameters are
     */
    record Shared(Module module, List<SharedArray> arrays) {}

    static Shared of(Module module) {
        List<SharedArray> arrays = SharedArrays.of(module);
        if (arrays.isEmpty()) {
            return new Shared(module, arrays);
        }
        return new Shared(new SharedParameters(module, arrays).run(), arrays);
    }

    private Module run() {
        users.add(module.entry().name());
        for (boolean grown = true; grown; ) {
            grown = false;
            for (Function f : module.functions()) {
                grown |= uses(f) && users.add(f.name());
            }
        }
        Module out = new Module();
        module.functions().forEach(f -> out.add(users.contains(f.name()) ? rewrite(f) : f));
        return out;
    }

    private boolean uses(Function f) {
        return f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .anyMatch(i -> i.op() == Op.SHARED || i.op() == Op.CALL && users.contains(target(i)));
    }

    private static String target(Insn call) {
        return ((Callee) call.attr()).function();
    }

    private Function rewrite(Function f) {
        Function g = FunctionCloner.copy(f, f.name());
        int[] added = new int[arrays.size()];
        Arrays.setAll(added, k -> g.addParam(g.entry(), arrays.get(k).type()));
        Map<Integer, Integer> replaced = new HashMap<>();
        for (Block b : g.blocks()) {
            b.insns().removeIf(i -> {
                if (i.op() == Op.SHARED) {
                    replaced.put(i.result(), added[index((String) i.attr())]);
                }
                return i.op() == Op.SHARED;
            });
            b.insns().replaceAll(i -> {
                if (i.op() != Op.CALL || !users.contains(target(i))) {
                    return i;
                }
                int[] args = Arrays.copyOf(i.args(), i.args().length + added.length);
                System.arraycopy(added, 0, args, i.args().length, added.length);
                return i.withArgs(args);
            });
        }
        Operands.replace(g, v -> replaced.getOrDefault(v, v));
        return g;
    }

    private int index(String name) {
        for (int k = 0; k < arrays.size(); k++) {
            if (arrays.get(k).name().equals(name)) {
                return k;
            }
        }
        throw new IllegalStateException(name);
    }
}
