package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Exactly;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides casts and {@code instanceof} where the class of the object is known: it is made here, or its static type is enough. */
public final class TypeChecks {
    /** Ways by which an object may come that are looked at. */
    private static final int MOST = 64;
    /** Merges that are looked through. */
    private static final int DEEPEST = 8;

    private final Function f;
    private final Hierarchy hierarchy;
    private final Defs defs;
    private final Map<Integer, List<Incoming>> incoming;
    private final Map<Integer, Type> exact = new HashMap<>();
    private ExactRows rows;

    private TypeChecks(Function f, Hierarchy hierarchy) {
        this.f = f;
        this.hierarchy = hierarchy;
        defs = Defs.of(f);
        incoming = Incoming.of(f);
    }

    /** Decides what can be decided in one function. @return whether anything changed */
    public static boolean run(Function f, Hierarchy hierarchy) {
        return new TypeChecks(f, hierarchy).run();
    }

    private boolean run() {
        if (f.blocks().stream().anyMatch(b -> b.insns().stream().anyMatch(Facts::isStoreCheck))) {
            rows = new ExactRows(
                    f, Uses.of(f), incoming, this::exactType); // of the function as it is before any change
        }
        Subst subst = new Subst();
        boolean changed = false;
        for (int id : Cfg.of(f).reversePostOrder()) {
            Block b = f.block(id);
            List<Insn> out = new ArrayList<>();
            for (Insn i : b.insns()) {
                if (i.op() == Op.CHECK_CAST && i.attr() == null && alwaysFits(subst.get(i.arg(0)), i.type())) {
                    subst.replace(i.result(), subst.get(i.arg(0)));
                    changed = Rewrite.CAST_REMOVED.happened();
                    continue;
                }
                if (Facts.isStoreCheck(i) && storeFits(subst.get(i.arg(0)), subst.get(i.arg(1)))) {
                    changed = true;
                    continue;
                }
                Insn next = i;
                if (i.op() == Op.CMP && f.typeOf(i.arg(0)).isReference()) {
                    next = new Identity(f, hierarchy, defs).compared(typedNull(i, out), subst, this::exactType, out);
                    next = neverNull(next);
                } else if (i.op() == Op.INSTANCEOF) {
                    next = decided(i, subst.get(i.arg(0)), out);
                } else if (i.op() == Op.CHECK_CAST && defs.isNull(subst.get(i.arg(0)))) {
                    next = new Insn(Op.CONST, i.type(), i.result(), new int[0], null, i.loc());
                }
                changed |= Rewrite.TYPE_TEST_DECIDED.happened(next != i);
                out.add(next);
            }
            b.insns().clear();
            b.insns().addAll(out);
        }
        subst.apply(f);
        return changed;
    }

    /** An array's comparison with null by a null of its own type: to a device {@code Object} is none. */
    private Insn typedNull(Insn cmp, List<Insn> out) {
        int null0 = defs.isNull(cmp.arg(0)) ? 0 : 1;
        Type other = f.typeOf(cmp.arg(1 - null0));
        int n = cmp.arg(null0);
        if (!defs.isNull(n) || !other.isArray() || f.typeOf(n).isArray()) {
            return cmp;
        }
        Insn typed = new Insn(Op.CONST, other, f.newValue(other), new int[0], null, cmp.loc());
        defs.put(typed);
        out.add(typed);
        int[] args = cmp.args().clone();
        args[null0] = typed.result();
        return cmp.withArgs(args);
    }

    /** Whether the operand's static type is as good as the cast's. */
    private boolean alwaysFits(int value, Type wanted) {
        return Boolean.TRUE.equals(hierarchy.isSubtype(f.typeOf(value), wanted));
    }

    /** Whether an element of that value can be stored, whatever the array's static type hides. */
    private boolean storeFits(int array, int value) {
        Type a = storedTo(array);
        if (defs.isNull(value)) {
            return true;
        }
        if (a == null || !a.isArray()) {
            return false;
        }
        Type v = exactType(value, 0);
        return Boolean.TRUE.equals(hierarchy.isSubtype(v == null ? f.typeOf(value) : v, a.element()))
                || Boolean.TRUE.equals(hierarchy.isSubtype(loadedType(value), a.element()));
    }

    /** The class of every array that a store can reach by a reference: none to null, nor to an array without elements. */
    private Type storedTo(int array) {
        Type same = null;
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> work = new ArrayDeque<>(List.of(array));
        while (!work.isEmpty()) {
            int v = work.pop();
            if (!seen.add(v) || defs.isNull(v) || isEmpty(v)) {
                continue;
            }
            Insn d = defs.insn(v);
            if (d == null && incoming.containsKey(v) && !f.params().contains(v)) {
                incoming.get(v).forEach(in -> work.add(in.value()));
            } else if (d != null && d.op() == Op.CHECK_CAST) {
                work.add(d.arg(0));
            } else {
                boolean row = d != null && d.op() == Op.ALOAD && d.type().isArray();
                Type t = d == null ? null : row ? rows.of(d.arg(0)) : exactType(v, 0);
                if (t == null || (same != null && !same.equals(t))) {
                    return null;
                }
                same = t;
            }
        }
        return same;
    }

    private boolean isEmpty(int array) {
        Insn d = defs.insn(array);
        return d != null
                && d.op() == Op.GETSTATIC
                && d.type().isArray()
                && hierarchy.length(Captured.ofStatic((FieldRef) d.attr())) == 0;
    }

    /** What an array whose class is known can hold, of an element of it; else the static type. */
    private Type loadedType(int value) {
        Insn d = defs.insn(value);
        while (d != null && d.op() == Op.CHECK_CAST) {
            d = defs.insn(d.arg(0));
        }
        Type array = d != null && d.op() == Op.ALOAD ? storedTo(d.arg(0)) : null;
        return array != null && array.isArray() ? array.element() : f.typeOf(value);
    }

    /** @param out takes what the decision needs */
    private Insn decided(Insn i, int value, List<Insn> out) {
        if (defs.isNull(i.arg(0))) {
            return constant(i, 0);
        }
        Type t = exactType(i.arg(0), 0);
        if (t != null) {
            Boolean is = Exactly.passes(i, t, hierarchy::isSubtype);
            return is == null ? i : constant(i, is ? 1 : 0);
        }
        Type known = f.typeOf(value);
        Type wanted = Exactly.asked(i);
        if (i.attr() instanceof Exactly) {
            return areDisjoint(known, wanted) ? constant(i, 0) : i;
        }
        if (Boolean.TRUE.equals(hierarchy.isSubtype(known, wanted))) {
            return Facts.isNonNull(defs.insn(i.arg(0))) ? constant(i, 1) : isNotNull(i, value, out);
        }
        List<Insn> made = made(i.arg(0));
        if (areDisjoint(known, wanted) || areAll(made, wanted, false)) {
            return constant(i, 0);
        }
        if (!areAll(made, wanted, true)) {
            return i;
        }
        return hasNull(made) ? isNotNull(i, value, out) : constant(i, 1);
    }

    private Insn isNotNull(Insn i, int value, List<Insn> out) {
        int none = f.newValue(f.typeOf(value));
        out.add(new Insn(Op.CONST, f.typeOf(value), none, new int[0], null, i.loc()));
        return new Insn(Op.CMP, Type.I32, i.result(), new int[] {value, none}, Cond.NE, i.loc());
    }

    /** Whether no object is of both types: nothing can be below both if one of them has no subclasses. */
    private boolean areDisjoint(Type known, Type wanted) {
        return (isLeaf(known) || isLeaf(wanted))
                && Boolean.FALSE.equals(hierarchy.isSubtype(known, wanted))
                && Boolean.FALSE.equals(hierarchy.isSubtype(wanted, known));
    }

    private static boolean isLeaf(Type t) {
        return t.isArray() ? !t.element().isReference() || isLeaf(t.element()) : Boxes.valueOf(t.name()) != null;
    }

    /** The instructions that make what the value may be, with those of nulls; null if it may also come from elsewhere. */
    private List<Insn> made(int value) {
        List<Insn> out = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> work = new ArrayDeque<>(List.of(value));
        while (!work.isEmpty()) {
            int v = work.pop();
            if (!seen.add(v)) {
                continue;
            }
            Insn d = defs.insn(v);
            if (d == null) {
                if (!incoming.containsKey(v) || seen.size() > MOST) {
                    return null;
                }
                incoming.get(v).forEach(in -> work.add(in.value()));
            } else if (d.op() == Op.CHECK_CAST) {
                work.add(d.arg(0));
            } else if (d.op() == Op.NEW || defs.isNull(v)) {
                out.add(d);
            } else {
                return null;
            }
        }
        return out;
    }

    /** Whether all objects, nulls aside, are of the type, or none is. */
    private boolean areAll(List<Insn> made, Type type, boolean ofType) {
        return made != null
                && made.stream()
                        .allMatch(d -> d.op() != Op.NEW
                                || Boolean.valueOf(ofType).equals(hierarchy.isSubtype(d.type(), type)));
    }

    private static boolean hasNull(List<Insn> made) {
        return made.stream().anyMatch(d -> d.op() != Op.NEW);
    }

    /** A comparison with null of one of several objects that are made here, each of them. */
    private Insn neverNull(Insn i) {
        if (i.op() != Op.CMP || defs.isNull(i.arg(0)) == defs.isNull(i.arg(1))) {
            return i;
        }
        List<Insn> made = made(i.arg(defs.isNull(i.arg(0)) ? 1 : 0));
        return made == null || made.isEmpty() || hasNull(made) ? i : constant(i, i.attr() == Cond.NE ? 1 : 0);
    }

    private static Insn constant(Insn i, int value) {
        return new Insn(Op.CONST, Type.I32, i.result(), new int[0], value, i.loc());
    }

    /** Whether it is a constant of an enum without bodies, by its name or its ordinal. */
    private boolean isEnumConstant(Insn d) {
        FieldRef all = d.type().kind() == Type.Kind.OBJECT ? hierarchy.enumConstants(d.type()) : null;
        Insn from = all == null || d.op() == Op.GETSTATIC ? d : defs.insn(d.arg(0));
        return all != null
                && from != null
                && from.op() == Op.GETSTATIC
                && (from == d
                        ? d.type().equals(hierarchy.typeOf(Captured.ofStatic((FieldRef) d.attr())))
                        : from.attr().equals(all));
    }

    private Type exactType(int value) {
        return exactType(value, 0);
    }

    /** The class of the object, if it is certainly that and not null; else null. */
    private Type exactType(int value, int depth) {
        Insn d = defs.insn(value);
        if (d != null) {
            return switch (d.op()) {
                case NEW, NEWARRAY, SHARED -> d.type();
                case CHECK_CAST -> d.attr() instanceof KnownClass k ? k.type() : exactType(d.arg(0), depth);
                case LAMBDA -> d.type();
                case CONST -> d.attr() instanceof String ? d.type() : null;
                case CALL -> Facts.isBox(d) ? d.type() : null;
                case GETSTATIC, ALOAD -> isEnumConstant(d) ? d.type() : null;
                default -> null;
            };
        }
        if (exact.containsKey(value) || depth > DEEPEST) {
            return exact.get(value);
        }
        exact.put(value, null);
        Type same = null;
        for (Incoming in : incoming.getOrDefault(value, List.of())) {
            Type t = in.value() == value ? same : exactType(in.value(), depth + 1);
            if (in.value() != value && (t == null || (same != null && !same.equals(t)))) {
                return null;
            }
            same = t;
        }
        if (same != null) {
            exact.put(value, same);
        }
        return same;
    }
}
