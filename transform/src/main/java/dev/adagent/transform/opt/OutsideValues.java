package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts in what is known of {@link Captured} values when a job is compiled: constants, lengths of arrays that stay the same, and which
 * references are null or of a class.
 */
final class OutsideValues {
    private final Function f;
    private final Hierarchy hierarchy;
    private final Defs defs;
    private final CapturedChains chains;

    private OutsideValues(Function f, Hierarchy hierarchy, boolean entry) {
        this.f = f;
        this.hierarchy = hierarchy;
        defs = Defs.of(f);
        chains = new CapturedChains(f, defs::insn, entry);
    }

    static boolean run(Function f, Hierarchy hierarchy, boolean entry) {
        return new OutsideValues(f, hierarchy, entry).run();
    }

    private boolean run() {
        boolean changed = false;
        for (Block b : f.blocks()) {
            List<Insn> out = new ArrayList<>(b.insns().size());
            for (Insn i : b.insns()) {
                if (i.op() == Op.CHECK_NULL && isNotNull(i.arg(0))) {
                    changed = Rewrite.OUTSIDE_KNOWN.happened();
                    continue;
                }
                Insn next = i.result() < 0 ? i : replaced(i);
                changed |= Rewrite.OUTSIDE_KNOWN.happened(next != i);
                out.add(next);
                defs.put(next);
            }
            b.insns().clear();
            b.insns().addAll(out);
        }
        return changed;
    }

    private boolean isNotNull(int value) {
        Captured c = chains.of(value);
        return c != null && hierarchy.typeOf(c) != null;
    }

    private Insn replaced(Insn i) {
        switch (i.op()) {
            case GETSTATIC, GETFIELD -> {
                Captured c = chains.of(i.result());
                if (c == null) {
                    return i;
                }
                Object value = hierarchy.constant(c);
                boolean nothing = value == null && i.type().isReference() && hierarchy.isNull(c);
                return value == null && !nothing ? i : constant(i, value);
            }
            case ALEN -> {
                Captured c = chains.of(i.arg(0));
                int length = c == null ? -1 : hierarchy.length(c);
                return length < 0 ? i : constant(i, length);
            }
            case INSTANCEOF -> {
                Captured c = chains.of(i.arg(0));
                Type known = c == null ? null : hierarchy.typeOf(c);
                Boolean is = known == null ? null : hierarchy.isSubtype(known, (Type) i.attr());
                return is == null ? i : constant(i, Type.I32, is ? 1 : 0);
            }
            case CMP -> {
                boolean known = f.typeOf(i.arg(0)).isReference()
                        && (defs.isNull(i.arg(0)) ? isNotNull(i.arg(1)) : defs.isNull(i.arg(1)) && isNotNull(i.arg(0)));
                return known ? constant(i, i.attr() == Cond.NE ? 1 : 0) : i;
            }
            default -> {
                return i;
            }
        }
    }

    private static Insn constant(Insn i, Object value) {
        return constant(i, i.type(), value);
    }

    private static Insn constant(Insn i, Type type, Object value) {
        return new Insn(Op.CONST, type, i.result(), new int[0], value, i.loc());
    }
}
