package dev.adagent.transform.opt;

import dev.adagent.overlay.MadeInKernels;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Whether two references are the same object, where their classes tell: two classes have no object in common, a constant of an enum is
 * known by its ordinal, and wrapper objects are the same only if {@code valueOf} takes them from its cache (JLS §5.1.7).
 */
final class Identity {
    private static final FieldRef ORDINAL = new FieldRef("java/lang/Enum", "ordinal", "I");

    private final Function f;
    private final Hierarchy hierarchy;
    private final Defs defs;

    Identity(Function f, Hierarchy hierarchy, Defs defs) {
        this.f = f;
        this.hierarchy = hierarchy;
        this.defs = defs;
    }

    /**
     * The comparison, or what gives the same.
     *
     * @param exact the class of an object that is not null, null if not known
     * @param before what has to be computed first goes there
     */
    Insn compared(Insn cmp, Subst subst, IntFunction<Type> exact, List<Insn> before) {
        int l = subst.get(cmp.arg(0));
        int r = subst.get(cmp.arg(1));
        if (l == r || defs.isNull(l) || defs.isNull(r)) {
            return cmp;
        }
        Insn left = defs.insn(l);
        Insn right = defs.insn(r);
        if (isText(left) && isText(right)) { // literals are interned (JLS §3.10.5)
            return constant(cmp, left.attr().equals(right.attr()));
        }
        String one = className(left, exact);
        String other = className(right, exact);
        if (one != null && other != null) {
            return constant(cmp, one.equals(other));
        }
        Type a = exact.apply(l);
        Type b = exact.apply(r);
        if (a == null || b == null) {
            return cmp;
        }
        if (!a.equals(b)) {
            return constant(cmp, false);
        }
        if (Boolean.TRUE.equals(hierarchy.isSubtype(a, Type.object("java/lang/Enum")))) {
            int x = add(before, cmp, Op.GETFIELD, ORDINAL, l);
            int y = add(before, cmp, Op.GETFIELD, ORDINAL, r);
            return new Insn(Op.CMP, Type.I32, cmp.result(), new int[] {x, y}, cmp.attr(), cmp.loc());
        }
        return left != null && right != null && Facts.isBox(left) && Facts.isBox(right)
                ? boxes(cmp, left.arg(0), right.arg(0), Boxes.valueOf(a.name()), before)
                : cmp;
    }

    /** The name of the class that a class constant or {@code getClass()} gives; null if not known. Loaders play no role: a job has one. */
    private String className(Insn i, IntFunction<Type> exact) {
        if (i != null && Facts.isCallOf(i, Facts.CLASS_CONSTANT)) {
            return (String) defs.insn(i.arg(0)).attr();
        }
        Type t = i != null && Facts.isCallOf(i, Facts.GET_CLASS) ? exact.apply(i.arg(0)) : null;
        return t == null || t.kind() != Type.Kind.OBJECT
                ? null
                : MadeInKernels.knownAs(t.name()).replace('/', '.');
    }

    private static boolean isText(Insn i) {
        return i != null && i.op() == Op.CONST && i.attr() instanceof String;
    }

    private static Insn constant(Insn cmp, boolean same) {
        int value = same == (cmp.attr() == Cond.EQ) ? 1 : 0;
        return new Insn(Op.CONST, Type.I32, cmp.result(), new int[0], value, cmp.loc());
    }

    private int add(List<Insn> before, Insn like, Op op, Object attr, int... args) {
        int value = f.newValue(Type.I32);
        before.add(new Insn(op, Type.I32, value, args, attr, like.loc()));
        defs.put(before.get(before.size() - 1));
        return value;
    }

    private Insn boxes(Insn cmp, int x, int y, Type held, List<Insn> before) {
        if (held.isFloating()) {
            return constant(cmp, false);
        }
        int equal = add(before, cmp, Op.CMP, Cond.EQ, x, y);
        int same = equal;
        boolean all = held.equals(Type.BOOL) || held.equals(Type.I8);
        if (!all) {
            boolean wide = held.equals(Type.I64);
            int low = limit(before, cmp, wide, held.equals(Type.U16) ? 0 : -128);
            int high = limit(before, cmp, wide, 127);
            int above = add(before, cmp, Op.CMP, Cond.GE, x, low);
            int below = add(before, cmp, Op.CMP, Cond.LE, x, high);
            int cached = add(before, cmp, Op.AND, null, above, below);
            same = add(before, cmp, Op.AND, null, equal, cached);
        }
        int zero = add(before, cmp, Op.CONST, 0);
        Cond c = cmp.attr() == Cond.EQ ? Cond.NE : Cond.EQ;
        return new Insn(Op.CMP, Type.I32, cmp.result(), new int[] {same, zero}, c, cmp.loc());
    }

    private int limit(List<Insn> before, Insn like, boolean wide, int c) {
        if (!wide) {
            return add(before, like, Op.CONST, c);
        }
        int value = f.newValue(Type.I64);
        before.add(new Insn(Op.CONST, Type.I64, value, new int[0], (long) c, like.loc()));
        return value;
    }
}
