package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.List;

/** What asks an object of an aggregate: which one it is, of which class, and which number a wrapper holds. */
final class ObjectQuestions {
    private final Function f;
    private final Aggregate aggregate;
    private final Defs defs;
    private final FieldVariables fields;
    private final Subst subst;

    ObjectQuestions(Function f, Aggregate aggregate, Defs defs, FieldVariables fields, Subst subst) {
        this.f = f;
        this.aggregate = aggregate;
        this.defs = defs;
        this.fields = fields;
        this.subst = subst;
    }

    /** Compares two references, of which one is of the aggregate. */
    void compare(Block b, Insn cmp) {
        boolean equal = cmp.attr() == Cond.EQ;
        boolean left = aggregate.contains(cmp.arg(0));
        int reference = cmp.arg(left ? 0 : 1);
        int other = cmp.arg(left ? 1 : 0);
        if (aggregate.isNull(other) && aggregate.isNullable() && aggregate.isParam(aggregate.root(reference))) {
            int tag = fields.read(b, reference, Aggregate.TAG);
            int zero = f.append(b, Op.CONST, Type.I32, 0, cmp.loc());
            b.insns().add(new Insn(Op.CMP, Type.I32, cmp.result(), new int[] {tag, zero}, cmp.attr(), cmp.loc()));
            return;
        }
        boolean both = !aggregate.isNull(other) && aggregate.contains(other);
        if (both && aggregate.root(reference) != aggregate.root(other)) {
            identities(b, cmp, reference, other);
            return;
        }
        b.insns().add(constant(cmp, both == equal ? 1 : 0));
    }

    /** Compares two references of the aggregate: the same ordinal of the same enum, or the same object. */
    private void identities(Block b, Insn cmp, int left, int right) {
        Object field = aggregate.fields().containsKey(Aggregate.ID) ? Aggregate.ID : AggregateUses.ORDINAL;
        Loc loc = cmp.loc();
        int l = fields.read(b, left, field);
        int r = fields.read(b, right, field);
        if (field.equals(Aggregate.ID) || !aggregate.isTagged()) {
            b.insns().add(new Insn(Op.CMP, Type.I32, cmp.result(), new int[] {l, r}, cmp.attr(), loc));
            return;
        }
        int ordinals = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, l, r);
        int kinds = f.append(
                b,
                Op.CMP,
                Type.I32,
                Cond.EQ,
                loc,
                fields.read(b, left, Aggregate.TAG),
                fields.read(b, right, Aggregate.TAG));
        int same = f.append(b, Op.AND, Type.I32, null, loc, ordinals, kinds);
        int zero = f.append(b, Op.CONST, Type.I32, 0, loc);
        Cond c = cmp.attr() == Cond.EQ ? Cond.NE : Cond.EQ;
        b.insns().add(new Insn(Op.CMP, Type.I32, cmp.result(), new int[] {same, zero}, c, loc));
    }

    /** Defines the instruction's result as whether the reference denotes one of some kinds. */
    void oneOf(Block b, Insn i, int reference, List<Aggregate.Kind> kinds) {
        int root = aggregate.root(reference);
        if (!aggregate.isParam(root)) {
            int tag = aggregate.tag(defs.insn(root));
            b.insns().add(constant(i, kinds.contains(aggregate.kinds().get(tag - 1)) ? 1 : 0));
            return;
        }
        if (kinds.isEmpty() || (kinds.size() == aggregate.kinds().size() && !aggregate.isNullable())) {
            b.insns().add(constant(i, kinds.isEmpty() ? 0 : 1));
            return;
        }
        int tag = fields.read(b, reference, Aggregate.TAG);
        int any = -1;
        for (Aggregate.Kind k : kinds) {
            int number = f.append(b, Op.CONST, Type.I32, aggregate.kinds().indexOf(k) + 1, i.loc());
            int is = f.append(b, Op.CMP, Type.I32, Cond.EQ, i.loc(), tag, number);
            any = any < 0 ? is : f.append(b, Op.OR, Type.I32, null, i.loc(), any, is);
        }
        subst.replace(i.result(), any);
    }

    /** The number that a wrapper of the aggregate holds. */
    void unbox(Block b, Insn call) {
        MethodKey method = ((Callee) call.attr()).original();
        Type wanted = Boxes.unboxed(method);
        Loc loc = call.loc();
        int result = -1;
        for (Aggregate.Kind k : aggregate.boxes(method.owner())) {
            int value = unboxed(b, call.arg(0), k.type(), wanted, loc);
            if (result >= 0) {
                int number = f.append(b, Op.CONST, Type.I32, aggregate.kinds().indexOf(k) + 1, loc);
                int tag = fields.read(b, call.arg(0), Aggregate.TAG);
                int is = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, tag, number);
                value = f.append(b, Op.SELECT, wanted.asValue(), null, loc, is, value, result);
            }
            result = value;
        }
        subst.replace(call.result(), result);
    }

    private int unboxed(Block b, int reference, Type box, Type wanted, Loc loc) {
        int value = fields.read(b, reference, Aggregate.boxField(box));
        Type held = Boxes.valueOf(box.name());
        if (held.equals(wanted)) {
            return value;
        }
        if (!held.asValue().equals(wanted.asValue())) {
            value = f.append(b, Op.CONV, wanted.asValue(), null, loc, value);
        }
        return wanted.equals(wanted.asValue()) ? value : f.append(b, Op.NARROW, Type.I32, wanted, loc, value);
    }

    /** The constant in an instruction's place. */
    static Insn constant(Insn i, int value) {
        return new Insn(Op.CONST, Type.I32, i.result(), new int[0], value, i.loc());
    }
}
