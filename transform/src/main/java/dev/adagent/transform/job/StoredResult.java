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
import java.util.List;

/**
 * A function that returns an array, or a record of numbers, as a procedure that stores its elements or components to one more parameter: so
 * rows and columns of a Jacobian, and derivatives of complex numbers, are derivatives like any other.
 */
final class StoredResult {
    private static final Loc FRAME = new Loc("dev/adagent/Autodiff", "jacobian", null, -1, null);

    private StoredResult() {}

    private static Module ofRecord(Module module, MethodKey method, List<FieldRef> components) {
        Function f = module.entry();
        Type number = components.isEmpty()
                ? Type.VOID
                : Type.ofDescriptor(components.get(0).descriptor());
        if (!number.isFloating()
                || !components.stream().allMatch(c -> c.descriptor().equals(number.descriptor()))) {
            throw new DifferentiationException(
                    FRAME,
                    "the derivative of a function that returns " + f.result(),
                    "return a number, or a record whose components are all double or all float");
        }
        Function g = new Function(f.name() + "!stored", Type.VOID);
        Block b = g.newBlock();
        int[] args = f.paramTypes().stream().mapToInt(t -> g.addParam(b, t)).toArray();
        int out = g.addParam(b, Type.array(number));
        Callee callee = new Callee(Callee.Kind.STATIC, method, null, null, f.name());
        int result = g.append(b, Op.CALL, f.result(), callee, FRAME, args);
        g.append(b, Op.CHECK_NULL, Type.VOID, null, FRAME, result);
        for (int k = 0; k < components.size(); k++) {
            int v = g.append(b, Op.GETFIELD, number, components.get(k), FRAME, result);
            int i = g.constant(b, k, FRAME);
            g.append(b, Op.CHECK_BOUNDS, Type.VOID, null, FRAME, out, i);
            g.append(b, Op.ASTORE, Type.VOID, null, FRAME, out, i, v);
        }
        b.setTerm(Term.ret(FRAME));
        return with(g, module);
    }

    private static Module with(Function entry, Module module) {
        Module out = new Module();
        out.add(entry);
        module.functions().forEach(out::add);
        return out;
    }

    /** A module whose entry is the procedure. @throws DifferentiationException if the entry returns no array and no record of numbers */
    static Module in(Module module, MethodKey method, FlatRecords.Components components) {
        Function f = module.entry();
        Type array = f.result();
        if (array.kind() == Type.Kind.OBJECT) {
            return ofRecord(module, method, components.of(array.name()));
        }
        if (!array.isArray() || !array.element().isFloating()) {
            throw new DifferentiationException(
                    FRAME, "the Jacobian of a function that returns " + array, "return double[] or float[]");
        }
        Function g = new Function(f.name() + "!stored", Type.VOID);
        Block entry = g.newBlock();
        Block test = g.newBlock();
        Block body = g.newBlock();
        Block exit = g.newBlock();
        int[] args = f.paramTypes().stream().mapToInt(t -> g.addParam(entry, t)).toArray();
        int out = g.addParam(entry, array);
        Callee callee = new Callee(Callee.Kind.STATIC, method, null, null, f.name());
        int result = g.append(entry, Op.CALL, array, callee, FRAME, args);
        g.append(entry, Op.CHECK_NULL, Type.VOID, null, FRAME, result);
        int n = g.append(entry, Op.ALEN, Type.I32, null, FRAME, result);
        entry.setTerm(Term.jump(Edge.to(test.id(), g.constant(entry, 0, FRAME)), FRAME));

        int i = g.addParam(test, Type.I32);
        int more = g.append(test, Op.CMP, Type.I32, Cond.LT, FRAME, i, n);
        test.setTerm(Term.br(more, Edge.to(body.id()), Edge.to(exit.id()), FRAME));

        g.append(body, Op.CHECK_BOUNDS, Type.VOID, null, FRAME, out, i);
        int v = g.append(body, Op.ALOAD, array.element(), null, FRAME, result, i);
        g.append(body, Op.ASTORE, Type.VOID, null, FRAME, out, i, v);
        int next = g.append(body, Op.ADD, Type.I32, null, FRAME, i, g.constant(body, 1, FRAME));
        body.setTerm(Term.jump(Edge.to(test.id(), next), FRAME));
        exit.setTerm(Term.ret(FRAME));

        return with(g, module);
    }
}
