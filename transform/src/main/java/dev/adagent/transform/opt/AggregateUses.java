package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;

/** Whether an aggregate's references are only used in ways that need no object; collects the fields on the way. */
final class AggregateUses {
    private final Aggregate a;
    private boolean thrown;
    private boolean hasFields;

    AggregateUses(Aggregate aggregate) {
        a = aggregate;
    }

    boolean areKnown() {
        for (int v : a.members()) {
            for (Uses.Use u : a.uses.of(v)) {
                boolean known = u.insn() != null ? isKnown(v, u) : u.edge() >= 0 || isThrow(u);
                if (!known) {
                    return false;
                }
            }
        }
        boolean exceptions = a.kinds().stream().allMatch(k -> k.site() >= 0);
        // a described exception has a class and a message, and no more
        return !thrown || (exceptions && !hasFields);
    }

    private boolean isThrow(Uses.Use u) {
        boolean isThrow = a.function.block(u.block()).term().kind() == Term.Kind.THROW;
        thrown |= isThrow;
        return isThrow;
    }

    private boolean isKnown(int value, Uses.Use u) {
        Insn i = u.insn();
        switch (i.op()) {
            case GETFIELD, PUTFIELD:
                FieldRef field = (FieldRef) i.attr();
                a.fields().put(field, Type.ofDescriptor(field.descriptor()).asValue());
                hasFields = true;
                // objects outside are not written to, nor is what may be one
                return u.operand() == 0 && !(i.op() == Op.PUTFIELD && a.hasOutside() && a.isParam(a.root(value)));
            case ALOAD, ASTORE, ACCUM, CHECK_BOUNDS:
                return u.operand() == 0 && isElement(a.function.typeOf(value), i.arg(1));
            case ALEN:
                return isArray(a.function.typeOf(value));
            case CHECK_NULL:
                return true;
            case CHECK_CAST:
                return a.kinds().stream().allMatch(k -> a.is(k, i.type()) != null);
            case INSTANCEOF:
                return a.kinds().stream().allMatch(k -> a.is(k, (Type) i.attr()) != null);
            case CMP:
                return isKnownComparison(i);
            case CALL:
                return u.operand() == 0 && isKnownCall(value, i);
            default:
                return false;
        }
    }

    private boolean isArray(Type t) {
        return t.isArray() && a.kinds().stream().anyMatch(k -> k.type().equals(t));
    }

    private boolean isElement(Type array, int index) {
        if (!isArray(array) || !(a.constant(index) instanceof Integer k) || k < 0 || k >= a.length(array)) {
            return false;
        }
        a.fields().put(new Aggregate.Element(array, k), array.element().asValue());
        return true;
    }

    private boolean isKnownComparison(Insn cmp) {
        int l = cmp.arg(0);
        int r = cmp.arg(1);
        if (a.isNull(l) || a.isNull(r)) {
            return true;
        }
        boolean boxes = a.kinds().stream().anyMatch(k -> Boxes.valueOf(k.type().name()) != null);
        if (!a.contains(l) || !a.contains(r)) {
            // fresh objects equal nothing else, but null equals null
            return !boxes && !a.isNullable() && !a.hasOutside();
        }
        boolean allocations = !a.isParam(a.root(l)) && !a.isParam(a.root(r));
        return a.root(l) == a.root(r) || (allocations && !boxes && !a.hasOutside());
    }

    private boolean isKnownCall(int value, Insn call) {
        if (Throwables.isConstructor(call)) {
            return isKnownConstructor(value, call);
        }
        MethodKey m = ((Callee) call.attr()).original();
        Type box = a.box();
        if (box != null) {
            a.fields().put(Aggregate.boxField(box), Boxes.valueOf(box.name()).asValue());
            boolean named = m.owner().equals(box.name()) || m.owner().equals("java/lang/Number");
            return named && Boxes.unboxed(m) != null;
        }
        return Aggregate.isEmptyConstructor(call);
    }

    /** Whether the exception's one constructor call gives it a message that can be described. */
    private boolean isKnownConstructor(int value, Insn call) {
        Insn made = a.uses.insn(value);
        Messages.Message m = new Messages(a.uses).of(call);
        boolean known = made != null && made.op() == Op.NEW && a.constructor(made) == call && m != null;
        for (int k = 0; known && k < m.operands().length; k++) {
            a.fields().put(new Aggregate.Shown(value, k), a.function.typeOf(m.operands()[k]));
        }
        return known;
    }
}
