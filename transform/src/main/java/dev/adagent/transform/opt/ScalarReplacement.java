package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
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
    /**
     * An argument to fill in: what the variable holds at the end of the block, or the field of the object outside.
     *
     * @param variable null for null, or an object outside
     * @param outside the object outside, or −1
     */
    private record Placeholder(int value, int from, Object field, FieldVariables.Variable variable, int outside) {}

    private final Function f;
    private final Aggregate aggregate;
    private final Defs defs;
    private final SsaBuilder ssa;
    private final FieldVariables fields;
    private final ObjectQuestions questions;
    private final ThrownObjects exceptions;
    private final List<Placeholder> placeholders = new ArrayList<>();
    private final Subst subst = new Subst();

    private ScalarReplacement(Function f, Aggregate aggregate) {
        this.f = f;
        this.aggregate = aggregate;
        defs = Defs.of(f);
        ssa = new SsaBuilder(f);
        fields = new FieldVariables(aggregate, ssa);
        questions = new ObjectQuestions(f, aggregate, defs, fields, subst);
        exceptions = new ThrownObjects(f, aggregate, defs, fields);
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
            any = (next.choice() == null ? Rewrite.OBJECT_TAKEN_APART : Rewrite.CHOSEN_OBJECT_TAKEN_APART).happened();
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
                            ? ssa.readVariable(fields.variable(p.variable()), p.from())
                            : zero(
                                    f.block(p.from()),
                                    fields.typeOf(p.field()),
                                    f.block(p.from()).term().loc());
            subst.replace(p.value(), value);
        }
        ssa.finish();
        Operands.replace(f, this::finalValue);
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
        Map<Integer, List<FieldVariables.Variable>> added = new LinkedHashMap<>();
        for (Block b : f.blocks()) {
            for (int p : List.copyOf(b.params())) {
                if (aggregate.contains(p)) {
                    fields.ofParam().forEach(field -> {
                        FieldVariables.Variable v = new FieldVariables.Variable(p, field);
                        ssa.writeVariable(fields.variable(v), b, f.addParam(b, fields.typeOf(field)));
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

    private Edge extended(Block from, Edge e, List<FieldVariables.Variable> added) {
        List<Integer> params = f.block(e.target()).params();
        int[] args = Arrays.copyOf(e.args(), e.args().length + added.size());
        for (int k = 0; k < added.size(); k++) {
            FieldVariables.Variable v = added.get(k);
            int passed = e.args()[params.indexOf(v.root())];
            int placeholder = f.newValue(fields.typeOf(v.field()));
            boolean outside = !aggregate.isNull(passed) && aggregate.isOutside(passed);
            FieldVariables.Variable source = outside || aggregate.isNull(passed)
                    ? null
                    : new FieldVariables.Variable(aggregate.root(passed), v.field());
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

    private void rewrite(Block b) {
        List<Insn> old = List.copyOf(b.insns());
        b.insns().clear();
        if (b == f.entry()) {
            fields.start(b);
        }
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
            exceptions.raise(b);
        }
    }

    private void initialise(Block b, Insn allocation) {
        if (aggregate.choice() != null) {
            int number = aggregate.choice().number(allocation.result());
            int which = f.append(b, Op.CONST, Type.I32, number, allocation.loc());
            fields.write(b, allocation.result(), ChosenObjects.NUMBER, which);
        }
        aggregate.fields().forEach((field, type) -> {
            int value;
            if (field.equals(Aggregate.TAG)) {
                value = f.append(b, Op.CONST, type, aggregate.tag(allocation), allocation.loc());
            } else if (field.equals(Aggregate.ID)) {
                int one = f.append(b, Op.CONST, Type.I32, 1, allocation.loc());
                value = f.append(b, Op.ADD, Type.I32, null, allocation.loc(), ssa.readVariable(fields.made(), b), one);
                ssa.writeVariable(fields.made(), b, value);
            } else if (Facts.isBox(allocation) && field.equals(Aggregate.boxField(allocation.type()))) {
                value = subst.get(allocation.arg(0));
            } else {
                value = zero(b, type, allocation.loc());
            }
            fields.write(b, allocation.result(), field, value);
        });
    }

    private int zero(Block b, Type type, Loc loc) {
        return f.append(b, Op.CONST, type, Facts.zero(type), loc);
    }

    private void access(Block b, Insn i) {
        int reference = i.args()[0];
        switch (i.op()) {
            case GETFIELD, ALOAD -> subst.replace(i.result(), fields.read(b, reference, field(i)));
            case PUTFIELD -> {
                FieldRef field = (FieldRef) i.attr();
                store(b, i, subst.get(i.arg(1)), Type.ofDescriptor(field.descriptor()));
            }
            case ASTORE -> store(b, i, subst.get(i.arg(2)), f.typeOf(reference).element());
            case ACCUM -> {
                Type type = aggregate.fields().get(field(i));
                int before = fields.read(b, reference, field(i));
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
            case ALEN -> b.insns().add(ObjectQuestions.constant(i, aggregate.length(f.typeOf(reference))));
            case CHECK_CAST -> subst.replace(i.result(), reference);
            case CMP -> questions.compare(b, i);
            case INSTANCEOF -> {
                List<Aggregate.Kind> fitting = aggregate.kinds().stream()
                        .filter(k -> Exactly.passes(i, k.type(), (t, asked) -> aggregate.is(k, asked)))
                        .toList();
                questions.oneOf(b, i, reference, fitting);
            }
            case CALL -> call(b, i);
            default -> {
                if (!i.op().isCheck()) {
                    throw new IllegalStateException("not an access to a scalar-replaced object: " + i);
                }
            }
        }
    }

    private Object field(Insn access) {
        return access.op() == Op.GETFIELD || access.op() == Op.PUTFIELD
                ? access.attr()
                : new Aggregate.Element(f.typeOf(access.arg(0)), (Integer) defs.constant(access.arg(1)));
    }

    private void store(Block b, Insn access, int value, Type stored) {
        int v = value;
        if (!stored.equals(stored.asValue())) {
            v = f.append(b, Op.NARROW, Type.I32, stored, access.loc(), v);
        }
        fields.write(b, access.arg(0), field(access), v);
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
            Messages.Message m = exceptions.message(call);
            int[] shown = m == null ? new int[0] : m.operands();
            for (int k = 0; k < shown.length; k++) {
                fields.write(b, call.arg(0), new Aggregate.Shown(call.arg(0), k), subst.get(shown[k]));
            }
        } else if (Boxes.unboxed(((Callee) call.attr()).original()) != null) {
            questions.unbox(b, call);
        }
    }

    /** What an exception of the JDK keeps of its constructor's arguments, if it is read. */
    private void keep(Block b, Insn constructor, FieldRef field) {
        Aggregate.Kind kind = aggregate.kind(defs.insn(constructor.arg(0)));
        int at = aggregate.operandOf(kind, field);
        Type type = aggregate.fields().get(field);
        if (type != null && at >= 0) {
            fields.write(
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
                    elements[e] = fields.read(b, call.arg(k), new Aggregate.Element(array, e));
                }
                args[k] = f.append(b, Op.CALL, array, Facts.arrayOf(array, elements.length), call.loc(), elements);
            }
        }
        return call.withArgs(args);
    }
}
