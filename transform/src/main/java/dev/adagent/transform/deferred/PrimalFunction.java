package dev.adagent.transform.deferred;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Makes a function of plain values from a lambda and the holders of its arguments: its parameters are what the lambda captures, then
 * the arguments, unboxed. It calls the lambda as its interface says; inlining and box folding then leave the body alone.
 */
public final class PrimalFunction {
    /** Stands at the bottom of the call stack of what was inlined into the function. */
    private static final Loc FRAME = new Loc("dev/adagent/Autodiff", "autodiff", null, -1, null);

    private static final Map<Type, String> WRAPPERS =
            Map.of(Type.F64, "Double", Type.F32, "Float", Type.I32, "Integer", Type.I64, "Long", Type.BOOL, "Boolean");

    private PrimalFunction() {}

    /**
     * @param result the components of a complex result, which the function stores to an array that is its last parameter; null if it
     *     returns a number or nothing
     */
    static Function make(
            String name, Function caller, Captures captures, List<Argument> arguments, RecordParts result, Loc loc) {
        Lambda lambda = captures.lambda();
        Type boxedResult = Type.result(lambda.instantiated());
        Type type = result != null ? Type.VOID : unboxed(boxedResult);
        if (type.isReference()) {
            throw returnsReference(loc, boxedResult);
        }
        Function f = new Function(name, type);
        Block b = f.newBlock();
        List<Integer> captured = new ArrayList<>();
        captures.types(caller).forEach(t -> captured.add(f.addParam(b, t)));
        int[] args = new int[arguments.size() + 1];
        for (int k = 0; k < arguments.size(); k++) {
            Argument a = arguments.get(k);
            List<Integer> parts = new ArrayList<>();
            a.types().forEach(t -> parts.add(f.addParam(b, t)));
            args[k + 1] = a.record() != null
                    ? a.record().make(f, b, parts, FRAME)
                    : box(f, b, parts.get(0), a.kind().value());
        }
        int out = result == null ? -1 : f.addParam(b, Type.array(Type.F64));
        args[0] = captures.make(f, b, captured, FRAME);
        Callee call = new Callee(Callee.Kind.INTERFACE, lambda.interfaceMethod(), null, null, null);
        Type returned = Type.result(lambda.interfaceMethod().descriptor());
        int r = f.append(b, Op.CALL, returned, call, FRAME, args);
        if (result != null) {
            List<Integer> parts = result.read(f, b, r, FRAME);
            for (int k = 0; k < parts.size(); k++) {
                f.append(b, Op.ASTORE, Type.VOID, null, FRAME, out, f.constant(b, k, FRAME), parts.get(k));
            }
        }
        if (type.equals(Type.VOID)) {
            b.setTerm(Term.ret(FRAME));
        } else {
            int cast = f.append(b, Op.CHECK_CAST, boxedResult, null, FRAME, r);
            b.setTerm(Term.ret(FRAME, unbox(f, b, cast, boxedResult)));
        }
        return f;
    }

    /**
     * A module whose entry takes and gives plain numbers: where the entry has boxes, as lambdas have, a function that boxes the arguments
     * and unboxes the result comes first.
     *
     * @throws DifferentiationException if the entry's result is a reference but not a boxed number
     */
    public static Module withPlainEntry(Module module, MethodKey method) {
        Function boxed = module.entry();
        List<Type> formal = boxed.paramTypes();
        List<Type> plain = formal.stream().map(PrimalFunction::unboxed).toList();
        Type result = unboxed(boxed.result());
        if (result.isReference()) {
            throw returnsReference(boxed.entry().term().loc(), boxed.result());
        }
        if (plain.equals(formal) && result.equals(boxed.result())) {
            return module;
        }
        Function f = new Function(boxed.name() + "!plain", result);
        Block b = f.newBlock();
        int[] args = new int[plain.size()];
        for (int k = 0; k < args.length; k++) {
            int p = f.addParam(b, plain.get(k));
            args[k] = plain.get(k).equals(formal.get(k)) ? p : box(f, b, p, wrapped(formal.get(k)));
        }
        Callee call = new Callee(Callee.Kind.STATIC, method, null, null, boxed.name());
        int r = f.append(b, Op.CALL, boxed.result(), call, FRAME, args);
        b.setTerm(
                result.equals(Type.VOID)
                        ? Term.ret(FRAME)
                        : Term.ret(FRAME, result.equals(boxed.result()) ? r : unbox(f, b, r, boxed.result())));
        Module out = new Module();
        out.add(f);
        module.functions().forEach(out::add);
        return out;
    }

    private static DifferentiationException returnsReference(Loc loc, Type type) {
        String name = switch (type.kind()) {
            case ARRAY ->
                type.element().isFloating() ? (type.element().equals(Type.F32) ? "float[]" : "double[]") : "an array";
            case OBJECT -> type.name().replace('/', '.');
            default -> type.toString();
        };
        return new DifferentiationException(
                loc,
                "the derivative of a function that returns " + name,
                type.isArray()
                        ? "use jacobian, or store the results to an array argument that is duplicated"
                        : "return a floating-point number, or store the results to an array argument that is duplicated");
    }

    /** The primitive type that a wrapper class wraps. */
    private static Type wrapped(Type boxed) {
        return WRAPPERS.entrySet().stream()
                .filter(e -> boxed.name().equals("java/lang/" + e.getValue()))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static int box(Function f, Block b, int value, Type type) {
        if (type == null) {
            return value;
        }
        String owner = "java/lang/" + WRAPPERS.get(type);
        MethodKey key = new MethodKey(owner, "valueOf", "(" + type.descriptor() + ")L" + owner + ";");
        return f.append(
                b, Op.CALL, Type.object(owner), new Callee(Callee.Kind.STATIC, key, null, null, null), FRAME, value);
    }

    private static Type unboxed(Type boxed) {
        if (boxed.kind() == Type.Kind.OBJECT) {
            for (Map.Entry<Type, String> e : WRAPPERS.entrySet()) {
                if (boxed.name().equals("java/lang/" + e.getValue())) {
                    return e.getKey().asValue();
                }
            }
        }
        return boxed;
    }

    private static int unbox(Function f, Block b, int value, Type boxed) {
        Type type = wrapped(boxed);
        String name = switch (type.kind()) {
            case F64 -> "doubleValue";
            case F32 -> "floatValue";
            case I32 -> "intValue";
            case I64 -> "longValue";
            default -> "booleanValue";
        };
        f.append(b, Op.CHECK_NULL, Type.VOID, null, FRAME, value);
        MethodKey key = new MethodKey(boxed.name(), name, "()" + type.descriptor());
        return f.append(
                b, Op.CALL, type.asValue(), new Callee(Callee.Kind.SPECIAL, key, null, null, null), FRAME, value);
    }

    /** Takes the frame of the function itself off every call stack, once everything is inlined. */
    static void stripFrames(Function f) {
        UnaryOperator<Loc> strip = PrimalFunction::strip;
        for (Block b : f.blocks()) {
            b.insns().replaceAll(i -> i.withLoc(strip.apply(i.loc())));
            b.setTerm(b.term().withLoc(strip.apply(b.term().loc())));
        }
    }

    private static Loc strip(Loc loc) {
        if (loc.inlinedAt() == null) {
            return loc;
        }
        Loc outer = loc.inlinedAt().equals(FRAME) ? null : strip(loc.inlinedAt());
        return new Loc(loc.className(), loc.method(), loc.file(), loc.line(), loc.insn(), outer);
    }
}
