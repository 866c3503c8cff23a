package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;

/**
 * A function that returns an array, as a procedure that stores the array's elements to one more parameter: so rows and columns
 * of a Jacobian are derivatives like any other.
 */
final class StoredResult {
    private static final Loc FRAME = new Loc("dev/adagent/Autodiff", "jacobian", null, -1, null);

    private StoredResult() {}

    /** A module whose entry is the procedure. @throws DifferentiationException if the entry returns no array of numbers */
    static Module in(Module module, MethodKey method) {
        Function f = module.entry();
        Type array = f.result();
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

        Module stored = new Module();
        stored.add(g);
        module.functions().forEach(stored::add);
        return stored;
    }
}
