package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Exceptions that are taken apart, where they are thrown: what is thrown is described, and made on the host. */
final class ThrownObjects {
    private final Function f;
    private final Aggregate aggregate;
    private final Defs defs;
    private final FieldVariables fields;

    ThrownObjects(Function f, Aggregate aggregate, Defs defs, FieldVariables fields) {
        this.f = f;
        this.aggregate = aggregate;
        this.defs = defs;
        this.fields = fields;
    }

    /** The message that a constructor makes. */
    Messages.Message message(Insn constructor) {
        return new Messages(aggregate.uses).of(constructor);
    }

    /** Ends a block that throws one of the exceptions: describes it, by a switch if it may be one of several. */
    void raise(Block b) {
        Term t = b.term();
        int reference = t.args()[0];
        int root = aggregate.root(reference);
        if (!aggregate.isParam(root)) {
            b.setTerm(described(b, reference, aggregate.kinds().get(aggregate.tag(defs.insn(root)) - 1)));
            return;
        }
        List<Term> ends = new ArrayList<>();
        if (aggregate.isNullable()) {
            ends.add(Term.raise(new Term.Raise("java/lang/NullPointerException", null), t.loc()));
        }
        for (Aggregate.Kind k : aggregate.kinds()) {
            ends.add(described(b, reference, k));
        }
        if (ends.size() == 1) {
            b.setTerm(ends.get(0));
            return;
        }
        int[] keys = new int[ends.size() - 1];
        List<Edge> edges = new ArrayList<>();
        for (int k = 0; k < ends.size(); k++) {
            Block end = f.newBlock();
            end.setTerm(ends.get(k));
            edges.add(Edge.to(end.id()));
            if (k < keys.length) {
                keys[k] = k + (aggregate.isNullable() ? 0 : 1);
            }
        }
        b.setTerm(Term.switchOn(fields.read(b, reference, Aggregate.TAG), keys, edges, t.loc()));
    }

    private Term described(Block b, int reference, Aggregate.Kind kind) {
        Insn constructor = aggregate.constructor(defs.insn(kind.site()));
        Messages.Message m = message(constructor);
        int[] operands = new int[m.operands().length];
        for (int k = 0; k < operands.length; k++) {
            operands[k] = fields.read(b, reference, new Aggregate.Shown(kind.site(), k));
        }
        Loc loc = constructor.loc();
        List<Type> types = Arrays.stream(m.operands()).mapToObj(f::typeOf).toList();
        Term t = raised(b, reference, m.raise(), types, operands, loc);
        for (Object field : List.copyOf(aggregate.fields().keySet())) {
            if (ExceptionSteps.isSteps(field)) {
                t = noted(b, reference, (FieldRef) field, Messages.construction(m.raise(), types), operands, t, loc);
            }
        }
        return t;
    }

    /** Raises the exception with the calls on it that a field stands for, if they are noted; else as the terminator says. */
    private Term noted(
            Block b, int reference, FieldRef field, Construction made, int[] operands, Term otherwise, Loc loc) {
        List<Construction.Step> steps = ExceptionSteps.steps(field);
        int[] all = withOperands(b, reference, field, operands, steps);
        int isNoted = fields.read(b, reference, field);
        Block with = f.newBlock();
        with.setTerm(raised(b, reference, new Term.Raise(made.then(steps)), List.of(), all, loc));
        Block without = f.newBlock();
        without.setTerm(otherwise);
        return Term.br(isNoted, Edge.to(with.id()), Edge.to(without.id()), loc);
    }

    /** Raises the exception, and says where it suppresses another. @param types of the operands that fill a message */
    private Term raised(Block b, int reference, Term.Raise raise, List<Type> types, int[] operands, Loc loc) {
        return raised(b, reference, raise, types, operands, 0, loc);
    }

    /** @param from number of the first suppressed exception that the description does not have */
    private Term raised(Block b, int reference, Term.Raise raise, List<Type> types, int[] operands, int from, Loc loc) {
        Term t = announced(b, reference, raise, types, operands, loc);
        for (Object field : List.copyOf(aggregate.fields().keySet())) {
            if (from < PassedExceptions.MOST_SUPPRESSED && PassedExceptions.isSuppressed(field, from)) {
                Construction made = Messages.construction(raise, types);
                List<Construction.Step> steps = new ArrayList<>(made.steps());
                List<Construction.Step> added = ExceptionSteps.steps((FieldRef) field);
                steps.addAll(added);
                int[] all = withOperands(b, reference, (FieldRef) field, operands, added);
                Block with = f.newBlock();
                with.setTerm(raised(b, reference, new Term.Raise(made.then(steps)), List.of(), all, from + 1, loc));
                Block without = f.newBlock();
                without.setTerm(t);
                t = Term.br(fields.read(b, reference, field), Edge.to(with.id()), Edge.to(without.id()), loc);
            }
        }
        return t;
    }

    /** Operands, and behind them those of the calls that a field stands for. */
    private int[] withOperands(Block b, int reference, FieldRef field, int[] operands, List<Construction.Step> steps) {
        int n = operands.length;
        int[] all = Arrays.copyOf(operands, n + Construction.slots(steps));
        for (int k = n; k < all.length; k++) {
            all[k] = fields.read(
                    b,
                    reference,
                    ExceptionSteps.operand(field, k - n, aggregate.fields().keySet()));
        }
        return all;
    }

    private Term announced(Block b, int reference, Term.Raise raise, List<Type> types, int[] operands, Loc loc) {
        Term plain = Term.raise(raise, loc, operands);
        if (!aggregate.fields().containsKey(ExceptionFields.SUPPRESSES)) {
            return plain;
        }
        int suppresses = fields.read(b, reference, ExceptionFields.SUPPRESSES);
        Construction made = Messages.construction(raise, types).suppressing();
        Block with = f.newBlock();
        with.setTerm(Term.raise(new Term.Raise(made), loc, operands));
        Block without = f.newBlock();
        without.setTerm(plain);
        return Term.br(suppresses, Edge.to(with.id()), Edge.to(without.id()), loc);
    }
}
