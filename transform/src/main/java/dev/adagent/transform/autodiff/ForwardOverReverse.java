package dev.adagent.transform.autodiff;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Forward mode over the gradient of a recursive function. What lies on the tape of a recursion cannot be followed from one function to the other,
 * so the order is turned round: for a function f with Jacobian J, the tangent of the adjoint J(x)ᵀλ in the direction (ẋ, λ̇) and that adjoint
 * itself are what reverse mode gives for the tangent function (x, ẋ) → (f(x), J(x)ẋ) with the adjoints λ̇ of its first and λ of its
 * second result: the gradient by x is the tangent, the gradient by ẋ the adjoint (second-order adjoints, Griewank and Walther, Evaluating
 * Derivatives, 2008, §5.1). Tangent functions of recursive functions have no tape.
 */
final class ForwardOverReverse {
    private static final String PLAIN = "plain ";

    /**
     * Stands on a gradient of a function that reaches a recursion.
     *
     * @param primal the function
     * @param outs how many arrays of one element follow the gradient's own parameters, for the members of the tuple that it gave
     */
    record Origin(Function primal, Spec spec, int outs) {}

    private final Derivatives derivatives;
    private final Origin origin;
    private final Function gradient;
    private final Loc loc;
    /** For each parameter of the gradient its value and its tangent or shadow in the function being made, −1 where there is none. */
    private int[] values;

    private int[] tangents;

    ForwardOverReverse(Derivatives derivatives, Origin origin, Function gradient) {
        this.derivatives = derivatives;
        this.origin = origin;
        this.gradient = gradient;
        this.loc = gradient.entry().term().loc();
    }

    /** Reverse mode in one function; it says what it is made of if forward mode over it has to know that. */
    static Function reverse(Derivatives derivatives, Function primal, Spec spec, String name) {
        Function f = new Reverse(derivatives).make(primal, spec, name);
        boolean plain = spec.mode() == DerivativeMode.REVERSE
                && spec.width() == 1
                && !spec.strongZero()
                && !spec.findsConstants();
        if (plain && RecursiveParts.reachesRecursion(primal, derivatives.module)) {
            f.setOrigin(new Origin(primal.copy(primal.name()), spec, 0)).setNoInline(true);
        }
        return f;
    }

    /** Whether the instruction calls such a gradient, as it was made. */
    static boolean isDerivative(Insn i, Module module) {
        String name = i.op() == Op.CALL && i.attr() instanceof Callee c ? c.function() : null;
        return name != null
                && module.get(name) != null
                && module.get(name).origin() instanceof Origin o
                && o.outs() == 0
                && module.get(name).result().isTuple();
    }

    /** Replaces its call by one of a function that stores the gradients to arrays that the caller makes. */
    static void replace(Function f, Block b, int index, Module module) {
        Insn call = b.insns().get(index);
        Callee callee = (Callee) call.attr();
        Function plain = plain(module.get(callee.function()), callee, module);
        Block made = new Function("call", Type.VOID).newBlock();
        int own = call.args().length;
        int[] args = Arrays.copyOf(call.args(), plain.params().size());
        int[] members = new int[args.length - own];
        for (int k = own; k < args.length; k++) {
            Type array = plain.paramTypes().get(k);
            args[k] = f.append(made, Op.NEWARRAY, array, null, call.loc(), f.constant(made, 1, call.loc()));
        }
        f.append(made, Op.CALL, Type.VOID, callee.withFunction(plain.name()), call.loc(), args);
        for (int m = 0; m < members.length; m++) {
            Type type = call.type().parts().get(m);
            int zero = f.constant(made, 0, call.loc());
            members[m] = f.append(made, Op.ALOAD, type, null, call.loc(), args[own + m], zero);
        }
        made.insns().add(new Insn(Op.TUPLE, call.type(), call.result(), members, null, call.loc()));
        b.insns().remove(index);
        b.insns().addAll(index, made.insns());
    }

    private static Function plain(Function gradient, Callee callee, Module module) {
        String name = PLAIN + gradient.name();
        if (module.get(name) != null) {
            return module.get(name);
        }
        Origin o = (Origin) gradient.origin();
        List<Type> parts = gradient.result().parts();
        Function f = new Function(name, Type.VOID);
        f.setOrigin(new Origin(o.primal(), o.spec(), parts.size())).setNoInline(true);
        Block b = f.newBlock();
        Loc loc = gradient.entry().term().loc();
        int[] args =
                gradient.paramTypes().stream().mapToInt(t -> f.addParam(b, t)).toArray();
        List<Integer> outs = new ArrayList<>();
        parts.forEach(t -> outs.add(f.addParam(b, Type.array(t))));
        int tuple = f.append(b, Op.CALL, gradient.result(), callee, loc, args);
        for (int m = 0; m < parts.size(); m++) {
            int member = f.append(b, Op.EXTRACT, parts.get(m), m, loc, tuple);
            f.append(b, Op.ASTORE, Type.VOID, null, loc, outs.get(m), f.constant(b, 0, loc), member);
        }
        b.setTerm(Term.ret(loc));
        module.add(f);
        return f;
    }

    /** @throws DifferentiationException if an argument has lanes, or a gradient is wanted but not its tangent */
    Function make(Spec outer, String name) {
        if (outer.width() > 1
                || outer.strongZero()
                || outer.findsConstants()
                || gradient.result().isTuple()) {
            throw refused();
        }
        Function out = new Function(name, outer.resultType(gradient));
        Block b = out.newBlock();
        int n = gradient.params().size();
        values = new int[n];
        tangents = new int[n];
        for (int k = 0; k < n; k++) {
            values[k] = out.addParam(b, gradient.paramTypes().get(k));
            boolean varies = outer.activities().get(k) == Activity.DUPLICATED;
            tangents[k] = varies ? out.addParam(b, gradient.paramTypes().get(k)) : -1;
        }
        List<Boolean> varying = new ArrayList<>();
        List<Integer> args = arguments(out, b, varying);
        Function tangent = tangent(varying);
        Function second =
                reverse(derivatives, tangent, spec(varying), "second " + outer.key() + " of " + gradient.name());
        derivatives.module.put(second);
        MethodKey key = new MethodKey("dev/adagent/Autodiff", "autodiff$second", "()V");
        Callee callee = new Callee(Callee.Kind.STATIC, key, null, null, second.name());
        int tuple = out.append(
                b,
                Op.CALL,
                second.result(),
                callee,
                loc,
                args.stream().mapToInt(v -> v).toArray());
        for (int m = 0; m < origin.outs(); m++) {
            store(out, b, tuple, second.result(), 2 * m, tangents[n - origin.outs() + m]);
            store(out, b, tuple, second.result(), 2 * m + 1, values[n - origin.outs() + m]);
        }
        b.setTerm(Term.ret(loc));
        return out;
    }

    private void store(Function f, Block b, int tuple, Type type, int member, int array) {
        if (array >= 0) {
            int v = f.append(b, Op.EXTRACT, type.parts().get(member), member, loc, tuple);
            f.append(b, Op.ASTORE, Type.VOID, null, loc, array, f.constant(b, 0, loc), v);
        }
    }

    private DifferentiationException refused() {
        return new DifferentiationException(
                loc,
                "a derivative of this kind of the gradient of a recursive function",
                "write the recursion as a loop, or ask for the second derivative by forward mode over reverse mode");
    }

    /**
     * Arguments of the reverse of the tangent function.
     *
     * @param varying is told for each parameter of the primal whether it has a tangent
     */
    private List<Integer> arguments(Function f, Block b, List<Boolean> varying) {
        List<Integer> out = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < origin.primal().params().size(); i++) {
            Type type = origin.primal().paramTypes().get(i);
            Activity inner = origin.spec().activities().get(i);
            boolean given = tangents[at] >= 0;
            boolean varies = given || inner != Activity.CONST;
            varying.add(varies);
            if (varies && !given && type.isReference() || inner == Activity.DUPLICATED && tangents[at + 1] < 0) {
                throw refused();
            }
            out.add(values[at]);
            if (inner == Activity.DUPLICATED) {
                out.add(tangents[at + 1]);
            }
            if (varies) {
                out.add(given ? tangents[at] : zero(f, b, type));
            }
            if (inner == Activity.DUPLICATED) {
                out.add(values[at + 1]);
            }
            at += inner == Activity.DUPLICATED ? 2 : 1;
        }
        if (isSeeded()) {
            out.add(values[at]);
            out.add(
                    tangents[at] >= 0
                            ? tangents[at]
                            : zero(f, b, origin.primal().result()));
        }
        return out;
    }

    private int zero(Function f, Block b, Type type) {
        return f.append(b, Op.CONST, type, Zeros.of(type), loc);
    }

    private boolean isSeeded() {
        return origin.spec().hasSeed(origin.primal());
    }

    private Spec spec(List<Boolean> varying) {
        List<Activity> out = new ArrayList<>();
        for (int i = 0; i < varying.size(); i++) {
            Activity inner = origin.spec().activities().get(i);
            out.add(inner);
            if (varying.get(i)) {
                out.add(inner);
            }
        }
        if (isSeeded()) {
            out.addAll(List.of(Activity.CONST, Activity.CONST));
        }
        return new Spec(DerivativeMode.REVERSE, out, false, false);
    }

    /** The tangent function; if f gives a number, it gives the tangent times the seed plus the number times the seed's tangent. */
    private Function tangent(List<Boolean> varying) {
        Function primal = origin.primal();
        List<Activity> activities = new ArrayList<>();
        varying.forEach(v -> activities.add(v ? Activity.DUPLICATED : Activity.CONST));
        boolean seeded = isSeeded();
        Spec spec = new Spec(
                seeded ? DerivativeMode.FORWARD_WITH_PRIMAL : DerivativeMode.FORWARD, activities, false, false);
        String name = "forward " + spec.key() + " of " + primal.name();
        Function forward = new Forward(derivatives).make(primal, spec, name, false);
        Type type = primal.result().isFloating() ? primal.result() : Type.VOID;
        Function f = new Function("seeded " + name, type);
        Block b = f.newBlock();
        int[] args =
                forward.paramTypes().stream().mapToInt(t -> f.addParam(b, t)).toArray();
        MethodKey key = new MethodKey("dev/adagent/Autodiff", "autodiff$forward", "()V");
        Callee callee = new Callee(Callee.Kind.STATIC, key, null, null, name);
        int tuple = f.append(b, Op.CALL, forward.result(), callee, loc, args);
        if (!type.isFloating()) {
            b.setTerm(Term.ret(loc));
        } else if (!seeded) {
            b.setTerm(Term.ret(loc, f.append(b, Op.EXTRACT, type, 0, loc, tuple)));
        } else {
            int s = f.addParam(b, type);
            int ds = f.addParam(b, type);
            int value = f.append(b, Op.EXTRACT, type, 0, loc, tuple);
            int t = f.append(b, Op.EXTRACT, type, 1, loc, tuple);
            int one = f.append(b, Op.MUL, type, null, loc, s, t);
            int two = f.append(b, Op.MUL, type, null, loc, ds, value);
            b.setTerm(Term.ret(loc, f.append(b, Op.ADD, type, null, loc, one, two)));
        }
        FunctionCloner.inline(f, b.id(), 0, forward);
        Tuples.run(f);
        return f;
    }
}
