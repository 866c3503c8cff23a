package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Type;
import java.util.function.IntUnaryOperator;

/** Appends what a rule builds for one adjoint, and keeps of which values the results are {@link Multiples}. */
final class AdjointEmitter extends CodeEmitter {
    private final Multiples multiples;
    private final boolean alone;

    /** @param alone whether the rule is asked for one derivative only; several share what does not hang on the adjoint */
    AdjointEmitter(
            Function f,
            Block at,
            Insn primal,
            Type out,
            IntUnaryOperator values,
            int auxiliary,
            Multiples multiples,
            boolean alone) {
        super(f, at, primal, out, values, auxiliary);
        this.multiples = multiples;
        this.alone = alone;
    }

    @Override
    public int neg(int a) {
        return multiples.make(multiples.of(a).negated(), at, primal.loc());
    }

    @Override
    public int twice(int t, int factor) {
        return alone
                ? multiples.make(new Multiples.Multiple(mul(t, factor), false, true), at, primal.loc())
                : super.twice(t, factor);
    }
}
