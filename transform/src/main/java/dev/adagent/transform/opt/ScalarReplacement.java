package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Exactly;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes objects apart that do not leave the function: their fields become SSA values, across branches and loops. So do wrapper
 * objects and arrays of constant length whose indices are constants. Nothing is left of the allocation once {@link DeadCode} has run.
 */
public final class ScalarReplacement {
    private record Variable(int root, Object field) {}

    /**
     * An argument to fill in: what the variable holds at the end of the block, or the field of the object outside.
     *
     * @param variable null for null, or an object outside
     * @param outside the object outside, or −1
     */
    private record Placeholder(int value, int from, Object field, Variable variable, int outside) {}

    /** How many objects have been made. */
    private static final Variable MADE = new Variable(-1, "made");

    private final Function f;
    private final Aggregate aggregate;
    private final Defs defs;
    private final SsaBuilder ssa;
    private final Map<Variable, Integer> variables = new LinkedHashMap<>();
    private final List<Placeholder> placeholders = new ArrayList<>();
    private final Subst subst = new Subst();

    private ScalarReplacement(Function f, Aggregate aggregate) {
        this.f = f;
        this.aggregate = aggregate;
        defs = Defs.of(f);
        ssa = new SsaBuilder(f);
    }

    /** {@link #run(Function, Hierarchy)} where only the JDK's classes are known. */
    public static boolean run(Function f) {
        return run(f, Hierarchy.JDK);
    }

    /** Takes apart every object of the function that can be. @return whether anything changed */
    public static boolean run(Function f, Hierarchy hierarchy) {
        return run(f, hierarchy, false, true);
    }

    /**
     * @param entry whether the function's parameters are the launch's arguments
     * @param last whether exceptions of which something is lost are taken apart too
     */
    static boolean run(Function f, Hierarchy hierarchy, boolean entry, boolean last) {
        boolean any = false;
        while (true) {
            Branches.removeUnreachable(f);
            Aggregate next = Aggregate.next(f, hierarchy, entry, last);
            if (next != null && new AggregateGuards(next).insert()) {
                next = next.again();
                any = true;
            }
            if (next == null) {
                return any;
            }
            new ScalarReplacement(f, next).replace();
            DeadCode.run(f);
            any = Rewrite.OBJECT_TAKEN_APART.happened();
        }
    }

    private void replace() {
        addFieldParams();
        Cfg cfg = Cfg.of(f);
        Map<Integer, Integer> place = new HashMap<>();
        f.blocks().forEach(b -> place.put(b.id(), place.size()));
        Comparator<Integer> order = Comparator.comparing(place::get);
        Map<Integer, Integer> open = new HashMap<>();
        for (int b : cfg.reversePostOrder()) {
            open.put(b, (int) cfg.predecessors(b).stream().distinct().count());
        }
        if (open.get(cfg.entry()) == 0) {
            ssa.sealBlock(cfg.entry(), List.of());
        }
        if (aggregate.fields().containsKey(Aggregate.ID)) {
            countFromZero(f.block(cfg.entry()));
        }
        for (int b : cfg.reversePostOrder()) {
            rewrite(f.block(b));
            cfg.successors(b).stream().distinct().forEach(s -> {
                if (open.merge(s, -1, Integer::sum) == 0) {
                    ssa.sealBlock(
                            s,
                            cfg.predecessors(s).stream()
                                    .distinct()
                                    .sorted(order)
                                    .toList());
                }
            });
        }
        for (Placeholder p : placeholders) {
            int value = p.outside() >= 0
                    ? outsideField(p)
                    : p.variable() != null
                            ? ssa.readVariable(variable(p.variable()), p.from())
                            : zero(
                                    f.block(p.from()),
                                    aggregate.fields().get(p.field()),
                                    f.block(p.from()).term().loc());
            subst.replace(p.value(), value);
        }
        ssa.finish();
        Operands.replace(f, this::finalValue);
    }

    private void countFromZero(Block entry) {
        int zero = f.newValue(Type.I32);
        entry.insns()
                .add(
                        0,
                        new Insn(
                                Op.CONST,
                                Type.I32,
                                zero,
                                new int[0],
                                0,
                                entry.term().loc()));
        ssa.writeVariable(variable(MADE), entry, zero);
    }

    private int finalValue(int value) {
        int v = value;
        while (true) {
            int next = ssa.resolve(subst.get(v));
            if (next == v) {
                return v;
            }
            v = next;
        }
    }

    /** Gives each parameter of the aggregate one parameter for each field; the arguments are filled in when all is known. */
    private void addFieldParams() {
        Map<Integer, List<Variable>> added = new LinkedHashMap<>();
        for (Block b : f.blocks()) {
            for (int p : List.copyOf(b.params())) {
                if (aggregate.contains(p)) {
                    aggregate.fields().forEach((field, type) -> {
                        Variable v = new Variable(p, field);
                        ssa.writeVariable(variable(v), b, f.addParam(b, type));
                        added.computeIfAbsent(b.id(), x -> new ArrayList<>()).add(v);
                    });
                }
            }
        }
        for (Block b : f.blocks()) {
            List<Edge> edges = new ArrayList<>();
            for (Edge e : b.term().edges()) {
                edges.add(added.containsKey(e.target()) ? extended(b, e, added.get(e.target())) : e);
            }
            b.setTerm(b.term().withEdges(edges));
        }
    }

    private Edge extended(Block from, Edge e, List<Variable> added) {
        List<Integer> params = f.block(e.target()).params();
        int[] args = Arrays.copyOf(e.args(), e.args().length + added.size());
        for (int k = 0; k < added.size(); k++) {
            Variable v = added.get(k);
            int passed = e.args()[params.indexOf(v.root())];
            int placeholder = f.newValue(aggregate.fields().get(v.field()));
            boolean outside = !aggregate.isNull(passed) && aggregate.isOutside(passed);
            Variable source =
                    outside || aggregate.isNull(passed) ? null : new Variable(aggregate.root(passed), v.field());
            placeholders.add(new Placeholder(placeholder, from.id(), v.field(), source, outside ? passed : -1));
            args[e.args().length + k] = placeholder;
        }
        return new Edge(e.target(), args);
    }

    /** What a field of an object outside holds, read at the end of the block that passes it on. */
    private int outsideField(Placeholder p) {
        Block b = f.block(p.from());
        Loc loc = b.term().loc();
        Type type = aggregate.fields().get(p.field());
        if (p.field().equals(Aggregate.TAG)) {
            return f.append(b, Op.CONST, type, aggregate.outsideTag(p.outside()), loc);
        }
        boolean has = p.field() instanceof FieldRef ref
                && Boolean.TRUE.equals(aggregate.hierarchy.isSubclass(
                        aggregate.outsideType(p.outside()).name(), ref.owner()));
        return has ? f.append(b, Op.GETFIELD, type, p.field(), loc, subst.get(p.outside())) : zero(b, type, loc);
    }

    private int variable(Variable v) {
        return variables.computeIfAbsent(
                v,
                x -> ssa.declareVariable(
                        x.equals(MADE) ? Type.I32 : aggregate.fields().get(x.field())));
    }

    private void rewrite(Block b) {
        List<Insn> old = List.copyOf(b.insns());
        b.insns().clear();
        for (Insn i : old) {
            if (Aggregate.isAllocation(i) && aggregate.contains(i.result())) {
                b.insns().add(subst.get(i));
                initialise(b, i);
            } else if (Arrays.stream(i.args()).anyMatch(aggregate::contains)) {
                access(b, i);
            } else {
                b.insns().add(subst.get(i));
            }
        }
        if (b.term().kind() == Term.Kind.THROW && aggregate.contains(b.term().args()[0])) {
            raise(b);
        }
    }

    private void initialise(Block b, Insn allocation) {
        aggregate.fields().forEach((field, type) -> {
            int value;
            if (field.equals(Aggregate.TAG)) {
                value = f.append(b, Op.CONST, type, aggregate.tag(allocation), allocation.loc());
            } else if (field.equals(Aggregate.ID)) {
                int one = f.append(b, Op.CONST, Type.I32, 1, allocation.loc());
                value = f.append(b, Op.ADD, Type.I32, null, allocation.loc(), ssa.readVariable(variable(MADE), b), one);
                ssa.writeVariable(variable(MADE), b, value);
            } else if (Facts.isBox(allocation) && field.equals(Aggregate.boxField(allocation.type()))) {
                value = subst.get(allocation.arg(0));
            } else {
                value = zero(b, type, allocation.loc());
            }
            write(b, allocation.result(), field, value);
        });
    }

    private int zero(Block b, Type type, Loc loc) {
        return f.append(b, Op.CONST, type, Facts.zero(type), loc);
    }

    private void access(Block b, Insn i) {
        int reference = i.args()[0];
        switch (i.op()) {
            case GETFIELD, ALOAD -> subst.replace(i.result(), read(b, reference, field(i)));
            case PUTFIELD -> {
                FieldRef field = (FieldRef) i.attr();
                store(b, i, subst.get(i.arg(1)), Type.ofDescriptor(field.descriptor()));
            }
            case ASTORE -> store(b, i, subst.get(i.arg(2)), f.typeOf(reference).element());
            case ACCUM -> {
                Type type = aggregate.fields().get(field(i));
                int before = read(b, reference, field(i));
                Remarks.add(new Remarks.Remark(
                        Remarks.Kind.SHADOW,
                        i.loc(),
                        "an array of " + aggregate.length(f.typeOf(reference)) + " that the thread made",
                        "register",
                        "every index into it is a constant",
                        0));
                int sum = f.append(b, Op.ADD, type, null, i.loc(), before, subst.get(i.arg(2)));
                store(b, i, sum, f.typeOf(reference).element());
            }
            case ALEN -> b.insns().add(constant(i, aggregate.length(f.typeOf(reference))));
            case CHECK_CAST -> subst.replace(i.result(), reference);
            case CMP -> compare(b, i);
            case INSTANCEOF -> {
                List<Aggregate.Kind> fitting = aggregate.kinds().stream()
                        .filter(k -> Exactly.passes(i, k.type(), (t, asked) -> aggregate.is(k, asked)))
                        .toList();
                oneOf(b, i, reference, fitting);
            }
            case CALL -> call(b, i);
            default -> {
                if (!i.op().isCheck()) {
                    throw new IllegalStateException("not an access to a scalar-replaced object: " + i);
                }
            }
        }
    }

    private void compare(Block b, Insn cmp) {
        boolean equal = cmp.attr() == Cond.EQ;
        boolean left = aggregate.contains(cmp.arg(0));
        int reference = cmp.arg(left ? 0 : 1);
        int other = cmp.arg(left ? 1 : 0);
        if (aggregate.isNull(other) && aggregate.isNullable() && aggregate.isParam(aggregate.root(reference))) {
            int tag = read(b, reference, Aggregate.TAG);
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
        int l = read(b, left, field);
        int r = read(b, right, field);
        if (field.equals(Aggregate.ID) || !aggregate.isTagged()) {
            b.insns().add(new Insn(Op.CMP, Type.I32, cmp.result(), new int[] {l, r}, cmp.attr(), loc));
            return;
        }
        int ordinals = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, l, r);
        int kinds = f.append(
                b, Op.CMP, Type.I32, Cond.EQ, loc, read(b, left, Aggregate.TAG), read(b, right, Aggregate.TAG));
        int same = f.append(b, Op.AND, Type.I32, null, loc, ordinals, kinds);
        int zero = f.append(b, Op.CONST, Type.I32, 0, loc);
        Cond c = cmp.attr() == Cond.EQ ? Cond.NE : Cond.EQ;
        b.insns().add(new Insn(Op.CMP, Type.I32, cmp.result(), new int[] {same, zero}, c, loc));
    }

    /** Defines the instruction's result as whether the reference denotes one of some kinds. */
    private void oneOf(Block b, Insn i, int reference, List<Aggregate.Kind> kinds) {
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
        int tag = read(b, reference, Aggregate.TAG);
        int any = -1;
        for (Aggregate.Kind k : kinds) {
            int number = f.append(b, Op.CONST, Type.I32, aggregate.kinds().indexOf(k) + 1, i.loc());
            int is = f.append(b, Op.CMP, Type.I32, Cond.EQ, i.loc(), tag, number);
            any = any < 0 ? is : f.append(b, Op.OR, Type.I32, null, i.loc(), any, is);
        }
        subst.replace(i.result(), any);
    }

    private static Insn constant(Insn i, int value) {
        return new Insn(Op.CONST, Type.I32, i.result(), new int[0], value, i.loc());
    }

    private Object field(Insn access) {
        return access.op() == Op.GETFIELD || access.op() == Op.PUTFIELD
                ? access.attr()
                : new Aggregate.Element(f.typeOf(access.arg(0)), (Integer) defs.constant(access.arg(1)));
    }

    private int read(Block b, int reference, Object field) {
        return ssa.readVariable(variable(new Variable(aggregate.root(reference), field)), b);
    }

    private void write(Block b, int reference, Object field, int value) {
        ssa.writeVariable(variable(new Variable(aggregate.root(reference), field)), b, value);
    }

    private void store(Block b, Insn access, int value, Type stored) {
        int v = value;
        if (!stored.equals(stored.asValue())) {
            v = f.append(b, Op.NARROW, Type.I32, stored, access.loc(), v);
        }
        write(b, access.arg(0), field(access), v);
    }

    private void call(Block b, Insn call) {
        if (Facts.isMonitor(call)) {
            return; // no other thread knows the object
        }
        if (Facts.isIdentityHash(call)) {
            Type object = Type.object("java/lang/Object");
            b.insns().add(call.withArgs(new int[] {f.append(b, Op.CONST, object, null, call.loc())}));
            return;
        }
        if (!aggregate.contains(call.arg(0)) || f.typeOf(call.arg(0)).isArray()) {
            b.insns().add(showing(b, call));
        } else if (Throwables.isConstructor(call)) {
            keep(b, call, Aggregate.MESSAGE);
            keep(b, call, ExceptionFields.CAUSE);
            Messages.Message m = message(call);
            int[] shown = m == null ? new int[0] : m.operands();
            for (int k = 0; k < shown.length; k++) {
                write(b, call.arg(0), new Aggregate.Shown(call.arg(0), k), subst.get(shown[k]));
            }
        } else if (Boxes.unboxed(((Callee) call.attr()).original()) != null) {
            unbox(b, call);
        }
    }

    /** What an exception of the JDK keeps of its constructor's arguments, if it is read. */
    private void keep(Block b, Insn constructor, FieldRef field) {
        Aggregate.Kind kind = aggregate.kind(defs.insn(constructor.arg(0)));
        int at = aggregate.operandOf(kind, field);
        Type type = aggregate.fields().get(field);
        if (type != null && at >= 0) {
            write(
                    b,
                    constructor.arg(0),
                    field,
                    at == 0 ? zero(b, type, constructor.loc()) : subst.get(constructor.arg(at)));
        }
    }

    /** The call, with arrays of the aggregate put together where they are shown. */
    private Insn showing(Block b, Insn call) {
        int[] args = subst.get(call.args()).clone();
        for (int k = 0; k < args.length; k++) {
            if (aggregate.contains(call.arg(k))) {
                Type array = f.typeOf(call.arg(k));
                int[] elements = new int[aggregate.length(array)];
                for (int e = 0; e < elements.length; e++) {
                    elements[e] = read(b, call.arg(k), new Aggregate.Element(array, e));
                }
                args[k] = f.append(b, Op.CALL, array, Facts.arrayOf(array, elements.length), call.loc(), elements);
            }
        }
        return call.withArgs(args);
    }

    private Messages.Message message(Insn constructor) {
        return new Messages(aggregate.uses).of(constructor);
    }

    /** Ends a block that throws one of the exceptions: describes it, by a switch if it may be one of several. */
    private void raise(Block b) {
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
        b.setTerm(Term.switchOn(read(b, reference, Aggregate.TAG), keys, edges, t.loc()));
    }

    private Term described(Block b, int reference, Aggregate.Kind kind) {
        Insn constructor = aggregate.constructor(defs.insn(kind.site()));
        Messages.Message m = message(constructor);
        int[] operands = new int[m.operands().length];
        for (int k = 0; k < operands.length; k++) {
            operands[k] = read(b, reference, new Aggregate.Shown(kind.site(), k));
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
        int isNoted = read(b, reference, field);
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
                t = Term.br(read(b, reference, field), Edge.to(with.id()), Edge.to(without.id()), loc);
            }
        }
        return t;
    }

    /** Operands, and behind them those of the calls that a field stands for. */
    private int[] withOperands(Block b, int reference, FieldRef field, int[] operands, List<Construction.Step> steps) {
        int n = operands.length;
        int[] all = Arrays.copyOf(operands, n + Construction.slots(steps));
        for (int k = n; k < all.length; k++) {
            all[k] = read(
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
        int suppresses = read(b, reference, ExceptionFields.SUPPRESSES);
        Construction made = Messages.construction(raise, types).suppressing();
        Block with = f.newBlock();
        with.setTerm(Term.raise(new Term.Raise(made), loc, operands));
        Block without = f.newBlock();
        without.setTerm(plain);
        return Term.br(suppresses, Edge.to(with.id()), Edge.to(without.id()), loc);
    }

    private void unbox(Block b, Insn call) {
        MethodKey method = ((Callee) call.attr()).original();
        Type wanted = Boxes.unboxed(method);
        Loc loc = call.loc();
        int result = -1;
        for (Aggregate.Kind k : aggregate.boxes(method.owner())) {
            int value = unboxed(b, call.arg(0), k.type(), wanted, loc);
            if (result >= 0) {
                int number = f.append(b, Op.CONST, Type.I32, aggregate.kinds().indexOf(k) + 1, loc);
                int tag = read(b, call.arg(0), Aggregate.TAG);
                int is = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, tag, number);
                value = f.append(b, Op.SELECT, wanted.asValue(), null, loc, is, value, result);
            }
            result = value;
        }
        subst.replace(call.result(), result);
    }

    private int unboxed(Block b, int reference, Type box, Type wanted, Loc loc) {
        int value = read(b, reference, Aggregate.boxField(box));
        Type held = Boxes.valueOf(box.name());
        if (held.equals(wanted)) {
            return value;
        }
        if (!held.asValue().equals(wanted.asValue())) {
            value = f.append(b, Op.CONV, wanted.asValue(), null, loc, value);
        }
        return wanted.equals(wanted.asValue()) ? value : f.append(b, Op.NARROW, Type.I32, wanted, loc, value);
    }
}
