package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.Emitter;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.function.IntUnaryOperator;

/** Appends what a rule builds to a block. */
class CodeEmitter implements Emitter {
    private final Function f;
    final Block at;
    final Insn primal;
    private final Type out;
    private final IntUnaryOperator values;
    private final int auxiliary;

    /**
     * @param out type of the map's value
     * @param values gives the primal's values at this place
     * @param auxiliary the auxiliary value of the primal's rule, −1 if there is none
     */
    CodeEmitter(Function f, Block at, Insn primal, Type out, IntUnaryOperator values, int auxiliary) {
        this.f = f;
        this.at = at;
        this.primal = primal;
        this.out = out;
        this.values = values;
        this.auxiliary = auxiliary;
    }

    @Override
    public int x(int i) {
        return values.applyAsInt(primal.arg(i));
    }

    @Override
    public int y() {
        return values.applyAsInt(primal.result());
    }

    @Override
    public int aux() {
        return values.applyAsInt(auxiliary);
    }

    @Override
    public Type out() {
        return out;
    }

    @Override
    public int constant(double value) {
        return f.constant(at, primal.type().equals(Type.F32) ? (Object) (float) value : (Object) value, primal.loc());
    }

    @Override
    public int op(Op op, int... args) {
        return f.append(at, op, f.typeOf(args[0]), null, primal.loc(), args);
    }

    @Override
    public int compare(Cond cond, int a, int b) {
        return f.append(at, Op.CMP, Type.I32, cond, primal.loc(), a, b);
    }

    @Override
    public int select(int condition, int a, int b) {
        return f.append(at, Op.SELECT, f.typeOf(a), null, primal.loc(), condition, a, b);
    }

    @Override
    public int call(String intrinsic, int... args) {
        return f.append(at, Op.INTRINSIC, f.typeOf(args[0]), intrinsic, primal.loc(), args);
    }

    @Override
    public int convert(int value, Type to) {
        return f.append(at, Op.CONV, to, null, primal.loc(), value);
    }

    @Override
    public int again(int... args) {
        return f.append(at, primal.op(), primal.type(), primal.attr(), primal.loc(), args);
    }
}
