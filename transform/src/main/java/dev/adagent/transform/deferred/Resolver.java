package dev.adagent.transform.deferred;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.Differentiator;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.Inliner;
import dev.adagent.transform.opt.OptPipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Replaces each marker of a derivative by a call of the derivative. The differentiated function is inlined and simplified first, and
 * markers in it are resolved before it is differentiated: innermost first. There is one derivative for each distinct content.
 */
public final class Resolver {
    /** Derivatives of derivatives of …; a function that asks for its own derivative would go on for ever. */
    private static final int MAX_NESTING = 8;

    private final Module module;
    private final boolean distinct;
    private final String context;
    private final Differentiator differentiator;
    /** The functions whose markers are being resolved. */
    private final Set<String> open = new HashSet<>();

    private Resolver(Module module, boolean distinct, CustomRules rules, String context) {
        this.context = context;
        this.module = module;
        this.distinct = distinct;
        differentiator = new Differentiator(module, rules);
    }

    /** As {@link #run(Module, boolean)}, array parameters of the entry possibly being equal objects. */
    public static void run(Module module) {
        run(module, false);
    }

    /**
     * Resolves every marker that the entry reaches; functions that it does not reach are removed.
     *
     * @param distinct whether the array parameters of the entry are known to be pairwise different objects
     * @throws DifferentiationException if a marker's mode, function or activities are not known, or the function cannot be
     *     differentiated as asked
     */
    public static void run(Module module, boolean distinct) {
        run(module, distinct, CustomRules.NONE, "");
    }

    /**
     * As {@link #run(Module, boolean)}, where calls may have rules of users.
     *
     * @param context what else the derivatives' ids depend on: target, tables, flags, compiler
     */
    public static void run(Module module, boolean distinct, CustomRules rules, String context) {
        Resolver r = new Resolver(module, distinct, rules, context);
        List<String> roots = List.of(module.entry().name());
        Inliner.removeUnused(module, roots);
        // what rules call comes into the module on the way
        for (int done = 0; done < module.functions().size(); done++) {
            r.resolve(List.copyOf(module.functions()).get(done), 0);
        }
        Inliner.removeUnused(module, roots);
        checkNoneLeft(module);
    }

    /** Resolves the markers of one function of the module. @param context as for a whole module */
    public static void resolve(Module module, Function f, CustomRules rules, String context) {
        new Resolver(module, false, rules, context).resolve(f, 0);
    }

    /** @throws IllegalStateException if a marker is left in the module: a mistake of the compiler */
    public static void checkNoneLeft(Module module) {
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.op() == Op.DEFERRED) {
                        throw new IllegalStateException(
                                "a marker is left in b" + b.id() + " of " + f.name() + " at " + i.loc());
                    }
                }
            }
        }
    }

    private void resolve(Function f, int depth) {
        for (Block b : f.blocks()) {
            while (true) {
                int index = marker(b);
                if (index < 0) {
                    break;
                }
                if (depth == MAX_NESTING) {
                    throw new DifferentiationException(
                            b.insns().get(index).loc(),
                            "derivatives nested more than " + MAX_NESTING + " deep",
                            "do not ask for a function's derivative in the function itself");
                }
                replace(f, b, index, depth);
            }
        }
    }

    private static int marker(Block b) {
        for (int k = 0; k < b.insns().size(); k++) {
            if (b.insns().get(k).op() == Op.DEFERRED) {
                return k;
            }
        }
        return -1;
    }

    private void replace(Function f, Block b, int index, int depth) {
        Insn marker = b.insns().get(index);
        Holders holders = new Holders(f, Uses.of(f), marker);
        Insn lambda = holders.lambda();
        List<Holders.Kind> kinds = new ArrayList<>();
        for (int k = 0; k < holders.argumentCount(); k++) {
            kinds.add(holders.kind(k));
        }
        Function primal = primal(f, lambda, kinds, marker.loc(), depth);
        List<Activity> activities = new ArrayList<>();
        for (int k = 0; k < lambda.args().length; k++) {
            activities.add(Activity.CONST);
        }
        kinds.forEach(k -> activities.add(k.activity()));
        Spec spec = new Spec(holders.mode(), activities, areDistinct(f, holders, lambda, kinds), false);
        if (holders.returned() != Holders.Returned.ACTIVE) {
            spec = spec.withSeed();
        }
        Function derivative = derivative(primal, spec, marker.loc());
        List<Insn> tail = new ArrayList<>(b.insns().subList(index + 1, b.insns().size()));
        b.insns().subList(index, b.insns().size()).clear();
        link(f, b, marker, holders, kinds, primal, spec, derivative);
        b.insns().addAll(tail);
    }

    /** The function to differentiate, inlined and simplified, its own markers resolved. */
    private Function primal(Function f, Insn lambda, List<Holders.Kind> kinds, Loc loc, int depth) {
        List<Type> captured = Arrays.stream(lambda.args()).mapToObj(f::typeOf).toList();
        Function primal = optimised(PrimalFunction.make("differentiated", lambda, captured, kinds, loc));
        if (hasMarker(primal)) {
            resolve(primal, depth + 1);
            primal = optimised(primal);
        }
        resolveCallees(primal, depth);
        PrimalFunction.stripFrames(primal);
        return primal;
    }

    private static boolean hasMarker(Function f) {
        return f.blocks().stream().anyMatch(b -> marker(b) >= 0);
    }

    /** Innermost first, too, where the function calls another that has markers. */
    private void resolveCallees(Function f, int depth) {
        for (Function g : callees(f)) {
            if (hasMarker(g) && open.add(g.name())) {
                resolve(g, depth + 1);
                // holders become scalars, so that what is left is numbers
                OptPipeline.optimise(g, Hierarchy.JDK);
                open.remove(g.name());
            }
        }
    }

    /** The functions of the module that a function reaches by calls. */
    private List<Function> callees(Function f) {
        List<Function> out = new ArrayList<>();
        List<Function> work = new ArrayList<>(List.of(f));
        Set<String> seen = new HashSet<>();
        while (!work.isEmpty()) {
            for (Block b : work.remove(work.size() - 1).blocks()) {
                for (Insn i : b.insns()) {
                    String name = i.op() == Op.CALL && i.attr() instanceof Callee c ? c.function() : null;
                    if (name != null && module.get(name) != null && seen.add(name)) {
                        out.add(module.get(name));
                        work.add(module.get(name));
                    }
                }
            }
        }
        return out;
    }

    /** The function with all that it calls inlined; the module itself, in the midst of which a marker is being replaced, is left alone. */
    private Function optimised(Function f) {
        Module work = new Module();
        work.add(f);
        module.functions().forEach(work::add);
        Inliner.removeUnused(work, List.of(f.name()));
        Module own = new Module();
        work.functions().forEach(g -> own.add(g == f ? f : g.copy(g.name())));
        OptPipeline.run(own);
        return f;
    }

    private Function derivative(Function primal, Spec spec, Loc loc) {
        String name = DeferredId.name(DeferredId.of(primal, callees(primal), spec, context));
        Function known = module.get(name);
        if (known == null) {
            try {
                known = differentiator.derive(primal, spec, name);
            } catch (DifferentiationException e) {
                throw e.loc().line() >= 0 ? e : new DifferentiationException(loc, e.construct(), e.hint());
            }
            known.setNoInline(callees(primal).stream().anyMatch(Function::noInline)
                    && primal.paramTypes().stream().noneMatch(t -> t.kind() == Type.Kind.OBJECT));
            module.add(known);
        }
        return known;
    }

    /** Whether all arrays that the function gets are known to be different objects. */
    private boolean areDistinct(Function f, Holders holders, Insn lambda, List<Holders.Kind> kinds) {
        List<Integer> arrays = new ArrayList<>();
        for (int c : lambda.args()) {
            if (f.typeOf(c).isReference()) {
                arrays.add(c);
            }
        }
        for (int k = 0; k < kinds.size(); k++) {
            if (kinds.get(k).value() == null) {
                arrays.add(holders.stored(holders.argument(k), kinds.get(k).valueField()));
                if (kinds.get(k).activity() == Activity.DUPLICATED) {
                    arrays.add(holders.stored(holders.argument(k), kinds.get(k).extraField()));
                }
            }
        }
        Set<Integer> origins = new HashSet<>();
        for (int a : arrays) {
            if (a < 0) {
                return false;
            }
            Insn source = holders.source(a);
            boolean own = source != null && source.op() == Op.NEWARRAY;
            boolean parameter =
                    source == null && f == module.entry() && f.params().contains(a) && distinct;
            if ((!own && !parameter) || !origins.add(own ? source.result() : a)) {
                return false;
            }
        }
        return true;
    }

    private void link(
            Function f,
            Block b,
            Insn marker,
            Holders holders,
            List<Holders.Kind> kinds,
            Function primal,
            Spec spec,
            Function derivative) {
        Loc loc = marker.loc();
        Insn lambda = holders.lambda();
        List<Integer> args = new ArrayList<>();
        for (int c : lambda.args()) {
            args.add(c);
        }
        for (int k = 0; k < kinds.size(); k++) {
            Holders.Kind kind = kinds.get(k);
            int holder = holder(f, b, holders.argument(k), kind, loc);
            Type type = primal.paramTypes().get(lambda.args().length + k);
            args.add(read(f, b, holder, kind.valueField(), type, loc));
            if (kind.activity() == Activity.DUPLICATED) {
                args.add(read(f, b, holder, kind.extraField(), type, loc));
            }
        }
        if (spec.hasSeed(primal)) {
            args.add(seed(f, b, holders.returned(), marker, primal.result()));
        }
        int[] operands = args.stream().mapToInt(Integer::intValue).toArray();
        int tuple = f.append(b, Op.CALL, derivative.result(), callee(lambda, derivative), loc, operands);
        List<Integer> members = new ArrayList<>();
        for (int m = 0; m < derivative.result().parts().size(); m++) {
            members.add(f.append(b, Op.EXTRACT, derivative.result().parts().get(m), m, loc, tuple));
        }
        int next = 0;
        int result = marker.result();
        b.insns().add(new Insn(Op.NEW, marker.type(), result, new int[0], null, loc));
        int missing = 3;
        boolean hasPrimal = spec.mode().withPrimal() && !primal.result().equals(Type.VOID);
        if (hasPrimal) {
            write(f, b, result, "primal", members.get(next++), loc);
            missing &= ~1;
        }
        if (spec.mode().isReverse()) {
            for (int k = 0; k < kinds.size(); k++) {
                if (kinds.get(k).activity() == Activity.ACTIVE) {
                    int holder = holder(f, b, holders.argument(k), kinds.get(k), loc);
                    accumulate(f, b, holder, kinds.get(k), members.get(next++), loc);
                }
            }
        } else if (next < members.size() && holders.returned() == Holders.Returned.ACTIVE) {
            write(f, b, result, "tangent", members.get(next), loc);
            missing &= ~2;
        }
        FieldRef field = new FieldRef("dev/adagent/Result", "missing", "I");
        f.append(b, Op.PUTFIELD, Type.VOID, field, loc, result, f.constant(b, missing, loc));
    }

    /** The adjoint of the result. */
    private static int seed(Function f, Block b, Holders.Returned returned, Insn marker, Type type) {
        Loc loc = marker.loc();
        int v;
        if (returned == Holders.Returned.CONSTANT) {
            v = f.constant(b, 0.0, loc);
        } else {
            int seed = marker.arg(2);
            Type exact = Type.object(Holders.SEED_VALUE.owner());
            seed = f.typeOf(seed).equals(exact) ? seed : f.append(b, Op.CHECK_CAST, exact, null, loc, seed);
            v = read(f, b, seed, Holders.SEED_VALUE, Type.F64, loc);
        }
        return type.equals(Type.F64) ? v : f.append(b, Op.CONV, type, null, loc, v);
    }

    /** The holder with its exact class. */
    private static int holder(Function f, Block b, int value, Holders.Kind kind, Loc loc) {
        Type exact = Type.object("dev/adagent/" + kind.name());
        return f.typeOf(value).equals(exact) ? value : f.append(b, Op.CHECK_CAST, exact, null, loc, value);
    }

    private static int read(Function f, Block b, int holder, FieldRef field, Type type, Loc loc) {
        Type stored = Type.ofDescriptor(field.descriptor()).asValue();
        f.append(b, Op.CHECK_NULL, Type.VOID, null, loc, holder);
        int v = f.append(b, Op.GETFIELD, stored, field, loc, holder);
        return stored.equals(type) ? v : f.append(b, Op.CHECK_CAST, type, null, loc, v);
    }

    private static void accumulate(Function f, Block b, int holder, Holders.Kind kind, int gradient, Loc loc) {
        int before = f.append(b, Op.GETFIELD, kind.value(), kind.gradField(), loc, holder);
        int after = f.append(b, Op.ADD, kind.value(), null, loc, before, gradient);
        f.append(b, Op.PUTFIELD, Type.VOID, kind.gradField(), loc, holder, after);
    }

    private static void write(Function f, Block b, int result, String name, int value, Loc loc) {
        int v = f.typeOf(value).equals(Type.F64) ? value : f.append(b, Op.CONV, Type.F64, null, loc, value);
        f.append(b, Op.PUTFIELD, Type.VOID, new FieldRef("dev/adagent/Result", name, "D"), loc, result, v);
    }

    private static Callee callee(Insn lambda, Function derivative) {
        MethodKey body = ((Lambda) lambda.attr()).implementation();
        StringJoiner descriptor = new StringJoiner("", "(", ")V");
        derivative.paramTypes().forEach(t -> descriptor.add(t.descriptor()));
        MethodKey key = new MethodKey(body.owner(), body.name() + "$derivative", descriptor.toString());
        return new Callee(Callee.Kind.STATIC, key, null, null, derivative.name());
    }
}
