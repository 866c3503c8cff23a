package dev.adagent.transform.autodiff;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reverse mode in two functions that the caller calls one after the other, other work in between (split mode).
 *
 * @param augmented takes each parameter of the primal, after it its shadows if it is duplicated, and an array for each kind of slot; gives a
 *     tuple of the primal's result, if it has one, and the tape: those arrays or larger ones. It does what the primal does
 * @param adjoint takes the references among the parameters, each with its shadow if it is duplicated, the adjoint of a floating-point
 *     result, and the tape; gives a tuple of the gradients of the active parameters in order. It changes shadows only, and uses the
 *     tape up. Whoever opened the arrays closes them
 * @param tape types of the members of a tape: for each kind of slot an array, and the number of slots in use
 */
public record SplitDerivative(Function augmented, Function adjoint, List<Type> tape) {

    static SplitDerivative of(Function primal, Derivatives.Split split, String name) {
        List<Type> tape = TapeStack.operandTypes(split.kinds());
        return new SplitDerivative(
                augmented(primal, split, name + "!augmented"), adjoint(primal, split, name + "!adjoint", tape), tape);
    }

    /** The two functions under that name that are in the module already; null if they are not. */
    public static SplitDerivative in(Module module, Function primal, String name) {
        Function augmented = module.get(name + "!augmented");
        if (augmented == null) {
            return null;
        }
        List<Type> members = augmented.result().parts();
        int results = primal.result().equals(Type.VOID) ? 0 : 1;
        return new SplitDerivative(
                augmented,
                module.get(name + "!adjoint"),
                members.subList(Math.min(results, members.size()), members.size()));
    }

    private static Function augmented(Function primal, Derivatives.Split split, String name) {
        Type result = split.augmentedResult(primal.result());
        Function f = new Function(name, result);
        Block b = f.newBlock();
        Loc loc = primal.entry().term().loc();
        List<Integer> args = new ArrayList<>();
        Block at = b;
        List<Activity> activities = split.spec().activities();
        int width = split.spec().width();
        for (int i = 0; i < activities.size(); i++) {
            Type type = primal.paramTypes().get(i);
            args.add(f.addParam(b, type));
            for (int lane = 0; activities.get(i) == Activity.DUPLICATED && lane < width; lane++) {
                args.add(f.addParam(b, type));
            }
        }
        int next = 0;
        for (Activity a : activities) {
            int shadows = a == Activity.DUPLICATED ? width : 0;
            for (int lane = 1; lane <= shadows && f.typeOf(args.get(next)).isReference(); lane++) {
                at = new ShadowChecks(f, loc, split.spec().runtimeActivity())
                        .emit(at, args.get(next), args.get(next + lane));
            }
            next += 1 + shadows;
        }
        for (Type t : split.kinds()) {
            args.add(f.addParam(b, Type.array(t)));
            args.add(f.constant(at, 0, loc));
        }
        finish(f, at, result, call(f, at, result, split.augmented(), args, loc), loc);
        return f;
    }

    private static Function adjoint(Function primal, Derivatives.Split split, String name, List<Type> tape) {
        List<Type> gradients = new ArrayList<>();
        List<Type> parameters = new ArrayList<>();
        int width = split.spec().width();
        for (int i = 0; i < primal.params().size(); i++) {
            Type type = primal.paramTypes().get(i);
            Activity activity = split.spec().activities().get(i);
            if (activity == Activity.ACTIVE) {
                gradients.addAll(Collections.nCopies(width, type));
            }
            if (type.isReference()) {
                parameters.add(type);
                if (activity == Activity.DUPLICATED) {
                    parameters.addAll(Collections.nCopies(width, type));
                }
            }
        }
        if (split.spec().seeded()) {
            parameters.addAll(Collections.nCopies(width, primal.result()));
        }
        Type result = gradients.isEmpty() ? Type.VOID : Type.tuple(gradients);
        Function f = new Function(name, result);
        Block b = f.newBlock();
        Loc loc = primal.entry().term().loc();
        List<Integer> args = new ArrayList<>();
        parameters.forEach(t -> args.add(f.addParam(b, t)));
        tape.forEach(t -> args.add(f.addParam(b, t)));
        int tuple = call(f, b, split.adjointResult(gradients), split.adjoint(), args, loc);
        int[] members = new int[gradients.size()];
        for (int k = 0; k < members.length; k++) {
            members[k] = f.append(b, Op.EXTRACT, gradients.get(k), k, loc, tuple);
        }
        finish(f, b, result, members.length == 0 ? -1 : f.append(b, Op.TUPLE, result, null, loc, members), loc);
        return f;
    }

    private static void finish(Function f, Block b, Type result, int tuple, Loc loc) {
        b.setTerm(result.equals(Type.VOID) ? Term.ret(loc) : Term.ret(loc, tuple));
    }

    private static int call(Function f, Block b, Type result, String callee, List<Integer> args, Loc loc) {
        Callee c = new Callee(
                Callee.Kind.STATIC, new MethodKey("dev/adagent/Autodiff", "thunk", "()V"), null, null, callee);
        return f.append(
                b,
                Op.CALL,
                result,
                c,
                loc,
                args.stream().mapToInt(Integer::intValue).toArray());
    }
}
