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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets exceptions come back as numbers out of functions that stay calls because they call themselves: which of the exceptions that they
 * make it is, and what it is made of. The caller makes it again. So no device has to carry an object from one function to another.
 */
final class ReturnedExceptions {
    /** How the names of such functions end. */
    private static final String FLAT = "!numbers";

    private static final FieldRef KIND = new FieldRef(ExceptionFields.THROWABLE, "$kind", "I");
    private static final Type THROWABLE = Type.object(ExceptionFields.THROWABLE);

    /** Exceptions that one set of functions may make. */
    private static final int MOST = 256;

    private final Module module;
    /** By name: the functions that give an exception back. */
    private final Map<String, Function> functions = new LinkedHashMap<>();
    /** The exceptions, by {@link ExceptionRecipe#key()}. */
    private final Map<String, ExceptionRecipe> kinds = new LinkedHashMap<>();
    /** By function: which exceptions it may give back. */
    private final Map<String, Set<Integer>> given = new LinkedHashMap<>();
    /** By function: the allocations that it gives back. */
    private final Map<String, Map<Insn, Integer>> made = new LinkedHashMap<>();

    private List<Type> slots = List.of();

    private ReturnedExceptions(Module module) {
        this.module = module;
    }

    /** Changes all such functions and their callers; gives the names of the functions that changed. */
    static Set<String> run(Module module) {
        ReturnedExceptions r = new ReturnedExceptions(module);
        Set<String> reachable = new CallGraph(module).reachable(module.entry().name());
        for (String name : reachable) {
            Function f = module.get(name);
            if (f != module.entry() && givesException(f.result())) {
                r.functions.put(name, f);
            }
        }
        if (r.functions.isEmpty() || !r.collect(reachable)) {
            return Set.of();
        }
        return r.change(reachable);
    }

    private static boolean givesException(Type result) {
        return result.isTuple() && result.parts().get(result.parts().size() - 1).equals(THROWABLE);
    }

    // ---- what is given back

    private boolean collect(Set<String> reachable) {
        if (!reachable.stream().allMatch(n -> areTakenApart(module.get(n)))) {
            return false;
        }
        Map<String, Set<String>> passedOn = new LinkedHashMap<>();
        for (Function f : functions.values()) {
            given.put(f.name(), new TreeSet<>());
            made.put(f.name(), new LinkedHashMap<>());
            passedOn.put(f.name(), new LinkedHashSet<>());
            if (!collect(f, passedOn.get(f.name()))) {
                return false;
            }
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Map.Entry<String, Set<String>> e : passedOn.entrySet()) {
                for (String g : e.getValue()) {
                    changed |= given.get(e.getKey()).addAll(List.copyOf(given.get(g)));
                }
            }
        }
        layOut();
        return kinds.size() <= MOST;
    }

    /** Whether only the members of what such functions give are used. */
    private boolean areTakenApart(Function f) {
        Uses uses = null;
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (isCall(i)) {
                    uses = uses == null ? Uses.of(f) : uses;
                    if (!uses.of(i.result()).stream()
                            .allMatch(u -> u.insn() != null && u.insn().op() == Op.EXTRACT)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean isCall(Insn i) {
        return i != null && i.op() == Op.CALL && functions.containsKey(((Callee) i.attr()).function());
    }

    private boolean collect(Function f, Set<String> passedOn) {
        Uses uses = Uses.of(f);
        Map<Integer, List<Incoming>> incoming = Incoming.of(f);
        Set<Integer> members = new LinkedHashSet<>();
        for (Block b : f.blocks()) {
            if (b.term().kind() == Term.Kind.RET) {
                Insn tuple = uses.insn(b.term().args()[0]);
                if (tuple == null || tuple.op() != Op.TUPLE) {
                    return false;
                }
                if (!sources(f, uses, incoming, tuple.arg(tuple.args().length - 1), passedOn, members)) {
                    return false;
                }
            }
        }
        return ExceptionFields.areAsConstructed(f, uses, members)
                && members.stream().noneMatch(v -> isNoted(uses, v));
    }

    /** Whether calls on the exception are left to the host: those are not given back. */
    static boolean isNoted(Uses uses, int exception) {
        return uses.of(exception).stream()
                .anyMatch(u -> u.insn() != null
                        && u.insn().op() == Op.PUTFIELD
                        && ExceptionSteps.isNote((FieldRef) u.insn().attr()));
    }

    private boolean sources(
            Function f,
            Uses uses,
            Map<Integer, List<Incoming>> incoming,
            int exception,
            Set<String> passedOn,
            Set<Integer> members) {
        Deque<Integer> work = new ArrayDeque<>(List.of(exception));
        while (!work.isEmpty()) {
            int v = work.pop();
            if (!members.add(v)) {
                continue;
            }
            Insn d = uses.insn(v);
            if (d == null) {
                if (!incoming.containsKey(v)) {
                    return false;
                }
                incoming.get(v).forEach(in -> work.add(in.value()));
            } else if (d.op() == Op.CHECK_CAST) {
                work.add(d.arg(0));
            } else if (d.op() == Op.NEW) {
                if (!addKind(f, uses, d)) {
                    return false;
                }
            } else if (d.op() == Op.EXTRACT && isCall(uses.insn(d.arg(0)))) {
                passedOn.add(((Callee) uses.insn(d.arg(0)).attr()).function());
            } else if (d.op() != Op.CONST || d.attr() != null) {
                return false;
            }
        }
        return true;
    }

    private boolean addKind(Function f, Uses uses, Insn allocation) {
        ExceptionRecipe r = ExceptionRecipe.of(uses, f, allocation);
        if (r == null) {
            return false;
        }
        kinds.putIfAbsent(r.key(), r);
        int kind = new ArrayList<>(kinds.keySet()).indexOf(r.key());
        given.get(f.name()).add(kind);
        made.get(f.name()).put(allocation, kind);
        return true;
    }

    // ---- where its numbers go

    /** Each exception's numbers share the slots with those of the others. */
    private void layOut() {
        List<Type> out = new ArrayList<>();
        for (ExceptionRecipe r : kinds.values()) {
            List<Type> free = new ArrayList<>(out);
            for (Type t : r.types()) {
                if (!free.remove(t)) {
                    out.add(t);
                }
            }
        }
        slots = out;
    }

    /** The slots of an exception's numbers, in their order. */
    private List<Integer> slotsOf(ExceptionRecipe r) {
        Set<Integer> taken = new HashSet<>();
        List<Integer> out = new ArrayList<>();
        for (Type t : r.types()) {
            int k = 0;
            while (!slots.get(k).equals(t) || !taken.add(k)) {
                k++;
            }
            out.add(k);
        }
        return out;
    }

    private FieldRef slot(int k) {
        return new FieldRef(ExceptionFields.THROWABLE, "$" + k, slots.get(k).descriptor());
    }

    private Type flat(Type result) {
        List<Type> parts =
                new ArrayList<>(result.parts().subList(0, result.parts().size() - 1));
        parts.add(Type.I32);
        parts.addAll(slots);
        return Type.tuple(parts);
    }

    // ---- the change

    private Set<String> change(Set<String> reachable) {
        Set<String> changed = new LinkedHashSet<>();
        List<Function> all = new ArrayList<>();
        for (String name : reachable) {
            Function f = module.get(name);
            if (functions.containsKey(name)) {
                f = f.copy(name + FLAT, flat(f.result()));
                module.add(f);
                note(f, made.get(name));
            }
            all.add(f);
        }
        for (Function f : all) {
            boolean gives = f.name().endsWith(FLAT);
            if (takeBack(f, gives) || gives) {
                changed.add(f.name());
            }
            if (gives) {
                giveBack(f);
            }
            Branches.removeUnreachable(f);
        }
        return changed;
    }

    /** Stores in each exception that is given back what the caller is to be told of it. */
    private void note(Function f, Map<Insn, Integer> allocations) {
        Uses uses = Uses.of(f);
        allocations.forEach((allocation, kind) -> {
            ExceptionRecipe own = ExceptionRecipe.of(uses, f, allocation);
            Insn constructor = Throwables.constructor(uses, allocation);
            Throwables.behind(
                    f, constructor, b -> store(f, b, allocation.result(), kind, own.leaves(), constructor.loc()));
        });
    }

    private void store(Function f, Block b, int exception, int kind, List<Integer> numbers, Loc loc) {
        ExceptionRecipe r = recipe(kind);
        int number = f.append(b, Op.CONST, Type.I32, kind + 1, loc);
        f.append(b, Op.PUTFIELD, Type.VOID, KIND, loc, exception, number);
        List<Integer> places = slotsOf(r);
        for (int k = 0; k < places.size(); k++) {
            f.append(b, Op.PUTFIELD, Type.VOID, slot(places.get(k)), loc, exception, numbers.get(k));
        }
    }

    private ExceptionRecipe recipe(int kind) {
        return new ArrayList<>(kinds.values()).get(kind);
    }

    /** Makes the exceptions again that calls give back. @param stored whether they may be given back once more */
    private boolean takeBack(Function f, boolean stored) {
        Subst subst = new Subst();
        boolean changed = false;
        for (Block start : f.blocks()) {
            Block b = start;
            for (int k = 0; k < b.insns().size(); k++) {
                if (isCall(b.insns().get(k))) {
                    b = takeBack(f, b, k, stored, subst);
                    k = -1;
                    changed = true;
                }
            }
        }
        subst.apply(f);
        return changed;
    }

    /** Splits the block after the call; gives the block with what follows it. */
    private Block takeBack(Function f, Block b, int index, boolean stored, Subst subst) {
        Insn call = b.insns().get(index);
        Loc loc = call.loc();
        Callee callee = (Callee) call.attr();
        Type flat = flat(call.type());
        int last = call.type().parts().size() - 1;
        Block rest = f.splitInPlaceOf(b, index);
        int tuple = f.append(b, Op.CALL, flat, callee.withFunction(callee.function() + FLAT), loc, call.args());
        int exception = f.addParam(rest, THROWABLE);
        for (Block o : f.blocks()) {
            o.insns()
                    .replaceAll(i -> i.op() == Op.EXTRACT && i.arg(0) == call.result() && (Integer) i.attr() < last
                            ? i.withArgs(tuple)
                            : i);
            for (Insn i : List.copyOf(o.insns())) {
                if (i.op() == Op.EXTRACT && i.arg(0) == call.result()) {
                    subst.replace(i.result(), exception);
                    o.insns().remove(i);
                }
            }
        }
        Block none = f.newBlock();
        none.setTerm(Term.jump(Edge.to(rest.id(), f.append(none, Op.CONST, THROWABLE, null, loc)), loc));
        List<Edge> edges = new ArrayList<>();
        Integer[] possible = given.get(callee.function()).toArray(Integer[]::new);
        for (int kind : possible) {
            Block again = f.newBlock();
            edges.add(Edge.to(again.id()));
            List<Integer> numbers = new ArrayList<>();
            for (int s : slotsOf(recipe(kind))) {
                numbers.add(f.append(again, Op.EXTRACT, slots.get(s), last + 1 + s, loc, tuple));
            }
            int object = recipe(kind).make(f, again, numbers, loc);
            if (stored) {
                store(f, again, object, kind, numbers, loc);
            }
            again.setTerm(Term.jump(Edge.to(rest.id(), object), loc));
        }
        edges.add(Edge.to(none.id()));
        int number = f.append(b, Op.EXTRACT, Type.I32, last, loc, tuple);
        int[] keys = Arrays.stream(possible).mapToInt(k -> k + 1).toArray();
        b.setTerm(keys.length == 0 ? Term.jump(edges.get(0), loc) : Term.switchOn(number, keys, edges, loc));
        return rest;
    }

    /** Returns the numbers in place of the exception. */
    private void giveBack(Function f) {
        Uses uses = Uses.of(f);
        for (Block b : f.blocks()) {
            if (b.term().kind() != Term.Kind.RET) {
                continue;
            }
            Insn tuple = uses.insn(b.term().args()[0]);
            int exception = tuple.arg(tuple.args().length - 1);
            Loc loc = b.term().loc();
            List<Integer> values = new ArrayList<>();
            Arrays.stream(tuple.args(), 0, tuple.args().length - 1).forEach(values::add);
            int nothing = f.append(b, Op.CONST, THROWABLE, null, loc);
            int isNull = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, exception, nothing);
            Block none = f.newBlock();
            Block some = f.newBlock();
            b.setTerm(Term.br(isNull, Edge.to(none.id()), Edge.to(some.id()), loc));
            List<Integer> zeros = new ArrayList<>(values);
            zeros.add(f.append(none, Op.CONST, Type.I32, 0, loc));
            slots.forEach(t -> zeros.add(f.append(none, Op.CONST, t, Facts.zero(t), loc)));
            ret(f, none, zeros, loc);
            List<Integer> read = new ArrayList<>(values);
            read.add(f.append(some, Op.GETFIELD, Type.I32, KIND, loc, exception));
            for (int k = 0; k < slots.size(); k++) {
                read.add(f.append(some, Op.GETFIELD, slots.get(k), slot(k), loc, exception));
            }
            ret(f, some, read, loc);
        }
    }

    private static void ret(Function f, Block b, List<Integer> values, Loc loc) {
        int tuple = f.append(
                b,
                Op.TUPLE,
                f.result(),
                null,
                loc,
                values.stream().mapToInt(Integer::intValue).toArray());
        b.setTerm(Term.ret(loc, tuple));
    }
}
