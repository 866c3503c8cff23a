package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes objects apart that do not leave the function: their fields become SSA values, across branches and loops. So do wrapper
 * objects and arrays of constant length whose indices are constants. Nothing is left of the allocation once {@link DeadCode} has run.
 */
public final class ScalarReplacement {
    private record Variable(int root, Object field) {}

    private record Placeholder(int value, int from, Variable variable) {}

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

    /** Takes apart every object of the function that can be. @return whether anything changed */
    public static boolean run(Function f) {
        boolean any = false;
        boolean changed = true;
        while (changed) {
            Branches.removeUnreachable(f);
            changed = false;
            Aggregate next = next(f);
            if (next != null) {
                new ScalarReplacement(f, next).replace();
                DeadCode.run(f);
                changed = true;
                any = true;
            }
        }
        return any;
    }

    private static Aggregate next(Function f) {
        Uses uses = Uses.of(f);
        Cfg cfg = Cfg.of(f);
        Map<Integer, List<Aggregate.Incoming>> incoming = Aggregate.incoming(f);
        Set<Integer> seen = new HashSet<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (Aggregate.isAllocation(i) && uses.isUsed(i.result()) && !seen.contains(i.result())) {
                    Aggregate a = Aggregate.of(f, uses, cfg, incoming, i, seen);
                    if (a != null) {
                        return a;
                    }
                }
            }
        }
        return null;
    }

    private void replace() {
        addFieldParams();
        Cfg cfg = Cfg.of(f);
        Map<Integer, Integer> open = new HashMap<>();
        for (int b : cfg.reversePostOrder()) {
            open.put(b, (int) cfg.predecessors(b).stream().distinct().count());
        }
        if (open.get(cfg.entry()) == 0) {
            ssa.sealBlock(cfg.entry());
        }
        for (int b : cfg.reversePostOrder()) {
            rewrite(f.block(b));
            cfg.successors(b).stream().distinct().forEach(s -> {
                if (open.merge(s, -1, Integer::sum) == 0) {
                    ssa.sealBlock(s);
                }
            });
        }
        for (Placeholder p : placeholders) {
            subst.replace(p.value(), ssa.readVariable(variable(p.variable()), p.from()));
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
            placeholders.add(new Placeholder(placeholder, from.id(), new Variable(aggregate.root(passed), v.field())));
            args[e.args().length + k] = placeholder;
        }
        return new Edge(e.target(), args);
    }

    private int variable(Variable v) {
        return variables.computeIfAbsent(
                v, x -> ssa.declareVariable(aggregate.fields().get(x.field())));
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
    }

    private void initialise(Block b, Insn allocation) {
        aggregate.fields().forEach((field, type) -> {
            int value;
            if (field.equals(Aggregate.BOXED)) {
                value = subst.get(allocation.arg(0));
            } else {
                value = f.append(b, Op.CONST, type, zero(type), allocation.loc());
            }
            ssa.writeVariable(variable(new Variable(allocation.result(), field)), b, value);
        });
    }

    private static Object zero(Type type) {
        return switch (type.kind()) {
            case I32 -> 0;
            case I64 -> 0L;
            case F32 -> 0f;
            case F64 -> 0.0;
            default -> null;
        };
    }

    private void access(Block b, Insn i) {
        switch (i.op()) {
            case GETFIELD, ALOAD -> subst.replace(i.result(), read(b, i, field(i)));
            case PUTFIELD -> {
                FieldRef field = (FieldRef) i.attr();
                write(b, i, i.arg(1), Type.ofDescriptor(field.descriptor()));
            }
            case ASTORE -> write(b, i, i.arg(2), aggregate.allocation().type().element());
            case ACCUM -> {
                Type type = aggregate.fields().get(field(i));
                int sum = f.append(b, Op.ADD, type, null, i.loc(), read(b, i, field(i)), subst.get(i.arg(2)));
                write(b, i, sum, aggregate.allocation().type().element());
            }
            case ALEN -> b.insns().add(constant(i, aggregate.length()));
            case CHECK_CAST -> subst.replace(i.result(), i.arg(0));
            case CMP -> b.insns().add(constant(i, (isSame(i) ? Cond.EQ : Cond.NE) == i.attr() ? 1 : 0));
            case INSTANCEOF -> b.insns().add(constant(i, 1));
            case CALL -> {
                if (aggregate.isBox()) {
                    unbox(b, i);
                }
            }
            default -> {
                if (!i.op().isCheck()) {
                    throw new IllegalStateException("not an access to a scalar-replaced object: " + i);
                }
            }
        }
    }

    private boolean isSame(Insn cmp) {
        return aggregate.contains(cmp.arg(0))
                && aggregate.contains(cmp.arg(1))
                && aggregate.root(cmp.arg(0)) == aggregate.root(cmp.arg(1));
    }

    private static Insn constant(Insn i, int value) {
        return new Insn(Op.CONST, Type.I32, i.result(), new int[0], value, i.loc());
    }

    private Object field(Insn access) {
        return access.op() == Op.GETFIELD || access.op() == Op.PUTFIELD ? access.attr() : defs.constant(access.arg(1));
    }

    private int read(Block b, Insn access, Object field) {
        return ssa.readVariable(variable(new Variable(aggregate.root(access.arg(0)), field)), b);
    }

    private void write(Block b, Insn access, int value, Type stored) {
        int v = subst.get(value);
        if (!stored.equals(stored.asValue())) {
            v = f.append(b, Op.NARROW, Type.I32, stored, access.loc(), v);
        }
        ssa.writeVariable(variable(new Variable(aggregate.root(access.arg(0)), field(access))), b, v);
    }

    private void unbox(Block b, Insn call) {
        int value = read(b, call, Aggregate.BOXED);
        Type held = Boxes.valueOf(aggregate.allocation().type().name());
        Type wanted = Boxes.unboxed(((Callee) call.attr()).original());
        if (held.equals(wanted)) {
            subst.replace(call.result(), value);
            return;
        }
        Loc loc = call.loc();
        if (!held.asValue().equals(wanted.asValue())) {
            value = f.append(b, Op.CONV, wanted.asValue(), null, loc, value);
        }
        if (!wanted.equals(wanted.asValue())) {
            value = f.append(b, Op.NARROW, Type.I32, wanted, loc, value);
        }
        subst.replace(call.result(), value);
    }
}
