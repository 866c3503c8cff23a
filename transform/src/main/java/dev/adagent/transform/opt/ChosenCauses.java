package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Exceptions with a cause that is one of several: {@code throw new E("wrapped", e)} where the ways of {@code e} have come together, whether
 * they leave the kernel or are caught in it. Each place that makes a cause tells in fields of the passes' own which it is and the numbers
 * that it is made of; where the cause is passed on, it is made again, and with each its own exception around it. So every exception has
 * one cause that is known.
 *
 * <p>Nobody can tell, as nothing in the kernel reads what such an exception holds.
 */
final class ChosenCauses {
    private static final int MOST_PLACES = 256;

    /** How the names of the fields begin in which a place tells. */
    static final String PLACE = "$place ";

    private final Function f;
    private final Hierarchy hierarchy;
    private final Uses uses;
    private final Map<Integer, List<Incoming>> incoming;

    /** Where a cause is made. */
    private record Place(Insn made, ExceptionRecipe recipe) {}

    private ChosenCauses(Function f, Hierarchy hierarchy) {
        this.f = f;
        this.hierarchy = hierarchy;
        uses = Uses.of(f);
        incoming = Incoming.of(f);
    }

    /** Makes such causes known in every function; gives the names of the functions that changed. */
    static Set<String> run(Module module, Hierarchy hierarchy) {
        Set<String> changed = new LinkedHashSet<>();
        for (Function f : module.functions()) {
            while (new ChosenCauses(f, hierarchy).one()) {
                changed.add(f.name());
            }
        }
        return changed;
    }

    private boolean one() {
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                for (int k = 1; Throwables.isConstructor(i) && k < i.args().length; k++) {
                    if (isChosen(i.arg(k)) && makeKnown(b, i, k)) {
                        return Rewrite.CAUSE_MADE_AGAIN.happened();
                    }
                }
            }
        }
        return false;
    }

    /** Whether a value is an exception that comes here by several ways. */
    private boolean isChosen(int value) {
        Type t = f.typeOf(value);
        return t.kind() == Type.Kind.OBJECT
                && Boolean.TRUE.equals(hierarchy.isSubclass(t.name(), ExceptionFields.THROWABLE))
                && ExceptionFields.allocation(uses, value) == null;
    }

    private boolean makeKnown(Block b, Insn constructor, int operand) {
        Insn outer = uses.insn(constructor.arg(0));
        MadeExceptions causes = MadeExceptions.of(uses, incoming, constructor.arg(operand));
        if (causes == null
                || causes.made().isEmpty()
                || causes.made().size() > MOST_PLACES
                || outer.op() != Op.NEW
                || Throwables.constructor(uses, outer) != constructor
                || !isOnlyThrown(outer.result())
                || !causes.values().stream().allMatch(this::isAsMade)
                || !ExceptionFields.areAsConstructed(f, uses, causes.values())) {
            return false;
        }
        List<Place> places = new ArrayList<>();
        for (Insn m : causes.made()) {
            ExceptionRecipe recipe = ExceptionRecipe.of(uses, f, m);
            if (recipe == null || !isByOwnConstructor(m)) {
                return false;
            }
            places.add(new Place(m, recipe));
        }
        StringBuilder all = new StringBuilder();
        places.forEach(p -> all.append(p.recipe().key()).append('\n'));
        String key = PLACE + Integer.toHexString(all.toString().hashCode()) + "." + places.size();
        for (int k = 0; k < places.size(); k++) {
            tell(places.get(k), k, key);
        }
        makeAgain(b, constructor, operand, places, key, causes.nullable());
        return true;
    }

    private boolean isByOwnConstructor(Insn made) {
        return ((Callee) Throwables.constructor(uses, made).attr())
                .original()
                .owner()
                .equals(made.type().name());
    }

    /** Whether nothing was added to an exception: calls that are left to the host, and exceptions that it suppresses, are not made again. */
    private boolean isAsMade(int exception) {
        return uses.of(exception).stream()
                .map(Uses.Use::insn)
                .noneMatch(i -> i != null
                        && i.op() == Op.PUTFIELD
                        && i.arg(0) == exception
                        && ExceptionFields.isOwn((FieldRef) i.attr())
                        && !isMark((FieldRef) i.attr()));
    }

    private static boolean isMark(FieldRef own) {
        return PassedExceptions.isMark(own) || ExceptionFields.isConstructed(own);
    }

    /** Whether an exception, and others of which it is the cause, are asked for no more than their classes before they are thrown. */
    private boolean isOnlyThrown(int exception) {
        Set<Integer> seen = new LinkedHashSet<>(List.of(exception));
        List<Integer> work = new ArrayList<>(seen);
        for (int k = 0; k < work.size(); k++) {
            for (Uses.Use u : uses.of(work.get(k))) {
                Insn i = u.insn();
                Integer same = null;
                if (u.edge() >= 0) {
                    int target = f.block(u.block()).term().edges().get(u.edge()).target();
                    same = f.block(target).params().get(u.operand());
                } else if (i == null) {
                    if (f.block(u.block()).term().kind() != Term.Kind.THROW) {
                        return false;
                    }
                } else if (Throwables.isConstructor(i)) {
                    same = i.arg(0);
                } else if (i.op() == Op.CHECK_CAST) {
                    same = i.result();
                } else if (!asksNothing(i)) {
                    return false;
                }
                if (same != null && seen.add(same)) {
                    work.add(same);
                }
            }
        }
        return true;
    }

    private static boolean asksNothing(Insn i) {
        return switch (i.op()) {
            case CMP, INSTANCEOF, CHECK_NULL -> true;
            case GETFIELD, PUTFIELD -> ExceptionFields.isOwn((FieldRef) i.attr());
            default -> false;
        };
    }

    private static FieldRef field(String key, Type type) {
        return new FieldRef(ExceptionFields.THROWABLE, key, type.descriptor());
    }

    private FieldRef field(String key, int place, int number, int value) {
        return field(key + " " + place + " " + number, f.typeOf(value));
    }

    /** Stores, behind the constructor of a cause, which it is and what it is made of. */
    private void tell(Place p, int number, String key) {
        Insn constructor = Throwables.constructor(uses, p.made());
        Throwables.behind(f, constructor, b -> {
            Loc loc = constructor.loc();
            int exception = p.made().result();
            f.append(b, Op.PUTFIELD, Type.VOID, field(key, Type.I32), loc, exception, f.constant(b, number, loc));
            for (int k = 0; k < p.recipe().leaves().size(); k++) {
                int v = p.recipe().leaves().get(k);
                f.append(b, Op.PUTFIELD, Type.VOID, field(key, number, k, v), loc, exception, v);
            }
        });
    }

    /** Puts a switch in the place of the constructor's call, with an exception of its own for each cause. */
    private void makeAgain(Block b, Insn constructor, int operand, List<Place> places, String key, boolean nullable) {
        Loc loc = constructor.loc();
        int cause = constructor.arg(operand);
        Insn outer = uses.insn(constructor.arg(0));
        Block rest = f.splitInPlaceOf(b, b.insns().indexOf(constructor));
        int thrown = f.addParam(rest, outer.type());
        Block from = b;
        if (nullable) {
            int nothing = f.append(b, Op.CONST, f.typeOf(cause), null, loc);
            int none = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, cause, nothing);
            Block without = f.newBlock();
            from = f.newBlock();
            b.setTerm(Term.br(none, Edge.to(without.id()), Edge.to(from.id()), loc));
            construct(without, rest, constructor, outer, operand, nothing);
        }
        List<Edge> edges = new ArrayList<>();
        for (int p = 0; p < places.size(); p++) {
            ExceptionRecipe recipe = places.get(p).recipe();
            Block with = f.newBlock();
            edges.add(Edge.to(with.id()));
            List<Integer> numbers = new ArrayList<>();
            for (int k = 0; k < recipe.leaves().size(); k++) {
                int v = recipe.leaves().get(k);
                numbers.add(f.append(with, Op.GETFIELD, f.typeOf(v), field(key, p, k, v), loc, cause));
            }
            construct(with, rest, constructor, outer, operand, recipe.make(f, with, numbers, Loc.NONE));
        }
        int[] keys = new int[places.size() - 1];
        Arrays.setAll(keys, k -> k);
        int which = f.append(from, Op.GETFIELD, Type.I32, field(key, Type.I32), loc, cause);
        from.setTerm(keys.length == 0 ? Term.jump(edges.get(0), loc) : Term.switchOn(which, keys, edges, loc));
        f.blocks().forEach(x -> x.insns().removeIf(i -> i == outer));
        Subst subst = new Subst();
        subst.replace(outer.result(), thrown);
        subst.apply(f);
    }

    private void construct(Block b, Block rest, Insn constructor, Insn outer, int operand, int cause) {
        int[] args = constructor.args().clone();
        args[0] = f.append(b, Op.NEW, outer.type(), null, outer.loc());
        args[operand] = cause;
        f.append(b, Op.CALL, Type.VOID, constructor.attr(), constructor.loc(), args);
        b.setTerm(Term.jump(Edge.to(rest.id(), args[0]), constructor.loc()));
    }
}
