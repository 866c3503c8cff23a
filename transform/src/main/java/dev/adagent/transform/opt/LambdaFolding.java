package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns a call of a functional interface's method on a lambda of this function into a direct call of the lambda's body. Between the
 * erased types of the call and those of the body it puts the conversions that LambdaMetafactory would: casts, boxing, unboxing and
 * widening (JLS §15.13.3, java.lang.invoke.LambdaMetafactory).
 */
public final class LambdaFolding {
    private final Module module;
    private final Function f;
    private final Defs defs;
    private final Subst results = new Subst();
    private final Hierarchy hierarchy;

    private LambdaFolding(Module module, Function f, Hierarchy hierarchy) {
        this.module = module;
        this.f = f;
        this.hierarchy = hierarchy;
        defs = Defs.of(f);
    }

    /** {@link #run(Module, Hierarchy)} where no more code can be had. */
    public static boolean run(Module module) {
        return run(module, Hierarchy.JDK);
    }

    /** Folds the calls on lambdas in every function. @return whether anything changed */
    public static boolean run(Module module, Hierarchy hierarchy) {
        return !changed(module, hierarchy).isEmpty();
    }

    /** As {@link #run(Module, Hierarchy)}; gives the names of the functions that changed. */
    static Set<String> changed(Module module, Hierarchy hierarchy) {
        Set<String> changed = new LinkedHashSet<>();
        for (Function f : List.copyOf(module.functions())) {
            if (new LambdaFolding(module, f, hierarchy).run()) {
                changed.add(f.name());
            }
        }
        return changed;
    }

    private boolean run() {
        boolean changed = false;
        for (Block b : f.blocks()) {
            List<Insn> old = List.copyOf(b.insns());
            b.insns().clear();
            for (Insn i : old) {
                Insn lambda = lambdaOf(i);
                Lambda target = lambda == null || !isFoldable(lambda) ? null : wanted(i, (Lambda) lambda.attr());
                if (target != null) {
                    fold(b, i, lambda, target);
                    changed = Rewrite.LAMBDA_FOLDED.happened();
                } else {
                    b.insns().add(i);
                }
            }
        }
        results.apply(f);
        return changed;
    }

    /** The lambda that an instruction calls, or null. */
    private Insn lambdaOf(Insn call) {
        if (call.op() != Op.CALL
                || !(call.attr() instanceof Callee c)
                || c.kind() == Callee.Kind.STATIC
                || c.function() != null
                || call.args().length == 0) {
            return null;
        }
        Insn receiver = defs.insn(call.arg(0));
        while (receiver != null && receiver.op() == Op.CHECK_CAST) {
            receiver = defs.insn(receiver.arg(0));
        }
        if (receiver == null || receiver.op() != Op.LAMBDA) {
            return null;
        }
        MethodKey m = ((Lambda) receiver.attr()).interfaceMethod();
        boolean same = m.name().equals(c.original().name())
                && m.descriptor().equals(c.original().descriptor());
        return same ? receiver : null;
    }

    /** Whether the call wants the exception back, as one in a try block does, instead of its being thrown. */
    private static boolean isCaught(Insn call) {
        return call.type().isTuple();
    }

    /** The lambda in the form that the call wants, null if that cannot be had. */
    private Lambda wanted(Insn call, Lambda l) {
        if (!isCaught(call)) {
            return l;
        }
        String function =
                l.function() == null || isConstructor(l) ? null : hierarchy.caught(l.function(), f.name(), call.loc());
        return function == null ? null : l.withFunction(function);
    }

    /** Whether each conversion is one of those that exist. */
    private boolean isFoldable(Insn lambda) {
        Lambda l = (Lambda) lambda.attr();
        List<Type> actual =
                parameters(l).subList(lambda.args().length, parameters(l).size());
        List<Type> given = descriptorTypes(l.instantiated());
        boolean ok = actual.size() == given.size();
        for (int k = 0; ok && k < actual.size(); k++) {
            ok = isConvertible(given.get(k), actual.get(k));
        }
        Type wanted = resultType(l.instantiated());
        return ok && (wanted.equals(Type.VOID) || isConvertible(result(l), wanted));
    }

    private static boolean isConvertible(Type from, Type to) {
        if (from.isReference() && to.isReference()) {
            return true;
        }
        if (from.isReference()) {
            return Boxes.valueOf(from.name()) != null && widens(Boxes.valueOf(from.name()), to);
        }
        return to.isReference() ? boxFor(from, to) != null : widens(from, to);
    }

    /** The primitive to box as when a primitive is wanted as a reference, or null. */
    private static Type boxFor(Type from, Type to) {
        Type held = Boxes.valueOf(to.name());
        return held == null ? (from.equals(Type.VOID) ? null : from) : held.equals(from) ? held : null;
    }

    private static boolean widens(Type from, Type to) {
        if (from.equals(to)) {
            return true;
        }
        int rank = rank(from);
        boolean fromChar = from.equals(Type.U16) && (to.equals(Type.I8) || to.equals(Type.I16));
        boolean toChar = to.equals(Type.U16);
        return rank > 0 && rank(to) > rank && !fromChar && !toChar;
    }

    private static int rank(Type t) {
        return switch (t.kind()) {
            case I8 -> 1;
            case U16, I16 -> 2;
            case I32 -> 3;
            case I64 -> 4;
            case F32 -> 5;
            case F64 -> 6;
            default -> 0;
        };
    }

    /** Parameters of a lambda's body, captured values and the receiver included, with their narrow types. */
    private static List<Type> parameters(Lambda l) {
        List<Type> out = new ArrayList<>();
        boolean receiver = l.kind() != Callee.Kind.STATIC && !isConstructor(l);
        if (receiver) {
            out.add(Type.object(l.implementation().owner()));
        }
        out.addAll(descriptorTypes(l.implementation().descriptor()));
        return out;
    }

    private static boolean isConstructor(Lambda l) {
        return l.implementation().name().equals("<init>");
    }

    private static Type result(Lambda l) {
        return isConstructor(l)
                ? Type.object(l.implementation().owner())
                : resultType(l.implementation().descriptor());
    }

    /** Parameter types of a method descriptor, the narrow ones as they are. */
    static List<Type> descriptorTypes(String method) {
        List<Type> out = new ArrayList<>();
        int i = 1;
        while (method.charAt(i) != ')') {
            int start = i;
            while (method.charAt(i) == '[') {
                i++;
            }
            i = method.charAt(i) == 'L' ? method.indexOf(';', i) + 1 : i + 1;
            out.add(Type.ofDescriptor(method.substring(start, i)));
        }
        return out;
    }

    private static Type resultType(String method) {
        return Type.ofDescriptor(method.substring(method.indexOf(')') + 1));
    }

    private void fold(Block b, Insn call, Insn lambda, Lambda l) {
        Loc loc = call.loc();
        List<Type> parameters = parameters(l);
        List<Type> given = descriptorTypes(l.instantiated());
        List<Type> erased = descriptorTypes(l.interfaceMethod().descriptor());
        List<Integer> args = new ArrayList<>();
        for (int a : lambda.args()) {
            args.add(a);
        }
        int captured = args.size();
        for (int k = 0; k < given.size(); k++) {
            int a = convert(b, call.arg(k + 1), erased.get(k), given.get(k), loc);
            args.add(convert(b, a, given.get(k), parameters.get(captured + k), loc));
        }
        boolean receiverGiven = l.kind() != Callee.Kind.STATIC && !isConstructor(l) && captured == 0;
        if (receiverGiven) {
            f.append(b, Op.CHECK_NULL, Type.VOID, null, loc, args.get(0));
        }
        int raw = invoke(b, l, args, isCaught(call), loc);
        if (call.result() < 0) {
            return;
        }
        results.replace(call.result(), isCaught(call) ? repacked(b, call, raw, l) : returned(b, raw, l, loc));
    }

    private int returned(Block b, int raw, Lambda l, Loc loc) {
        Type wanted = resultType(l.instantiated());
        int value = convert(b, raw, result(l), wanted, loc);
        return convert(b, value, wanted, resultType(l.interfaceMethod().descriptor()), loc);
    }

    /** The pair of result and exception that the call gives, of the pair that the body gives. */
    private int repacked(Block b, Insn call, int pair, Lambda l) {
        Loc loc = call.loc();
        Type thrown = Type.object("java/lang/Throwable");
        boolean bodyIsVoid = result(l).equals(Type.VOID);
        int exception = f.append(b, Op.EXTRACT, thrown, bodyIsVoid ? 0 : 1, loc, pair);
        if (call.type().parts().size() == 1) {
            return f.append(b, Op.TUPLE, call.type(), null, loc, exception);
        }
        int raw = f.append(b, Op.EXTRACT, result(l).asValue(), 0, loc, pair);
        return f.append(b, Op.TUPLE, call.type(), null, loc, returned(b, raw, l, loc), exception);
    }

    private int invoke(Block b, Lambda l, List<Integer> args, boolean caught, Loc loc) {
        Function body = l.function() == null ? null : module.get(l.function());
        boolean makes = isConstructor(l) && (body == null || body.params().size() > args.size());
        Callee.Kind kind = isConstructor(l) ? makes ? Callee.Kind.SPECIAL : Callee.Kind.STATIC : l.kind();
        Callee callee = new Callee(kind, l.implementation(), null, null, l.function());
        if (makes) {
            int object = f.append(b, Op.NEW, Type.object(l.implementation().owner()), null, loc);
            args.add(0, object);
            f.append(b, Op.CALL, Type.VOID, callee, loc, ints(args));
            return object;
        }
        Type result =
                isConstructor(l) ? result(l) : Type.result(l.implementation().descriptor());
        if (caught) {
            Type thrown = Type.object("java/lang/Throwable");
            result = result.equals(Type.VOID) ? Type.tuple(thrown) : Type.tuple(result, thrown);
        }
        return f.append(b, Op.CALL, result, callee, loc, ints(args));
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    /** One step of the adaptation; both types are as descriptors have them. */
    private int convert(Block b, int value, Type from, Type to, Loc loc) {
        if (from.equals(to)) {
            return value;
        }
        if (from.isReference() && to.isReference()) {
            boolean exact = f.typeOf(value).equals(to) || to.equals(Type.object("java/lang/Object"));
            return exact ? value : f.append(b, Op.CHECK_CAST, to, null, loc, value);
        }
        if (from.isReference()) {
            Type held = Boxes.valueOf(from.name());
            f.append(b, Op.CHECK_NULL, Type.VOID, null, loc, value);
            Callee unbox = new Callee(Callee.Kind.VIRTUAL, Boxes.unboxing(from.name()), null, null, null);
            return widen(b, f.append(b, Op.CALL, held.asValue(), unbox, loc, value), held, to, loc);
        }
        if (to.isReference()) {
            Type held = boxFor(from, to);
            Callee box = new Callee(Callee.Kind.STATIC, Boxes.boxing(held), null, null, null);
            return f.append(b, Op.CALL, Type.object(Boxes.wrapper(held)), box, loc, value);
        }
        return widen(b, value, from, to, loc);
    }

    private int widen(Block b, int value, Type from, Type to, Loc loc) {
        return from.asValue().equals(to.asValue()) ? value : f.append(b, Op.CONV, to.asValue(), null, loc, value);
    }
}
