package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Exactly;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Objects that could not be taken apart become arrays of longs: the first element says the class, one more for each field. So objects whose fields
 * change may be chosen by branches, kept in arrays and go round loops, on devices that have arrays only. References stay references: null is
 * null, and two of them are the same where the objects were.
 *
 * <p>Only for objects whose fields are numbers, which stay in one function; and after all derivatives are made, which would not see through
 * the bits.
 */
public final class ObjectCells {
    private static final Type CELL = Type.array(Type.I64);

    private final Function f;
    private final Hierarchy hierarchy;
    private final Map<Integer, Integer> classes = new HashMap<>();
    private final Map<Integer, Insn> definitions = new HashMap<>();
    private final Set<Integer> refused = new LinkedHashSet<>();
    private final Set<Integer> made = new LinkedHashSet<>();

    /** The objects of one class of references that flow into each other. */
    private static final class Web {
        final List<Type> kinds = new ArrayList<>();
        final Map<FieldRef, Integer> slots = new LinkedHashMap<>();

        int size() {
            return 1 + slots.size();
        }
    }

    private final Map<Integer, Web> webs = new HashMap<>();
    private final Map<Integer, Integer> cells = new HashMap<>();

    private ObjectCells(Function f, Hierarchy hierarchy) {
        this.f = f;
        this.hierarchy = hierarchy;
    }

    /** Runs on the functions of a module. @return whether anything changed */
    public static boolean run(Module module, Hierarchy hierarchy) {
        boolean changed = false;
        for (Function f : module.functions()) {
            changed |= new ObjectCells(f, hierarchy).run();
        }
        return changed;
    }

    private boolean run() {
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.result() >= 0) {
                    definitions.put(i.result(), i);
                }
            }
        }
        if (definitions.values().stream().noneMatch(i -> i.op() == Op.NEW)) {
            return false;
        }
        join();
        f.blocks().forEach(this::look);
        refused.stream().map(this::find).forEach(webs::remove);
        webs.keySet().retainAll(made.stream().map(this::find).toList());
        webs.values().removeIf(w -> w.kinds.isEmpty());
        if (webs.isEmpty()) {
            return false;
        }
        rewrite();
        return true;
    }

    // ---- which references flow into each other

    private int find(int v) {
        int at = v;
        while (classes.getOrDefault(at, at) != at) {
            at = classes.get(at);
        }
        return at;
    }

    /** @param deeper by how many dimensions the first is an array of more than the second */
    private void unite(int a, int b, int deeper) {
        if (isObject(a) && isObject(b) && !isNull(a) && !isNull(b)) {
            classes.put(find(a), find(b));
            if (depth(a) != depth(b) + deeper) {
                refused.add(a); // an array that is known as an object only
            }
        }
    }

    private int depth(int value) {
        int depth = 0;
        for (Type t = f.typeOf(value); t.isArray(); t = t.element()) {
            depth++;
        }
        return depth;
    }

    private boolean isObject(int value) {
        Type t = f.typeOf(value);
        while (t.isArray()) {
            t = t.element();
        }
        return t.kind() == Type.Kind.OBJECT;
    }

    private boolean isNull(int value) {
        Insn d = definitions.get(value);
        return d != null && d.op() == Op.CONST && d.attr() == null;
    }

    private void join() {
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                switch (i.op()) {
                    case CHECK_CAST -> unite(i.arg(0), i.result(), 0);
                    case ALOAD -> unite(i.arg(0), i.result(), 1);
                    case SELECT -> {
                        unite(i.arg(1), i.result(), 0);
                        unite(i.arg(2), i.result(), 0);
                    }
                    case ASTORE -> unite(i.arg(0), i.arg(2), 1);
                    case CMP -> unite(i.arg(0), i.arg(1), 0);
                    default -> {}
                }
            }
            for (Edge e : b.term().edges()) {
                for (int k = 0; k < e.args().length; k++) {
                    unite(e.args()[k], f.block(e.target()).params().get(k), 0);
                }
            }
        }
    }

    // ---- whether all that is done with them can be done with cells

    private Web web(int value) {
        return webs.computeIfAbsent(find(value), v -> new Web());
    }

    private void look(Block b) {
        if (b == f.entry()) {
            b.params().stream().filter(this::isObject).forEach(refused::add);
        }
        for (Insn i : b.insns()) {
            if (i.result() >= 0 && isObject(i.result()) && !isNull(i.result())) {
                define(i);
            }
            for (int k = 0; k < i.args().length; k++) {
                if (isObject(i.arg(k)) && !isNull(i.arg(k)) && !isKnown(i, k)) {
                    refused.add(i.arg(k));
                }
            }
        }
        for (int a : b.term().args()) {
            if (isObject(a)) {
                refused.add(a);
            }
        }
    }

    private void define(Insn i) {
        boolean known = switch (i.op()) {
            case NEW -> !Boolean.TRUE.equals(hierarchy.isSubclass(i.type().name(), ExceptionFields.THROWABLE));
            case NEWARRAY, CHECK_CAST, SELECT, ALOAD -> true;
            default -> false;
        };
        if (!known) {
            refused.add(i.result());
        } else if (i.op() == Op.NEW) {
            made.add(i.result());
            Web w = web(i.result());
            if (!w.kinds.contains(i.type())) {
                w.kinds.add(i.type());
            }
        }
    }

    private boolean isKnown(Insn i, int operand) {
        return switch (i.op()) {
            case GETFIELD, PUTFIELD -> {
                FieldRef field = (FieldRef) i.attr();
                Web w = web(i.arg(0));
                w.slots.computeIfAbsent(field, k -> w.size());
                yield operand == 0 && !Type.ofDescriptor(field.descriptor()).isReference();
            }
            case INSTANCEOF -> depth(i.arg(0)) == 0;
            case CHECK_NULL, CHECK_BOUNDS, ALEN, CHECK_CAST, SELECT, CMP, ALOAD, ASTORE -> true;
            case CALL -> operand == 0 && Aggregate.isEmptyConstructor(i);
            default -> false;
        };
    }

    // ---- the cells

    private boolean isMember(int value) {
        return isObject(value) && !isNull(value) && webs.containsKey(find(value));
    }

    private Type typeOf(Type of) {
        return of.isArray() ? Type.array(typeOf(of.element())) : CELL;
    }

    private int cell(int value) {
        return cells.computeIfAbsent(value, v -> f.newValue(typeOf(f.typeOf(v))));
    }

    private void rewrite() {
        List<Block> before = List.copyOf(f.blocks());
        List<Insn> nulls = new ArrayList<>();
        for (Block b : before) {
            b.params().replaceAll(p -> isMember(p) ? cell(p) : p);
        }
        for (Block b : before) {
            rewrite(b);
        }
        // a null that goes where a cell goes
        for (Block b : f.blocks()) {
            Term t = b.term();
            List<Edge> edges = new ArrayList<>();
            for (Edge e : t.edges()) {
                int[] args = e.args().clone();
                for (int k = 0; k < args.length; k++) {
                    args[k] = matching(
                            args[k], f.typeOf(f.block(e.target()).params().get(k)), nulls);
                }
                edges.add(new Edge(e.target(), args));
            }
            b.setTerm(t.withEdges(edges));
            b.insns().replaceAll(i -> matching(i, nulls));
        }
        f.entry().insns().addAll(0, nulls);
        Operands.replace(f, v -> cells.getOrDefault(v, v));
    }

    private int matching(int value, Type wanted, List<Insn> nulls) {
        if (!isNull(value) || f.typeOf(value).equals(wanted) || !isOfCells(wanted)) {
            return value;
        }
        int out = f.newValue(wanted);
        nulls.add(new Insn(Op.CONST, wanted, out, new int[0], null, Loc.NONE));
        return out;
    }

    private static boolean isOfCells(Type t) {
        return t.equals(CELL) || t.isArray() && isOfCells(t.element());
    }

    private Insn matching(Insn i, List<Insn> nulls) {
        int[] args = i.args().clone();
        for (int k = 0; k < args.length; k++) {
            Type wanted = switch (i.op()) {
                case SELECT -> k > 0 ? i.type() : null;
                case ASTORE ->
                    k == 2 && cells.containsKey(i.arg(0))
                            ? f.typeOf(cells.get(i.arg(0))).element()
                            : null;
                case CMP -> cells.containsKey(i.arg(1 - k)) ? f.typeOf(cells.get(i.arg(1 - k))) : null;
                default -> null;
            };
            args[k] = wanted == null ? args[k] : matching(args[k], wanted, nulls);
        }
        return i.withArgs(args);
    }

    private void rewrite(Block start) {
        Block b = start;
        List<Insn> code = new ArrayList<>(b.insns());
        Term end = b.term();
        b.insns().clear();
        for (Insn i : code) {
            b = rewrite(b, i);
        }
        b.setTerm(end);
    }

    private Block rewrite(Block b, Insn i) {
        boolean result = i.result() >= 0 && isMember(i.result());
        boolean operand = i.args().length > 0 && isMember(i.arg(0));
        switch (i.op()) {
            case NEW -> {
                if (result) {
                    make(b, i);
                    return b;
                }
            }
            case CHECK_CAST -> {
                if (result) {
                    return cast(b, i);
                }
            }
            case INSTANCEOF -> {
                if (operand) {
                    is(b, i);
                    return b;
                }
            }
            case GETFIELD -> {
                if (operand) {
                    load(b, i);
                    return b;
                }
            }
            case PUTFIELD -> {
                if (operand) {
                    store(b, i);
                    return b;
                }
            }
            case CALL -> {
                if (operand && ((Callee) i.attr()).original().name().equals("<init>")) {
                    return b;
                }
            }
            default -> {}
        }
        b.insns().add(result ? new Insn(i.op(), typeOf(i.type()), cell(i.result()), i.args(), i.attr(), i.loc()) : i);
        return b;
    }

    private void make(Block b, Insn i) {
        Web w = web(i.result());
        int n = f.constant(b, w.size(), i.loc());
        b.insns().add(new Insn(Op.NEWARRAY, CELL, cell(i.result()), new int[] {n}, null, i.loc()));
        int kind = f.constant(b, (long) w.kinds.indexOf(i.type()) + 1, i.loc());
        f.append(b, Op.ASTORE, Type.VOID, null, i.loc(), cell(i.result()), f.constant(b, 0, i.loc()), kind);
    }

    private void load(Block b, Insn i) {
        Loc loc = i.loc();
        int at = f.constant(b, web(i.arg(0)).slots.get((FieldRef) i.attr()), loc);
        Type t = i.type();
        boolean whole = t.equals(Type.I64);
        int bits = whole ? i.result() : f.newValue(Type.I64);
        b.insns().add(new Insn(Op.ALOAD, Type.I64, bits, new int[] {i.arg(0), at}, null, loc));
        if (t.equals(Type.F64)) {
            b.insns().add(new Insn(Op.BITCAST, t, i.result(), new int[] {bits}, null, loc));
        } else if (t.equals(Type.F32)) {
            int half = f.append(b, Op.CONV, Type.I32, null, loc, bits);
            b.insns().add(new Insn(Op.BITCAST, t, i.result(), new int[] {half}, null, loc));
        } else if (!whole) {
            b.insns().add(new Insn(Op.CONV, t, i.result(), new int[] {bits}, null, loc));
        }
    }

    private void store(Block b, Insn i) {
        Loc loc = i.loc();
        int at = f.constant(b, web(i.arg(0)).slots.get((FieldRef) i.attr()), loc);
        int value = i.arg(1);
        Type t = f.typeOf(value);
        if (t.equals(Type.F64)) {
            value = f.append(b, Op.BITCAST, Type.I64, null, loc, value);
        } else if (t.equals(Type.F32)) {
            value = f.append(b, Op.CONV, Type.I64, null, loc, f.append(b, Op.BITCAST, Type.I32, null, loc, value));
        } else if (!t.equals(Type.I64)) {
            value = f.append(b, Op.CONV, Type.I64, null, loc, value);
        }
        f.append(b, Op.ASTORE, Type.VOID, null, loc, i.arg(0), at, value);
    }

    // ---- classes

    /** Whether the object is one of those of the web's classes that are such; null counts if {@code ofNull} says so. */
    private int test(Block b, int object, Predicate<Type> wanted, boolean ofNull, Loc loc) {
        Web w = web(object);
        int none = f.append(b, Op.CONST, CELL, null, loc);
        int isNull = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, object, none);
        int nothing = f.append(b, Op.NEWARRAY, CELL, null, loc, f.constant(b, 1, loc));
        int there = f.append(b, Op.SELECT, CELL, null, loc, isNull, nothing, object);
        int kind = f.append(b, Op.ALOAD, Type.I64, null, loc, there, f.constant(b, 0, loc));
        int is = f.append(b, Op.AND, Type.I32, null, loc, isNull, f.constant(b, ofNull ? 1 : 0, loc));
        for (Type k : w.kinds) {
            if (wanted.test(k)) {
                int number = f.constant(b, (long) w.kinds.indexOf(k) + 1, loc);
                int same = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, kind, number);
                is = f.append(b, Op.OR, Type.I32, null, loc, is, same);
            }
        }
        return is;
    }

    private void is(Block b, Insn i) {
        int is =
                test(b, i.arg(0), k -> Boolean.TRUE.equals(Exactly.passes(i, k, hierarchy::isSubtype)), false, i.loc());
        int zero = f.constant(b, 0, i.loc());
        b.insns().add(new Insn(Op.CMP, Type.I32, i.result(), new int[] {is, zero}, Cond.NE, i.loc()));
    }

    private Block cast(Block b, Insn i) {
        boolean fits = f.typeOf(i.arg(0)).isArray()
                || web(i.result()).kinds.stream().allMatch(k -> Boolean.TRUE.equals(hierarchy.isSubtype(k, i.type())));
        Block rest = b;
        if (!fits) {
            int is = test(b, i.arg(0), k -> Boolean.TRUE.equals(hierarchy.isSubtype(k, i.type())), true, i.loc());
            rest = f.newBlock();
            Block bad = f.newBlock();
            b.setTerm(Term.br(is, Edge.to(rest.id()), Edge.to(bad.id()), i.loc()));
            raiseCast(bad, i);
        }
        int zero = f.constant(rest, 0, i.loc());
        // the same reference under the name of the cast
        rest.insns()
                .add(new Insn(
                        Op.SELECT,
                        typeOf(i.type()),
                        cell(i.result()),
                        new int[] {zero, i.arg(0), i.arg(0)},
                        null,
                        i.loc()));
        return rest;
    }

    /** Raises the exception of a failed cast, which names the object's class: it is of one that does not fit, and not null. */
    private void raiseCast(Block bad, Insn cast) {
        Web w = web(cast.arg(0));
        int kind = f.append(bad, Op.ALOAD, Type.I64, null, cast.loc(), cast.arg(0), f.constant(bad, 0, cast.loc()));
        List<Type> left = w.kinds.stream()
                .filter(k -> !Boolean.TRUE.equals(hierarchy.isSubtype(k, cast.type())))
                .toList();
        Block b = bad;
        for (Type k : left.subList(0, left.size() - 1)) {
            int number = f.constant(b, (long) w.kinds.indexOf(k) + 1, cast.loc());
            int same = f.append(b, Op.CMP, Type.I32, Cond.EQ, cast.loc(), kind, number);
            Block of = f.newBlock();
            Block next = f.newBlock();
            b.setTerm(Term.br(same, Edge.to(of.id()), Edge.to(next.id()), cast.loc()));
            of.setTerm(raise(k, cast));
            b = next;
        }
        b.setTerm(raise(left.get(left.size() - 1), cast));
    }

    private static Term raise(Type from, Insn cast) {
        String message = AggregateGuards.castMessage(from, cast.type());
        return Term.raise(new Term.Raise(AggregateGuards.CAST, message), cast.loc());
    }
}
