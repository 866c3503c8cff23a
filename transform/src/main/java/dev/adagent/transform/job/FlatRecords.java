package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * A function of records as one of their components: in the place of a record come its components, in the place of an array of records an
 * array for each, which also take what the function stores to it. Components that are records are taken apart in turn. So numbers in
 * records, complex numbers for one, have derivatives as other numbers have.
 */
final class FlatRecords {
    private static final Loc FRAME = new Loc("dev/adagent/Autodiff", "autodiff", null, -1, null);

    /** Gives the components of a record's class, in order; none for another class. */
    interface Components {
        List<FieldRef> of(String type);
    }

    private final Function f;
    private final Function g;
    private final Components components;
    private Block at;

    private FlatRecords(Function f, Components components) {
        this.f = f;
        this.components = components;
        g = new Function(f.name() + "!flat", f.result());
        at = g.newBlock();
    }

    /**
     * A module whose entry is the function of components.
     *
     * @param records the entry's parameters to take apart
     * @throws DifferentiationException if one of them is neither a record nor an array of records
     */
    static Module in(Module module, MethodKey method, Set<Integer> records, Components components) {
        Module out = new Module();
        out.add(new FlatRecords(module.entry(), components).make(method, records));
        module.functions().forEach(out::add);
        return out;
    }

    private Function make(MethodKey method, Set<Integer> records) {
        List<List<Integer>> flat = new ArrayList<>();
        Block entry = at;
        for (int k = 0; k < f.params().size(); k++) {
            Type t = f.paramTypes().get(k);
            List<Integer> own = new ArrayList<>();
            flat.add(own);
            if (!records.contains(k)) {
                own.add(g.addParam(entry, t));
                continue;
            }
            for (Type leaf : leaves(t.isArray() ? t.element() : t)) {
                own.add(g.addParam(entry, t.isArray() ? Type.array(leaf) : leaf.asValue()));
            }
        }
        int[] args = new int[flat.size()];
        for (int k = 0; k < args.length; k++) {
            Type t = f.paramTypes().get(k);
            List<Integer> own = flat.get(k);
            args[k] = !records.contains(k) ? own.get(0) : t.isArray() ? array(t, own) : object(t, new ArrayList<>(own));
        }
        Callee callee = new Callee(Callee.Kind.STATIC, method, null, null, f.name());
        int result = g.append(at, Op.CALL, f.result(), callee, FRAME, args);
        for (int k = 0; k < args.length; k++) {
            if (records.contains(k) && f.paramTypes().get(k).isArray()) {
                storeBack(args[k], flat.get(k));
            }
        }
        at.setTerm(f.result().equals(Type.VOID) ? Term.ret(FRAME) : Term.ret(FRAME, result));
        return g;
    }

    /** Types of the components that are no records themselves. */
    private List<Type> leaves(Type record) {
        List<FieldRef> own = record.kind() == Type.Kind.OBJECT ? components.of(record.name()) : List.of();
        if (own.isEmpty()) {
            throw new DifferentiationException(
                    f.entry().term().loc(),
                    "a derivative with respect to the components of " + record + ", which is no record",
                    "pass a record, or an array of records, whose components are numbers");
        }
        List<Type> out = new ArrayList<>();
        for (FieldRef c : own) {
            Type t = Type.ofDescriptor(c.descriptor());
            if (t.kind() == Type.Kind.OBJECT) {
                out.addAll(leaves(t));
            } else {
                out.add(t);
            }
        }
        return out;
    }

    /** The record made of the first of the values, which are taken off the list. */
    private int object(Type record, List<Integer> values) {
        int object = g.append(at, Op.NEW, record, null, FRAME);
        for (FieldRef c : components.of(record.name())) {
            Type t = Type.ofDescriptor(c.descriptor());
            int v = t.kind() == Type.Kind.OBJECT ? object(t, values) : values.remove(0);
            g.append(at, Op.PUTFIELD, Type.VOID, c, FRAME, object, v);
        }
        return object;
    }

    private int array(Type type, List<Integer> parts) {
        int n = g.append(at, Op.ALEN, Type.I32, null, FRAME, parts.get(0));
        int array = g.append(at, Op.NEWARRAY, type, null, FRAME, n);
        loop(n, i -> {
            List<Integer> values = new ArrayList<>();
            for (int p : parts) {
                Type t = g.typeOf(p).element().asValue();
                g.append(at, Op.CHECK_BOUNDS, Type.VOID, null, FRAME, p, i);
                values.add(g.append(at, Op.ALOAD, t, null, FRAME, p, i));
            }
            g.append(at, Op.ASTORE, Type.VOID, null, FRAME, array, i, object(type.element(), values));
        });
        return array;
    }

    private void storeBack(int array, List<Integer> parts) {
        int n = g.append(at, Op.ALEN, Type.I32, null, FRAME, array);
        loop(n, i -> {
            Type record = g.typeOf(array).element();
            int object = g.append(at, Op.ALOAD, record, null, FRAME, array, i);
            storeBack(object, record, i, new ArrayList<>(parts));
        });
    }

    private void storeBack(int object, Type record, int i, List<Integer> parts) {
        g.append(at, Op.CHECK_NULL, Type.VOID, null, FRAME, object);
        for (FieldRef c : components.of(record.name())) {
            Type t = Type.ofDescriptor(c.descriptor());
            int v = g.append(at, Op.GETFIELD, t.asValue(), c, FRAME, object);
            if (t.kind() == Type.Kind.OBJECT) {
                storeBack(v, t, i, parts);
            } else {
                int p = parts.remove(0);
                g.append(at, Op.CHECK_BOUNDS, Type.VOID, null, FRAME, p, i);
                g.append(at, Op.ASTORE, Type.VOID, null, FRAME, p, i, v);
            }
        }
    }

    /** {@code for (i = 0; i < n; i++)}; the body goes on from the current block. */
    private void loop(int n, IntConsumer body) {
        Block test = g.newBlock();
        Block inside = g.newBlock();
        Block after = g.newBlock();
        at.setTerm(Term.jump(Edge.to(test.id(), g.constant(at, 0, FRAME)), FRAME));
        int i = g.addParam(test, Type.I32);
        int more = g.append(test, Op.CMP, Type.I32, Cond.LT, FRAME, i, n);
        test.setTerm(Term.br(more, Edge.to(inside.id()), Edge.to(after.id()), FRAME));
        at = inside;
        body.accept(i);
        int next = g.append(at, Op.ADD, Type.I32, null, FRAME, i, g.constant(at, 1, FRAME));
        at.setTerm(Term.jump(Edge.to(test.id(), next), FRAME));
        at = after;
    }
}
