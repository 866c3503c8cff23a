package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.Differentiator;
import dev.adagent.transform.autodiff.EvenMeetings;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Inliner;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The derivative of a kernel as a kernel of its own, for the derivative of its launch: each thread runs the derivative of what it ran. Its
 * parameters are those that {@link Spec} gives; in reverse mode, for each number that is active, an array of one element follows them
 * all, to which every thread adds its gradient.
 */
final class KernelDerivative {
    private KernelDerivative() {}

    /**
     * What is asked of a kernel by the derivative of its launch.
     *
     * @param types types of the kernel's parameters, the receiver first
     * @throws DifferentiationException if an object among them carries a derivative
     */
    static Spec spec(LaunchCall call, List<Type> types, boolean distinct, Loc loc) {
        boolean reverse = call.operation() == LaunchCall.Operation.REVERSE;
        List<Activity> activities = new ArrayList<>();
        for (int k = 0; k < types.size(); k++) {
            Type t = types.get(k);
            boolean varies = call.varies(LaunchCall.GRID + k, t.descriptor());
            if (varies && t.kind() == Type.Kind.OBJECT) {
                throw new DifferentiationException(
                        loc,
                        "the derivative of a launch with an object that carries one, " + t,
                        "pass the kernel the numbers and arrays that it needs");
            }
            activities.add(
                    !varies ? Activity.CONST : t.isFloating() && reverse ? Activity.ACTIVE : Activity.DUPLICATED);
        }
        return new Spec(reverse ? DerivativeMode.REVERSE : DerivativeMode.FORWARD, activities, distinct, false);
    }

    /** Puts the derivative in the place of the module's entry, which has no derivatives of its own left to make. */
    static Module of(Job job, LaunchCall call, Module module, JobRules rules) {
        Function primal = module.entry();
        Loc loc = new Loc(job.entry().owner(), job.entry().name(), null, -1, null);
        Spec spec = spec(call, primal.paramTypes(), job.distinctArrays(), loc);
        if (spec.mode().isReverse()) {
            EvenMeetings.run(primal, new BitSet());
        }
        Function derivative = new Differentiator(module, rules).derive(primal, spec, primal.name() + "!" + spec.key());
        Module out = new Module();
        out.add(entry(job.entry(), spec, primal, derivative, loc));
        out.add(derivative);
        module.functions().forEach(out::add);
        Inliner.removeUnused(out, List.of(out.entry().name()));
        return out;
    }

    private static Function entry(MethodKey kernel, Spec spec, Function primal, Function derivative, Loc loc) {
        Function f = new Function(primal.name() + "!launch " + spec.key(), Type.VOID);
        Block b = f.newBlock();
        int[] args =
                derivative.paramTypes().stream().mapToInt(t -> f.addParam(b, t)).toArray();
        Callee callee = new Callee(Callee.Kind.STATIC, kernel, null, null, derivative.name());
        int gradients = f.append(b, Op.CALL, derivative.result(), callee, loc, args);
        for (int k = 0; k < derivative.result().parts().size(); k++) {
            Type type = derivative.result().parts().get(k);
            int sum = f.addParam(b, Type.array(type));
            int gradient = f.append(b, Op.EXTRACT, type, k, loc, gradients);
            f.append(b, Op.ACCUM, Type.VOID, null, loc, sum, f.constant(b, 0, loc), gradient);
        }
        b.setTerm(Term.ret(loc));
        return f;
    }
}
