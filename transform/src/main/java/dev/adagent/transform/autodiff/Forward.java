package dev.adagent.transform.autodiff;

import dev.adagent.overlay.DerivativeRule;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Type;
import java.util.BitSet;
import java.util.List;

/** Forward mode for one function. */
final class Forward {
    private final Derivatives derivatives;

    Forward(Derivatives derivatives) {
        this.derivatives = derivatives;
    }

    /** @param checked whether the derivative checks its arguments */
    Function make(Function primal, Spec spec, String name, boolean checked) {
        if (primal.origin() instanceof ForwardOverReverse.Origin of) {
            return new ForwardOverReverse(derivatives, of, primal).make(spec, name);
        }
        Function f = new Function(name, spec.resultType(primal));
        Parameters p = Parameters.copy(primal, spec, f, checked, derivatives.callees);
        Parts.inline(f, derivatives.module);
        boolean wanted = primal.result().isFloating() || spec.givesShadow(primal.result());
        RuleChoice.run(f, DerivativeRule.Mode.FORWARD, derivatives.rules, scratch -> {
            Shape shape = Normalizer.run(scratch);
            return shape.exit < 0 ? null : activity(shape, spec, p, wanted);
        });
        Shape shape = Normalizer.run(f);
        if (shape.exit < 0) {
            RuleLinking.run(f, spec, v -> v, new BitSet());
            return f;
        }
        ActivityAnalysis activity = activity(shape, spec, p, wanted);
        List<Shadows> shadows = Shadows.lanes(shape, activity, p.shadows, false);
        boolean withPrimal = spec.mode().withPrimal() && !primal.result().equals(Type.VOID);
        Calls calls = new Calls(shape, activity, derivatives.callees, derivatives, spec, false);
        new ForwardMode(shape, activity, shadows, calls, p.shadows, withPrimal, spec).emit();
        Reverse.removeUnused(f);
        RuleLinking.run(f, spec, shadows.get(0)::of, new BitSet());
        SharedShadows.zero(f, shadows.get(0).sharedPrefix());
        ShadowFields.check(f, shadows, spec.findsConstants());
        return f;
    }

    private ActivityAnalysis activity(Shape shape, Spec spec, Parameters p, boolean wanted) {
        Memory memory = new Memory(shape, spec.distinct(), derivatives.callees);
        return new ActivityAnalysis(
                shape, memory, derivatives.callees, false, p.active, wanted, spec.runtimeActivity());
    }
}
