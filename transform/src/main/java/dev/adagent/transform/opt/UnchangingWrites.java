package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Removes writes to fields of objects outside that store what the field holds when the kernel is launched: those of a {@code clear()} on an
 * object that is clear already. A field is left alone if the kernel also stores something else to a field of that name, since two ways may
 * lead to one object; but reading it gives what it held, so that what is computed once need not be computed again. Launches where the field
 * holds something else get code of their own.
 */
public final class UnchangingWrites {
    private final Module module;
    private final Hierarchy hierarchy;
    private final Map<FieldRef, Object> stored = new HashMap<>();
    private final Set<FieldRef> changing = new HashSet<>();

    private UnchangingWrites(Module module, Hierarchy hierarchy) {
        this.module = module;
        this.hierarchy = hierarchy;
    }

    /** Removes what can be in a kernel's module. @return whether anything changed */
    public static boolean run(Module module, Hierarchy hierarchy) {
        return new UnchangingWrites(module, hierarchy).run();
    }

    private boolean run() {
        boolean any = false;
        for (Function f : module.functions()) {
            Defs defs = Defs.of(f);
            CapturedChains chains = chains(f, defs);
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.op() == Op.PUTFIELD && !isMade(defs.insn(i.arg(0)))) {
                        any = true;
                        collect(i, chains.of(i.arg(0)), defs.insn(i.arg(1)));
                    }
                }
            }
        }
        boolean changed = false;
        for (Function f : any ? module.functions() : Set.<Function>of()) {
            Defs defs = Defs.of(f);
            CapturedChains chains = chains(f, defs);
            for (Block b : f.blocks()) {
                changed |= b.insns().removeIf(i -> isUnchanging(i, defs, chains));
                for (int k = 0; k < b.insns().size(); k++) {
                    Insn known = known(b.insns().get(k), chains);
                    changed |= known != b.insns().set(k, known);
                }
            }
        }
        return changed;
    }

    private CapturedChains chains(Function f, Defs defs) {
        return new CapturedChains(f, defs::insn, f == module.entry());
    }

    private static boolean isMade(Insn object) {
        return object != null && object.op() == Op.NEW;
    }

    private void collect(Insn put, Captured object, Insn value) {
        FieldRef field = (FieldRef) put.attr();
        boolean constant = object != null && value != null && value.op() == Op.CONST;
        if (!constant || stored.containsKey(field) && !same(stored.get(field), value.attr())) {
            changing.add(field);
            return;
        }
        stored.put(field, value.attr());
        Captured c = object.field(field);
        boolean holds = value.attr() == null
                ? value.type().isReference() && hierarchy.isNull(c)
                : same(hierarchy.valueAtLaunch(c), value.attr());
        if (!holds) {
            changing.add(field);
        }
    }

    /**
     * What a field holds that the kernel writes, as a number: the write may then be found never to be reached, as that of what is computed
     * once and is computed already. A write that stays is refused, so that what it would change is never read from here.
     */
    private Insn known(Insn i, CapturedChains chains) {
        Captured c = i.op() == Op.GETFIELD && changing.contains((FieldRef) i.attr()) ? chains.of(i.result()) : null;
        Object value = c == null ? null : hierarchy.valueAtLaunch(c);
        return value == null ? i : new Insn(Op.CONST, i.type(), i.result(), new int[0], value, i.loc());
    }

    /** As {@code equals} of the wrapper classes has it: NaN is NaN, and −0.0 is not 0.0. */
    private static boolean same(Object a, Object b) {
        return a == null ? b == null : a.equals(b);
    }

    private boolean isUnchanging(Insn i, Defs defs, CapturedChains chains) {
        return i.op() == Op.PUTFIELD
                && !isMade(defs.insn(i.arg(0)))
                && chains.of(i.arg(0)) != null
                && !changing.contains((FieldRef) i.attr());
    }
}
