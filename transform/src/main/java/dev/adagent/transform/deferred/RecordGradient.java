package dev.adagent.transform.deferred;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;

/** Adds to the gradient in the holder of a record: a new record, since records do not change; null stands for one of zeros. */
final class RecordGradient {
    private final MarkerCode code;
    private final Argument argument;
    private final int holder;
    private final List<Integer> gradients;

    /** @param gradients by the floating-point components, in order */
    RecordGradient(MarkerCode code, int k, List<Integer> gradients) {
        this.code = code;
        this.gradients = gradients;
        argument = code.request.arguments().get(k);
        holder = code.exact(
                code.holders.argument(k), argument.kind().valueField().owner());
    }

    void add() {
        List<Type> leaves = argument.record().leaves();
        Type type = Type.ofDescriptor(argument.kind().gradField().descriptor());
        int value = code.emit(Op.GETFIELD, type, argument.kind().valueField(), holder);
        List<Integer> given = argument.record().read(code.f, code.b, value, code.loc);
        int grad = code.emit(Op.GETFIELD, type, argument.kind().gradField(), holder);
        int none = code.emit(Op.CONST, type, null);
        int isNone = code.emit(Op.CMP, Type.I32, Cond.EQ, grad, none);
        Block first = code.f.newBlock();
        Block again = code.f.newBlock();
        Block join = code.f.newBlock();
        code.b.setTerm(Term.br(isNone, Edge.to(first.id()), Edge.to(again.id()), code.loc));
        List<Integer> zeros = new ArrayList<>();
        List<Integer> before = argument.record().read(code.f, again, grad, code.loc);
        List<Integer> sums = new ArrayList<>();
        for (int k = 0; k < leaves.size(); k++) {
            Type leaf = leaves.get(k);
            zeros.add(!leaf.isFloating() ? given.get(k) : zero(first, leaf));
            sums.add(code.f.addParam(join, leaf));
        }
        first.setTerm(Term.jump(edge(join, zeros), code.loc));
        again.setTerm(Term.jump(edge(join, before), code.loc));
        code.b = join;
        int next = 0;
        for (int k = 0; k < leaves.size(); k++) {
            if (leaves.get(k).isFloating()) {
                sums.set(k, code.emit(Op.ADD, leaves.get(k), null, sums.get(k), gradients.get(next++)));
            }
        }
        int sum = argument.record().make(code.f, code.b, sums, code.loc);
        code.put(argument.kind().gradField(), holder, sum);
    }

    private int zero(Block b, Type leaf) {
        return leaf.equals(Type.F32) ? code.f.constant(b, 0f, code.loc) : code.f.constant(b, 0.0, code.loc);
    }

    private static Edge edge(Block to, List<Integer> args) {
        return Edge.to(to.id(), args.stream().mapToInt(v -> v).toArray());
    }
}
