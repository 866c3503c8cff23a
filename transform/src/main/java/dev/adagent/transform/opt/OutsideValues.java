package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts in what is known of {@link Captured} values when a job is compiled: constants, lengths of arrays that stay the same, and which
 * references are null or of a class.
 */
final class OutsideValues {
    private final Function f;
    private final Hierarchy hierarchy;
    private final Defs defs;
    private final CapturedChains chains;
    private Map<Integer, List<Insn>> constructors;
    private final Set<Insn> constructed = Collections.newSetFromMap(new IdentityHashMap<>());

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
                if (constructed.contains(i)) {
                    changed = Rewrite.OUTSIDE_KNOWN.happened();
                    continue;
                }
                Insn next =
                        i.result() < 0 ? i : i.op() == Op.NEW ? ofHost(i) : replaced(unboxed(ofElement(i, out), out));
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

    // ---- calls that the host makes

    /** The constants that are passed from an operand on, null if one is none. */
    private List<Object> constants(Insn call, int from) {
        List<Object> out = new ArrayList<>();
        for (int k = from; k < call.args().length; k++) {
            Object c = defs.constant(call.arg(k));
            if (c == null) {
                return null;
            }
            out.add(c);
        }
        return out;
    }

    private Insn onHost(Insn call) {
        Callee callee = (Callee) call.attr();
        if (callee.function() != null || callee.overlay() != null || Messages.isConcat(call)) {
            return call;
        }
        boolean isStatic = callee.kind() == Callee.Kind.STATIC;
        Captured receiver = isStatic ? null : chains.of(call.arg(0));
        List<Object> arguments = isStatic || receiver != null ? constants(call, isStatic ? 0 : 1) : null;
        FieldRef field = arguments == null ? null : hierarchy.callOnHost(callee.original(), receiver, arguments);
        if (field == null) {
            return call;
        }
        int[] of = isStatic ? new int[0] : new int[] {call.arg(0)};
        return new Insn(isStatic ? Op.GETSTATIC : Op.GETFIELD, call.type(), call.result(), of, field, call.loc());
    }

    /** An object that the host makes, by a constructor that is called once. */
    private Insn ofHost(Insn made) {
        if (constructors == null) {
            constructors = constructors();
        }
        List<Insn> calls = constructors.getOrDefault(made.result(), List.of());
        Insn constructor = calls.size() == 1 ? calls.get(0) : null;
        List<Object> arguments = constructor == null ? null : constants(constructor, 1);
        FieldRef field = arguments == null
                ? null
                : hierarchy.callOnHost(((Callee) constructor.attr()).original(), null, arguments);
        if (field == null || !field.descriptor().equals(made.type().descriptor())) {
            return made;
        }
        constructed.add(constructor);
        return new Insn(Op.GETSTATIC, made.type(), made.result(), new int[0], field, made.loc());
    }

    private Map<Integer, List<Insn>> constructors() {
        Map<Integer, List<Insn>> out = new HashMap<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (Throwables.isConstructor(i)) {
                    out.computeIfAbsent(i.arg(0), k -> new ArrayList<>()).add(i);
                }
            }
        }
        return out;
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
        Insn cast = i.op() == Op.CHECK_CAST ? load(i.arg(0)) : null;
        if (cast != null && Boolean.TRUE.equals(hierarchy.isSubtype(each(i.arg(0)), i.type()))) {
            return new Insn(Op.ALOAD, i.type(), i.result(), cast.args(), null, i.loc()); // goes once nothing uses it
        }
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

    /** The number in a wrapper object outside, by its own method; or in one that is an element of an array there. */
    private Insn unboxed(Insn i, List<Insn> out) {
        boolean call = hierarchy.readsAtLaunch() && i.op() == Op.CALL && i.args().length == 1;
        Type number = call ? Boxes.unboxed(((Callee) i.attr()).original()) : null;
        if (number == null) {
            return i;
        }
        Insn load = load(i.arg(0));
        Captured box = chains.of(i.arg(0));
        Type type = load != null ? each(i.arg(0)) : box == null ? null : hierarchy.typeOf(box);
        if (type == null || !number.equals(Boxes.valueOf(type.name()))) {
            return i;
        }
        FieldRef value = new FieldRef(type.name(), "value", number.descriptor());
        if (load == null) {
            return new Insn(Op.GETFIELD, i.type(), i.result(), i.args(), value, i.loc());
        }
        int array = gathered(load.arg(0), Captured.ofElements(value), i, out);
        return new Insn(Op.ALOAD, i.type(), i.result(), new int[] {array, load.arg(1)}, null, i.loc());
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
                if (i.type().isReference() && !(value instanceof String)) {
                    value = null; // a wrapper object, whose number is a constant
                }
                boolean nothing = value == null && i.type().isReference() && hierarchy.isNull(c);
                return value == null && !nothing ? i : constant(i, value);
            }
            case ALEN -> {
                Captured c = chains.of(i.arg(0));
                int length = c == null ? -1 : hierarchy.length(c);
                return length < 0 ? i : constant(i, length);
            }
            case CALL -> {
                return onHost(i);
            }
            case CHECK_CAST -> {
                return ofArray(i);
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

    /** An array that a field holds which need not hold one: read as such. */
    private Insn ofArray(Insn cast) {
        Insn read = defs.insn(cast.arg(0));
        Captured c = cast.type().isArray() && hierarchy.readsAtLaunch() ? chains.of(cast.arg(0)) : null;
        boolean field = read != null && (read.op() == Op.GETFIELD || read.op() == Op.GETSTATIC);
        if (c == null || !field || read.type().isArray() || !cast.type().equals(hierarchy.typeOf(c))) {
            return cast;
        }
        FieldRef f = (FieldRef) read.attr();
        FieldRef array = new FieldRef(f.owner(), f.name(), cast.type().descriptor());
        return new Insn(read.op(), cast.type(), cast.result(), read.args(), array, cast.loc());
    }

    private static Insn constant(Insn i, Object value) {
        return constant(i, i.type(), value);
    }

    private static Insn constant(Insn i, Type type, Object value) {
        return new Insn(Op.CONST, type, i.result(), new int[0], value, i.loc());
    }
}
