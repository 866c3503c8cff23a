package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Exactly;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Print;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.List;

/** Whether an aggregate's references are only used in ways that need no object; collects the fields on the way. */
final class AggregateUses {
    static final FieldRef ORDINAL = new FieldRef("java/lang/Enum", "ordinal", "I");

    private final Aggregate a;
    private boolean thrown;
    private boolean read;
    private boolean described = true;

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
        boolean noted = a.fields().keySet().stream().anyMatch(ExceptionSteps::isSteps);
        if (noted && read) {
            return false; // what is read may come of calls that are left to the host
        }
        return !thrown
                || (described
                        && a.kinds().stream().allMatch(k -> k.site() >= 0)
                        && ExceptionFields.areAsConstructed(a.function, a.uses, a.members()));
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
                if (PassedExceptions.isPending(field)) {
                    return false; // which exception it is passed will show
                }
                a.fields().put(field, Type.ofDescriptor(field.descriptor()).asValue());
                read |= i.op() == Op.GETFIELD && !ExceptionFields.isOwn(field);
                if (i.op() == Op.GETFIELD && !a.kinds().stream().allMatch(k -> a.hasField(k, field))) {
                    return false;
                }
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
                return a.kinds().stream().allMatch(k -> a.is(k, Exactly.asked(i)) != null);
            case CMP:
                return isKnownComparison(i);
            case CALL:
                return Facts.isMonitor(i)
                        || Facts.isIdentityHash(i)
                        || isShownArray(value, u)
                        || (u.operand() == 0 && isKnownCall(value, i));
            default:
                return false;
        }
    }

    /** An array that a message or a print shows, or the constructor of an exception is given. */
    private boolean isShownArray(int value, Uses.Use u) {
        Type t = a.function.typeOf(value);
        boolean shown = isArray(t)
                && a.kinds().size() == 1
                && !a.isNullable()
                && (Facts.isText(u.insn())
                        || Print.isCall(u.insn())
                        || (Throwables.isConstructor(u.insn()) && u.operand() > 0 && !isKept(u)));
        for (int k = 0; shown && k < a.length(t); k++) {
            a.fields().put(new Aggregate.Element(t, k), t.element().asValue());
        }
        return shown;
    }

    /** Whether the array is written once an exception may keep it. */
    private boolean isKept(Uses.Use constructor) {
        return KeptObjects.isWrittenAfter(a.function, a.uses, a.members(), constructor);
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
        boolean fresh = a.kinds().stream().allMatch(a::hasIdentity) && !a.hasOutside();
        if (!a.contains(l) || !a.contains(r)) {
            // fresh objects equal nothing else, but null equals null
            return fresh && !a.isNullable();
        }
        if (a.root(l) == a.root(r)) {
            return true;
        }
        boolean enums = a.kinds().stream().allMatch(a::isEnum) && !a.hasOutside();
        if (fresh) {
            a.fields().put(Aggregate.ID, Type.I32);
        } else if (enums) {
            a.fields().put(ORDINAL, Type.I32);
        }
        return fresh || enums;
    }

    private boolean isKnownCall(int value, Insn call) {
        if (Throwables.isConstructor(call)) {
            return isKnownConstructor(value, call);
        }
        MethodKey m = ((Callee) call.attr()).original();
        List<Aggregate.Kind> boxes = a.boxes(m.owner());
        if (!boxes.isEmpty() && Boxes.unboxed(m) != null) {
            for (Aggregate.Kind k : boxes) {
                a.fields()
                        .put(
                                Aggregate.boxField(k.type()),
                                Boxes.valueOf(k.type().name()).asValue());
            }
            return true;
        }
        return Aggregate.isEmptyConstructor(call);
    }

    /** Whether it is the exception's one constructor call; notes what describes the exception, if it is thrown. */
    private boolean isKnownConstructor(int value, Insn call) {
        Insn made = a.uses.insn(value);
        if (made == null || made.op() != Op.NEW || a.constructor(made) != call) {
            return false;
        }
        Messages.Message m = new Messages(a.uses).of(call);
        described &= m != null && (m.whole() || a.last);
        for (int k = 0; m != null && k < m.operands().length; k++) {
            a.fields().put(new Aggregate.Shown(value, k), a.function.typeOf(m.operands()[k]));
        }
        return true;
    }
}
