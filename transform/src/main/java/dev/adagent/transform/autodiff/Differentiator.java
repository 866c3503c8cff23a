package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.List;

/**
 * Makes derivatives of functions. A function to differentiate is simplified: it has no objects that carry derivatives. It may have
 * loops of any kind, several returns, and arrays that it reads and overwrites. It may call functions of its module, itself too, which
 * are differentiated as functions: their derivatives are added to the module. What else it calls has a
 * {@linkplain dev.adagent.transform.autodiff.rules.Rules rule}, or nothing active reaches it.
 *
 * <p>Parameters and result of a derivative are as {@link Spec} says. A shadow array has the length of its array: the derivative
 * throws an {@link IllegalArgumentException} otherwise. In reverse mode shadows hold the adjoint of the array's contents after the call on entry, and of those before the call on return.
 */
public final class Differentiator {
    /** How the names of derivatives begin that a function itself asks for. */
    public static final String DERIVATIVE = "derivative.";

    private final Derivatives derivatives;

    /** As {@link #Differentiator(Module, CustomRules)}, without rules of users. */
    public Differentiator(Module module) {
        this(module, CustomRules.NONE);
    }

    /**
     * Makes the derivatives of a module.
     *
     * @param module where called functions are found, and their derivatives added
     * @param rules the rules that users gave to methods
     */
    public Differentiator(Module module, CustomRules rules) {
        derivatives = new Derivatives(module, rules);
    }

    /**
     * The derivative that the spec asks for, a new function that is not yet in the module; the function itself is not changed.
     *
     * @param name name of the new function
     * @throws DifferentiationException if the primal cannot be differentiated in that way
     */
    public Function derive(Function function, Spec spec, String name) {
        check(function, spec);
        Function primal = ResultArrays.in(function, derivatives.module);
        boolean checkpoints = spec.mode().isReverse() && derivatives.rules.checkpoints();
        return spec.mode().isReverse()
                ? ForwardOverReverse.reverse(
                        derivatives, checkpoints ? Segments.of(primal, derivatives.module) : primal, spec, name)
                : new Forward(derivatives).make(primal, spec, name, true);
    }

    /**
     * Reverse mode in two functions, which are not yet in the module. Between their calls anything may be written: the adjoint reads no
     * element and no field where the primal read them.
     *
     * @param spec its mode is reverse; a floating-point result has an adjoint that is given, so it counts as seeded
     * @param name what the names of the two begin with
     * @throws DifferentiationException if the primal cannot be differentiated in that way
     */
    public SplitDerivative split(Function function, Spec spec, String name) {
        check(function, spec);
        Function primal = ResultArrays.in(function, derivatives.module);
        Spec parts = new Spec(
                DerivativeMode.REVERSE,
                spec.activities(),
                spec.distinct(),
                primal.result().isFloating(),
                spec.width(),
                spec.strongZero(),
                spec.runtimeActivity(),
                false);
        derivatives.callees.handOver();
        return SplitDerivative.of(primal, derivatives.split(primal, parts, Later.anything(primal)), name);
    }

    /**
     * Functions that the module's gradients were made of, where forward mode over such a gradient is the gradient of a tangent and so goes back
     * to them: functions of recursion.
     */
    public static List<String> neededToDifferentiateAgain(Module module) {
        return module.functions().stream()
                .filter(f -> f.origin() instanceof ForwardOverReverse.Origin)
                .flatMap(f -> ((ForwardOverReverse.Origin) f.origin()).primal().blocks().stream())
                .flatMap(b -> b.insns().stream())
                .map(i -> i.op() == Op.CALL && i.attr() instanceof Callee c ? c.function() : null)
                .filter(name -> name != null && module.get(name) != null)
                .distinct()
                .toList();
    }

    /** As {@link #derive}, for a function that calls no other function. */
    public static Function differentiate(Function primal, Spec spec, String name) {
        return new Differentiator(new Module()).derive(primal, spec, name);
    }

    /** As {@link #differentiate(Function, Spec, String)}, under a name made of the primal's name and the spec. */
    public static Function differentiate(Function primal, Spec spec) {
        return differentiate(primal, spec, spec.key() + " of " + primal.name());
    }

    private static void check(Function primal, Spec spec) {
        List<Type> types = primal.paramTypes();
        if (types.size() != spec.activities().size()) {
            throw new IllegalArgumentException(primal.name() + " has " + types.size() + " parameters, the spec "
                    + spec.activities().size() + " activities");
        }
        for (int i = 0; i < types.size(); i++) {
            boolean fits = switch (spec.activities().get(i)) {
                case ACTIVE -> spec.mode().isReverse() && types.get(i).isFloating();
                case DUPLICATED ->
                    types.get(i).isReference()
                            || (!spec.mode().isReverse() && types.get(i).isFloating());
                case CONST -> true;
            };
            if (!fits) {
                throw new DifferentiationException(
                        primal.entry().term().loc(),
                        "parameter " + i + " of type " + types.get(i) + " is "
                                + spec.activities().get(i) + " in mode " + spec.mode(),
                        "active(x) is for floating-point scalars in reverse mode, duplicated(x, dx) for arrays and, in"
                                + " forward mode, scalars");
            }
        }
    }
}
