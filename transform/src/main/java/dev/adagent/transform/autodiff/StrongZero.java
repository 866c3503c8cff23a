package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;

/**
 * Keeps a derivative that is zero at zero, whatever the slope: {@code 0·∞}, as beyond the end of a square root's domain that nothing
 * depends on, is then no NaN. Sums and choices have no slope that could be infinite.
 */
final class StrongZero {
    private StrongZero() {}

    /** {@code derivative == 0 ? 0 : product}. */
    static int guard(Function f, Block at, Insn primal, int derivative, int product) {
        switch (primal.op()) {
            case ADD, SUB, NEG, SELECT, CONV -> {
                return product;
            }
            default -> {}
        }
        Type type = f.typeOf(derivative);
        int zero = f.append(at, Op.CONST, type, Zeros.of(type), primal.loc());
        int none = f.append(at, Op.CMP, Type.I32, Cond.EQ, primal.loc(), derivative, zero);
        Type out = f.typeOf(product);
        int instead = out.equals(type) ? zero : f.append(at, Op.CONST, out, Zeros.of(out), primal.loc());
        return f.append(at, Op.SELECT, out, null, primal.loc(), none, instead, product);
    }
}
