package dev.adagent.transform.autodiff;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import java.util.ArrayList;
import java.util.List;

/**
 * Reverse mode over the gradient of a recursive function. What lies on the tape of a recursion cannot be followed from one function to the other;
 * tangent functions have no tape. So the gradient is put together from tangents, one for each number that it is taken by, and reverse
 * mode goes over those: the same numbers, at the cost of as many runs of the function as there are such numbers.
 */
final class ReverseOverReverse {
    private final Derivatives derivatives;
    private final Function gradient;
    private final Function primal;
    private final Spec spec;
    private final Loc loc;
    private final Function f;
    private Block b;
    /** For each parameter of the primal its value, and its shadow or −1. */
    private final List<Integer> values = new ArrayList<>();

    private final List<Integer> shadows = new ArrayList<>();
    private int seed;

    private ReverseOverReverse(Derivatives derivatives, Function gradient) {
        this.derivatives = derivatives;
        this.gradient = gradient;
        ForwardOverReverse.Origin origin = (ForwardOverReverse.Origin) gradient.origin();
        primal = origin.primal();
        spec = origin.spec();
        loc = gradient.entry().term().loc();
        f = new Function("tangents of " + gradient.name(), gradient.result());
        b = f.newBlock();
    }

    /** Whether the instruction calls a gradient of a function that reaches a recursion, and that can be made of tangents. */
    static boolean canReplace(Insn i, Derivatives derivatives) {
        String name = i.op() == Op.CALL && i.attr() instanceof Callee c ? c.function() : null;
        Function g = name == null ? null : derivatives.module.get(name);
        return g != null
                && g.origin() instanceof ForwardOverReverse.Origin o
                && o.outs() == 0
                && isMadeOfTangents(o, g, derivatives);
    }

    /** Whether the function gives a number, changes no memory, and is differentiated by numbers and arrays of numbers. */
    private static boolean isMadeOfTangents(ForwardOverReverse.Origin o, Function gradient, Derivatives derivatives) {
        for (int k = 0; k < o.primal().params().size(); k++) {
            Type t = o.primal().paramTypes().get(k);
            if (o.spec().activities().get(k) == Activity.DUPLICATED
                    && !(t.isArray() && t.element().isFloating())) {
                return false;
            }
        }
        return o.primal().result().isFloating()
                && derivatives.callees.changesNothing(o.primal().copy("primal of " + gradient.name()));
    }

    /** A function that takes and gives what the gradient does. */
    static Function of(Insn call, Derivatives derivatives) {
        Function gradient = derivatives.module.get(((Callee) call.attr()).function());
        return new ReverseOverReverse(derivatives, gradient).make();
    }

    private Function make() {
        for (int k = 0; k < primal.params().size(); k++) {
            Type type = primal.paramTypes().get(k);
            values.add(f.addParam(b, type));
            shadows.add(spec.activities().get(k) == Activity.DUPLICATED ? f.addParam(b, type) : -1);
        }
        Block entry = b;
        for (int k = 0; k < values.size(); k++) {
            if (shadows.get(k) >= 0) {
                b = new ShadowChecks(f, loc).emit(b, values.get(k), shadows.get(k));
            }
        }
        Type result = primal.result();
        seed = spec.hasSeed(primal)
                ? f.addParam(entry, result)
                : f.append(b, Op.CONST, result, result.equals(Type.F32) ? (Object) 1f : (Object) 1.0, loc);
        List<Integer> members = new ArrayList<>();
        for (int k = 0; k < values.size(); k++) {
            switch (spec.activities().get(k)) {
                case ACTIVE -> members.add(byNumber(k));
                case DUPLICATED -> byArray(k);
                case CONST -> {}
            }
        }
        if (gradient.result().equals(Type.VOID)) {
            b.setTerm(Term.ret(loc));
        } else {
            int[] all = members.stream().mapToInt(v -> v).toArray();
            b.setTerm(Term.ret(loc, f.append(b, Op.TUPLE, gradient.result(), null, loc, all)));
        }
        Tuples.run(f);
        return f;
    }

    private int byNumber(int k) {
        Type type = primal.paramTypes().get(k);
        int one = f.append(b, Op.CONST, type, type.equals(Type.F32) ? (Object) 1f : (Object) 1.0, loc);
        return converted(scaled(tangent(k, one)), type);
    }

    /** {@code for (j = 0; j < a.length; j++)} the derivative in the direction of element j is added to the shadow's. */
    private void byArray(int k) {
        int array = values.get(k);
        Type element = primal.paramTypes().get(k).element();
        int n = f.append(b, Op.ALEN, Type.I32, null, loc, array);
        Block head = f.newBlock();
        Block body = f.newBlock();
        Block next = f.newBlock();
        int j = f.addParam(head, Type.I32);
        b.setTerm(Term.jump(Edge.to(head.id(), f.constant(b, 0, loc)), loc));
        int more = f.append(head, Op.CMP, Type.I32, Cond.LT, loc, j, n);
        head.setTerm(Term.br(more, Edge.to(body.id()), Edge.to(next.id()), loc));
        b = body;
        // a new one in each round: the reverse sweep still needs it
        int direction = f.append(b, Op.NEWARRAY, Type.array(element), null, loc, n);
        int one = f.append(b, Op.CONST, element, element.equals(Type.F32) ? (Object) 1f : (Object) 1.0, loc);
        f.append(b, Op.ASTORE, Type.VOID, null, loc, direction, j, one);
        int slope = converted(scaled(tangent(k, direction)), element);
        int before = f.append(b, Op.ALOAD, element, null, loc, shadows.get(k), j);
        f.append(
                b,
                Op.ASTORE,
                Type.VOID,
                null,
                loc,
                shadows.get(k),
                j,
                f.append(b, Op.ADD, element, null, loc, before, slope));
        int up = f.append(b, Op.ADD, Type.I32, null, loc, j, f.constant(b, 1, loc));
        b.setTerm(Term.jump(Edge.to(head.id(), up), loc));
        b = next;
    }

    private int scaled(int tangent) {
        return f.append(b, Op.MUL, primal.result(), null, loc, tangent, seed);
    }

    private int converted(int value, Type type) {
        return f.typeOf(value).equals(type) ? value : f.append(b, Op.CONV, type, null, loc, value);
    }

    /** The tangent of the result in a direction that differs from zero in parameter {@code k} alone. */
    private int tangent(int k, int direction) {
        List<Activity> activities = new ArrayList<>();
        List<Integer> args = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            activities.add(i == k ? Activity.DUPLICATED : Activity.CONST);
            args.add(values.get(i));
            if (i == k) {
                args.add(direction);
            }
        }
        Spec forward = new Spec(DerivativeMode.FORWARD, activities, false, false);
        String name = "forward " + forward.key() + " of " + primal.name();
        Function t = new Forward(derivatives).make(primal, forward, name, false);
        MethodKey key = new MethodKey("dev/adagent/Autodiff", "autodiff$forward", "()V");
        Callee callee = new Callee(Callee.Kind.STATIC, key, null, null, name);
        int at = b.insns().size();
        int tuple = f.append(
                b,
                Op.CALL,
                t.result(),
                callee,
                loc,
                args.stream().mapToInt(v -> v).toArray());
        int slope = f.append(b, Op.EXTRACT, primal.result(), 0, loc, tuple);
        Term none = Term.ret(loc);
        b.setTerm(none);
        b = FunctionCloner.inline(f, b.id(), at, t);
        return slope;
    }
}
