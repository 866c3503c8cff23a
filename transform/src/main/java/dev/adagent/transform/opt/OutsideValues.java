package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
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
                Insn next = i.result() < 0 ? i : replaced(ofElement(i, out));
                if (i.op() == Op.CHECK_BOUNDS && isOfObjects(i.arg(0))) {
                    next = i.withArgs(new int[] {gathered(i.arg(0), Captured.AS_LONG, i, out), i.arg(1)});
                }
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
        return c != null ? hierarchy.typeOf(c) != null : each(value) != null;
    }

    // ---- elements of arrays of objects: what all of them hold in a field is an array, which is read instead

    private boolean isOfObjects(int array) {
        Type t = f.typeOf(array);
        Captured c = t.isArray() && t.element().kind() == Type.Kind.OBJECT ? chains.of(array) : null;
        return c != null && hierarchy.typeOf(c.field(Captured.EACH)) != null;
    }

    /** The load of an element of such an array that a value is, behind casts; else null. */
    private Insn load(int value) {
        Insn i = defs.insn(value);
        while (i != null && i.op() == Op.CHECK_CAST) {
            i = defs.insn(i.arg(0));
        }
        return i != null && i.op() == Op.ALOAD && isOfObjects(i.arg(0)) ? i : null;
    }

    /** The class of all elements of the array that a value is an element of; null if it is none, or they are of several or null. */
    private Type each(int value) {
        Insn load = load(value);
        return load == null ? null : hierarchy.typeOf(chains.of(load.arg(0)).field(Captured.EACH));
    }

    private Insn ofElement(Insn i, List<Insn> out) {
        Insn load = i.op() == Op.GETFIELD ? load(i.arg(0)) : null;
        if (load != null) {
            int array = gathered(load.arg(0), Captured.ofElements((FieldRef) i.attr()), i, out);
            int[] args = {array, load.arg(1)};
            return new Insn(Op.ALOAD, i.type(), i.result(), args, null, i.loc());
        }
        if (i.op() == Op.ALEN && isOfObjects(i.arg(0)) && hierarchy.length(chains.of(i.arg(0))) < 0) {
            return i.withArgs(new int[] {gathered(i.arg(0), Captured.AS_LONG, i, out)});
        }
        return i;
    }

    private int gathered(int array, FieldRef step, Insn at, List<Insn> out) {
        Type type = Type.ofDescriptor(step.descriptor());
        Insn read = new Insn(Op.GETFIELD, type, f.newValue(type), new int[] {array}, step, at.loc());
        defs.put(read);
        out.add(read);
        return read.result();
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
                Type known = c == null ? each(i.arg(0)) : hierarchy.typeOf(c);
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
