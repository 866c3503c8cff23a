package dev.adagent.transform.job;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import dev.adagent.transform.lift.LiftException;
import dev.adagent.transform.lift.OutsideObjects;
import dev.adagent.transform.opt.CapturedChains;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the static fields that compiled code reads, and the fields of objects that are passed to it, parameters of its own: of the entry,
 * and of every function on the way to a read.
 */
final class HiddenParameters {
    private final Module module;
    private final Map<String, Map<Captured, Type>> needs = new LinkedHashMap<>();
    private final Map<String, Map<Captured, Integer>> added = new HashMap<>();
    private final Set<String> fixed = new HashSet<>();
    private final OutsideObjects outside;

    private HiddenParameters(Module module, OutsideObjects outside) {
        this.module = module;
        this.outside = outside;
    }

    /**
     * Adds the parameters after those that are there, and removes the entry's object parameters.
     *
     * @return where the value of each parameter of the entry comes from
     * @throws LiftException if an object outside is used as a whole, or written to
     */
    static List<Captured> addTo(Module module, OutsideObjects outside) {
        return new HiddenParameters(module, outside).run();
    }

    private List<Captured> run() {
        for (Function f : module.functions()) {
            needs.put(f.name(), new LinkedHashMap<>());
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.attr() instanceof Lambda l && l.function() != null) {
                        fixed.add(l.function());
                    }
                }
            }
        }
        module.functions().forEach(this::collect);
        propagate();
        List<Captured> out = new ArrayList<>();
        Function entry = module.entry();
        for (int k = 0; k < entry.params().size(); k++) {
            out.add(Captured.ofParameter(k));
        }
        out.addAll(needs.get(entry.name()).keySet());
        module.functions().forEach(this::extend);
        module.functions().forEach(this::rewrite);
        removeObjects(entry, out);
        return out;
    }

    private CapturedChains chains(Function f) {
        Uses uses = Uses.of(f);
        return new CapturedChains(f, uses::insn, f == module.entry());
    }

    private void collect(Function f) {
        if (fixed.contains(f.name())) {
            return;
        }
        CapturedChains chains = chains(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.PUTFIELD
                        && chains.of(i.arg(0)) != null
                        && chains.of(i.arg(0)).parameter() < 0) {
                    throw written(i);
                }
                Captured c = i.op() == Op.GETSTATIC || i.op() == Op.GETFIELD ? chains.of(i.result()) : null;
                if (c != null && isValue(i.type())) {
                    if (!outside.isReadable(c)) {
                        throw unreadable(i);
                    }
                    needs.get(f.name()).put(c, i.type());
                }
            }
        }
    }

    /** Whether a device can be handed a value of the type. */
    private static boolean isValue(Type type) {
        Type t = type;
        while (t.isArray()) {
            t = t.element();
        }
        return t.kind() != Type.Kind.OBJECT;
    }

    private void propagate() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Function f : module.functions()) {
                for (Block b : f.blocks()) {
                    for (Insn i : b.insns()) {
                        Map<Captured, Type> inner = i.attr() instanceof Callee c && c.function() != null
                                ? needs.getOrDefault(c.function(), Map.of())
                                : Map.of();
                        Map<Captured, Type> mine = needs.get(f.name());
                        int before = mine.size();
                        mine.putAll(inner);
                        changed |= mine.size() > before;
                    }
                }
            }
        }
    }

    private void extend(Function f) {
        Map<Captured, Integer> mine = new HashMap<>();
        needs.get(f.name()).forEach((c, t) -> mine.put(c, f.addParam(f.entry(), t)));
        added.put(f.name(), mine);
    }

    private void rewrite(Function f) {
        Map<Captured, Integer> mine = added.get(f.name());
        CapturedChains chains = chains(f);
        Map<Integer, Integer> replaced = new HashMap<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                boolean read = i.op() == Op.GETSTATIC || i.op() == Op.GETFIELD;
                Captured c = read ? chains.of(i.result()) : null;
                if (c != null && mine.containsKey(c)) {
                    replaced.put(i.result(), mine.get(c));
                }
            }
        }
        for (Block b : f.blocks()) {
            b.insns().removeIf(i -> i.result() >= 0 && replaced.containsKey(i.result()));
            b.insns().replaceAll(i -> passing(i, mine));
        }
        Operands.replace(f, v -> replaced.getOrDefault(v, v));
        dropUnused(f, chains);
    }

    private Insn passing(Insn i, Map<Captured, Integer> mine) {
        if (i.op() != Op.CALL || ((Callee) i.attr()).function() == null) {
            return i;
        }
        Map<Captured, Type> wanted = needs.getOrDefault(((Callee) i.attr()).function(), Map.of());
        int[] args = Arrays.copyOf(i.args(), i.args().length + wanted.size());
        int k = i.args().length;
        for (Captured c : wanted.keySet()) {
            args[k++] = mine.get(c);
        }
        return new Insn(i.op(), i.type(), i.result(), args, i.attr(), i.loc());
    }

    /** Removes reads of objects of which nothing is used any more. */
    private static void dropUnused(Function f, CapturedChains chains) {
        boolean changed = true;
        while (changed) {
            changed = false;
            Uses uses = Uses.of(f);
            for (Block b : f.blocks()) {
                changed |= b.insns()
                        .removeIf(i -> i.result() >= 0
                                && !uses.isUsed(i.result())
                                && (i.op() == Op.GETSTATIC || i.op() == Op.GETFIELD || i.op() == Op.CHECK_CAST)
                                && chains.of(i.result()) != null);
            }
        }
    }

    private static void removeObjects(Function entry, List<Captured> inputs) {
        Uses uses = Uses.of(entry);
        Set<Integer> gone = new LinkedHashSet<>();
        for (int k = entry.params().size() - 1; k >= 0; k--) {
            int p = entry.params().get(k);
            if (isValue(entry.typeOf(p))) {
                continue;
            }
            if (uses.isUsed(p)) {
                throw refusal(entry, p, uses.of(p).get(0));
            }
            gone.add(p);
            inputs.remove(k);
        }
        entry.entry().params().removeAll(gone);
    }

    private static LiftException unreadable(Insn read) {
        FieldRef field = (FieldRef) read.attr();
        LiftException random = LiftException.ofSharedGenerator(LiftException.path(read.loc()));
        if (random != null) {
            return random;
        }
        return new LiftException(
                "a read of field " + field.owner().replace('/', '.') + "." + field.name(),
                "its module does not let adagent read it",
                "pass its value as an argument, or start java with --add-opens for its package",
                LiftException.path(read.loc()));
    }

    private static LiftException written(Insn put) {
        FieldRef field = (FieldRef) put.attr();
        LiftException random = LiftException.ofSharedGenerator(LiftException.path(put.loc()));
        if (random != null) {
            return random;
        }
        return new LiftException(
                "a write to the field " + field.owner().replace('/', '.') + "." + field.name()
                        + " of an object in a static field",
                "its fields are read when the kernel is launched, and this may change one for other threads",
                "make the object where it is used; if it keeps what was computed first, call the method on the host before the launch",
                LiftException.path(put.loc()));
    }

    private static LiftException refusal(Function entry, int param, Uses.Use use) {
        List<Loc> path = LiftException.path(
                use.insn() != null
                        ? use.insn().loc()
                        : entry.block(use.block()).term().loc());
        String type = entry.typeOf(param).toString();
        if (use.insn() != null && use.insn().op() == Op.PUTFIELD) {
            return new LiftException(
                    "a write to a field of " + type + ", which was passed to the kernel",
                    "its fields are copied when the kernel is launched",
                    "use a one-element array and write its element 0",
                    path);
        }
        return new LiftException(
                "a use of the object " + type + " as a whole",
                "an object passed to a kernel is taken apart into its fields when the kernel is launched",
                "pass the numbers and arrays that are needed",
                path);
    }
}
