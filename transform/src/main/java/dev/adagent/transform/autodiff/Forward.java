package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Type;

/** Forward mode for one function. */
final class Forward {
    private final Derivatives derivatives;

    Forward(Derivatives derivatives) {
        this.derivatives = derivatives;
    }

    /** @param checked whether the derivative checks its arguments */
    Function make(Function primal, Spec spec, String name, boolean checked) {
        Function f = new Function(name, spec.resultType(primal));
        Parameters p = Parameters.copy(primal, spec, f, checked);
        Parts.inline(f, derivatives.module);
        Shape shape = Normalizer.run(f, false);
        if (shape.exit < 0) {
            return f;
        }
        Memory memory = new Memory(shape, spec.distinct(), derivatives.callees);
        ActivityAnalysis activity = new ActivityAnalysis(
                shape,
                memory,
                derivatives.callees,
                false,
                p.active,
                primal.result().isFloating());
        Shadows shadows = new Shadows(shape, activity, p.shadows);
        boolean withPrimal = spec.mode().withPrimal() && !primal.result().equals(Type.VOID);
        Calls calls = new Calls(shape, activity, derivatives.callees, derivatives);
        new ForwardMode(shape, activity, shadows, calls, p.shadows, withPrimal).emit();
        Reverse.removeUnused(f);
        return f;
    }
}
