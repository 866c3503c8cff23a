package dev.adagent.transform.opt;

import dev.adagent.overlay.MadeInKernels;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the checks of an aggregate's references that can fail as branches to a {@code RAISE}, so that they ask only for null and
 * class, which its kinds can answer.
 */
final class AggregateGuards {
    private final Aggregate a;
    static final String CAST = "java/lang/ClassCastException";

    private final Function f;

    AggregateGuards(Aggregate aggregate) {
        a = aggregate;
        f = aggregate.function;
    }

    /** Inserts the branches. @return whether any was needed */
    boolean insert() {
        boolean any = false;
        for (Block start : f.blocks()) {
            Block b = start;
            for (int k = 0; k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                if (i.op().isCheck() && a.contains(i.arg(0)) && canFail(i)) {
                    b = guard(b, k);
                    k = i.op() == Op.CHECK_CAST ? 0 : -1;
                    any = true;
                }
            }
        }
        return any;
    }

    private boolean canFail(Insn check) {
        return switch (check.op()) {
            case CHECK_NULL, CHECK_BOUNDS -> a.isNullable() && a.isParam(a.root(check.arg(0)));
            case CHECK_CAST -> !a.kinds().stream().allMatch(k -> a.is(k, check.type()));
            default -> false;
        };
    }

    /** Splits the block at the check; gives the block with what follows it, a cast included. */
    private Block guard(Block b, int index) {
        Insn check = b.insns().get(index);
        boolean cast = check.op() == Op.CHECK_CAST;
        Block rest = cast ? f.split(b, index) : f.splitInPlaceOf(b, index);
        Loc loc = check.loc();
        int reference = check.arg(0);
        int nothing = f.append(b, Op.CONST, f.typeOf(reference), null, loc);
        int isNull = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, reference, nothing);
        Block other = f.newBlock();
        if (!cast) {
            b.setTerm(Term.br(isNull, Edge.to(other.id()), Edge.to(rest.id()), loc));
            other.setTerm(raise("java/lang/NullPointerException", loc));
            return rest;
        }
        b.setTerm(Term.br(isNull, Edge.to(rest.id()), Edge.to(other.id()), loc));
        Block fails = f.newBlock();
        int fits = f.append(other, Op.INSTANCEOF, Type.I32, check.type(), loc, reference);
        other.setTerm(Term.br(fits, Edge.to(rest.id()), Edge.to(fails.id()), loc));
        raiseCast(fails, check);
        return rest;
    }

    /**
     * Raises the exception of a failed cast, which names the object's class. What modules and loaders the classes are of, as the JVM says
     * behind it, the host adds ({@code lift.CastMessage}).
     */
    private void raiseCast(Block fails, Insn check) {
        Block b = fails;
        List<Type> left = new ArrayList<>(a.kinds().stream()
                .filter(k -> !Boolean.TRUE.equals(a.is(k, check.type())))
                .map(Aggregate.Kind::type)
                .distinct()
                .toList());
        while (!left.isEmpty()) {
            // a class before those that it extends
            Type t = left.stream()
                    .filter(c -> left.stream().noneMatch(o -> !o.equals(c) && isSubtype(o, c)))
                    .findFirst()
                    .orElse(left.get(0));
            left.remove(t);
            String message = castMessage(t, check.type());
            Term raised = Term.raise(new Term.Raise(CAST, message), check.loc());
            if (left.isEmpty()) {
                b.setTerm(raised);
                return;
            }
            Block of = f.newBlock();
            Block next = f.newBlock();
            int is = f.append(b, Op.INSTANCEOF, Type.I32, t, check.loc(), check.arg(0));
            b.setTerm(Term.br(is, Edge.to(of.id()), Edge.to(next.id()), check.loc()));
            of.setTerm(raised);
            b = next;
        }
        b.setTerm(raise(CAST, check.loc()));
    }

    private boolean isSubtype(Type t, Type of) {
        return a.kinds().stream().filter(k -> k.type().equals(t)).anyMatch(k -> Boolean.TRUE.equals(a.is(k, of)));
    }

    /** What the JVM says of a cast that fails, up to the modules and loaders of the classes. */
    static String castMessage(Type from, Type to) {
        return "class " + name(from) + " cannot be cast to class " + name(to);
    }

    /** As {@code Class.getName()} gives it. */
    private static String name(Type t) {
        return (t.isArray() ? t.descriptor() : MadeInKernels.knownAs(t.name())).replace('/', '.');
    }

    private static Term raise(String exception, Loc loc) {
        return Term.raise(new Term.Raise(exception, null), loc);
    }
}
