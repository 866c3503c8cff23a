package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The functions that a kernel reaches, the kernel first; the others of its module, inlined or folded away, need not be such as a
 * device can run. A device's stack is sized when the kernel is compiled, so a cycle of calls is refused.
 */
final class Reached {
    private final Module module;
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<String> active = new HashSet<>();

    private Reached(Module module) {
        this.module = module;
    }

    /** @throws DeviceRefusal for recursion */
    static List<Function> from(Module module) {
        Reached r = new Reached(module);
        r.visit(module.entry());
        List<Function> out = new ArrayList<>();
        module.functions().stream().filter(f -> r.found.contains(f.name())).forEach(out::add);
        return out;
    }

    private void visit(Function f) {
        found.add(f.name());
        active.add(f.name());
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                String name = i.op() == Op.CALL ? ((Callee) i.attr()).function() : null;
                if (name == null || module.get(name) == null) {
                    continue;
                }
                if (active.contains(name)) {
                    throw new DeviceRefusal(
                            i.loc(),
                            "recursion: a call of " + ((Callee) i.attr()).original() + " from within itself",
                            "write a loop, with a private array of constant size as its stack if need be");
                }
                if (!found.contains(name)) {
                    visit(module.get(name));
                }
            }
        }
        active.remove(f.name());
    }
}
