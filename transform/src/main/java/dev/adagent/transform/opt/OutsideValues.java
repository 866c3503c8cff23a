package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Exactly;
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
                OutsideElement array = i.op() == Op.CHECK_BOUNDS ? arrayOfObjects(i.arg(0)) : null;
                if (array != null) {
                    next = i.withArgs(new int[] {asLong(array, i, out), i.arg(1)});
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

    /** The constants that are passed from an operand on, and numbers outside as they are at this launch; null if one is neither. */
    private List<Object> constants(Insn call, int from, Captured receiver) {
        if (!hierarchy.isOnHost(((Callee) call.attr()).original(), receiver)) {
            return null;
        }
        List<Captured> outside = new ArrayList<>();
        for (int k = from; k < call.args().length; k++) {
            Captured c = defs.constant(call.arg(k)) != null ? null : chains.of(call.arg(k));
            if (defs.constant(call.arg(k)) == null
                    && (c == null || f.typeOf(call.arg(k)).isReference())) {
                return null;
            }
            outside.add(c);
        }
        List<Object> out = new ArrayList<>();
        for (Captured c : outside) {
            Object value = c == null ? defs.constant(call.arg(from + out.size())) : hierarchy.valueAtLaunch(c);
            if (value == null) {
                return null;
            }
            out.add(value);
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
        List<Object> arguments = isStatic || receiver != null ? constants(call, isStatic ? 0 : 1, receiver) : null;
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
        List<Object> arguments = constructor == null ? null : constants(constructor, 1, null);
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
        return c != null
                ? hierarchy.typeOf(c) != null || hierarchy.length(c) >= 0
                : each(value) != null || arrayOfObjects(value) != null;
    }

    // ---- elements of arrays of objects: what all of them hold in a field is an array, which is read instead

    /** The array of objects outside that a value is, or the row of one, all of whose objects are of one class; else null. */
    private OutsideElement arrayOfObjects(int array) {
        OutsideElement e = f.typeOf(array).isArray() ? OutsideElement.of(array, defs::insn, chains) : null;
        int depth = e == null ? 0 : e.depth(f);
        return e != null && depth > e.indices().size() && e.each(depth, hierarchy) != null ? e : null;
    }

    /** The object in such an array that a value is, behind casts; else null. */
    private OutsideElement load(int value) {
        boolean object = f.typeOf(value).kind() == Type.Kind.OBJECT;
        OutsideElement e = object ? OutsideElement.of(value, defs::insn, chains) : null;
        boolean loaded =
                e != null && !e.indices().isEmpty() && e.depth(f) == e.indices().size();
        return loaded && each(e) != null ? e : null;
    }

    private Type each(OutsideElement e) {
        return e.each(e.indices().size(), hierarchy);
    }

    /** The class of all elements of the array that a value is an element of; null if it is none, or they are of several or null. */
    private Type each(int value) {
        OutsideElement e = load(value);
        return e == null ? null : each(e);
    }

    private Insn ofElement(Insn i, List<Insn> out) {
        OutsideElement cast =
                i.op() == Op.CHECK_CAST && f.typeOf(i.result()).kind() == Type.Kind.OBJECT ? load(i.arg(0)) : null;
        Insn load = cast == null ? null : behindCasts(i.arg(0));
        if (load != null && Boolean.TRUE.equals(hierarchy.isSubtype(each(cast), i.type()))) {
            return new Insn(Op.ALOAD, i.type(), i.result(), load.args(), null, i.loc()); // goes once nothing uses it
        }
        OutsideElement read = i.op() == Op.GETFIELD ? load(i.arg(0)) : null;
        if (read != null) {
            return loaded(read, (FieldRef) i.attr(), i, out);
        }
        OutsideElement array = i.op() == Op.ALEN ? arrayOfObjects(i.arg(0)) : null;
        if (array != null && (!array.indices().isEmpty() || hierarchy.length(array.array()) < 0)) {
            return i.withArgs(new int[] {asLong(array, i, out)});
        }
        return i;
    }

    private Insn behindCasts(int value) {
        Insn i = defs.insn(value);
        while (i.op() == Op.CHECK_CAST) {
            i = defs.insn(i.arg(0));
        }
        return i;
    }

    /** What an object of the array holds in a field, in place of an instruction. */
    private Insn loaded(OutsideElement e, FieldRef field, Insn at, List<Insn> out) {
        int last = e.indices().size() - 1;
        int array = gathered(e.base(), OutsideElement.through(field, last + 1), at, out);
        array = element(array, e.indices().subList(0, last), at, out);
        int[] args = {array, e.indices().get(last)};
        return new Insn(Op.ALOAD, at.type(), at.result(), args, null, at.loc());
    }

    private int element(int array, List<Integer> indices, Insn at, List<Insn> out) {
        int v = array;
        for (int index : indices) {
            Type type = f.typeOf(v).element();
            Insn row = new Insn(Op.ALOAD, type, f.newValue(type), new int[] {v, index}, null, at.loc());
            defs.put(row);
            out.add(row);
            v = row.result();
        }
        return v;
    }

    /** An array of numbers as long as the array, or row of one, of objects. */
    private int asLong(OutsideElement array, Insn at, List<Insn> out) {
        int n = array.indices().size();
        return element(
                gathered(array.base(), OutsideElement.through(Captured.AS_LONG, n), at, out), array.indices(), at, out);
    }

    /** The number in a wrapper object outside, by its own method; or in one that is an element of an array there. */
    private Insn unboxed(Insn i, List<Insn> out) {
        boolean call = hierarchy.readsAtLaunch() && i.op() == Op.CALL && i.args().length == 1;
        Type number = call ? Boxes.unboxed(((Callee) i.attr()).original()) : null;
        if (number == null) {
            return i;
        }
        OutsideElement load = load(i.arg(0));
        Captured box = chains.of(i.arg(0));
        Type type = load != null ? each(load) : box == null ? null : hierarchy.typeOf(box);
        if (type == null || !number.equals(Boxes.valueOf(type.name()))) {
            return i;
        }
        FieldRef value = new FieldRef(type.name(), "value", number.descriptor());
        if (load == null) {
            return new Insn(Op.GETFIELD, i.type(), i.result(), i.args(), value, i.loc());
        }
        return loaded(load, value, i, out);
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
                Boolean is = known == null ? null : Exactly.passes(i, known, hierarchy::isSubtype);
                return is == null ? i : constant(i, Type.I32, is ? 1 : 0);
            }
            case CMP -> {
                boolean known = f.typeOf(i.arg(0)).isReference()
                        && (defs.isNull(i.arg(0)) ? isNotNull(i.arg(1)) : defs.isNull(i.arg(1)) && isNotNull(i.arg(0)));
                Boolean same = known ? Boolean.FALSE : areSame(i.arg(0), i.arg(1));
                return same == null ? i : constant(i, same == (i.attr() == Cond.EQ) ? 1 : 0);
            }
            default -> {
                return i;
            }
        }
    }

    /** Whether two references are to one object outside; null if that is not known. */
    private Boolean areSame(int a, int b) {
        Captured l = f.typeOf(a).kind() == Type.Kind.OBJECT ? chains.of(a) : null;
        Captured r = l == null ? null : chains.of(b);
        return r == null ? null : hierarchy.areSame(l, r);
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
