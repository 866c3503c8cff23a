package dev.adagent.transform.deferred;

import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.Differentiator;
import dev.adagent.transform.autodiff.EvenMeetings;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.autodiff.SplitDerivative;
import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uniformity;
import dev.adagent.transform.ir.analysis.Uses;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.Inliner;
import dev.adagent.transform.opt.OptPipeline;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

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
    private final CustomRules rules;
    private final Differentiator differentiator;
    /** The functions whose markers are being resolved. */
    private final Set<String> open = new HashSet<>();

    private Resolver(Module module, boolean distinct, CustomRules rules, String context) {
        this.context = context;
        this.module = module;
        this.distinct = distinct;
        this.rules = rules;
        differentiator = new Differentiator(module, rules);
    }

    /** As {@link #run(Module, boolean)}, array parameters of the entry possibly being equal objects. */
    public static void run(Module module) {
        run(module, false);
    }

    /**
     * Resolves every marker that the entry reaches; functions that neither it reaches, nor its derivative may need, are removed.
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
        r.resolveCalled();
        // lambdas that were differentiated are not called: what they differentiate in turn is known only where they are
        if (module.functions().stream().anyMatch(Resolver::hasMarker)) {
            module.functions().stream().filter(f -> !hasMarker(f)).forEach(f -> OptPipeline.optimise(f, Hierarchy.JDK));
            Inliner.removeUnused(module, roots);
        }
        // what rules call comes into the module on the way
        for (int done = 0; done < module.functions().size(); done++) {
            r.resolve(List.copyOf(module.functions()).get(done), 0);
        }
        List<String> needed = new ArrayList<>(roots);
        needed.addAll(Differentiator.neededToDifferentiateAgain(module));
        Inliner.removeUnused(module, needed);
        checkNoneLeft(module);
    }

    /** Resolves the markers of the entry and of what it calls, directly or not. */
    private void resolveCalled() {
        Set<Function> seen = new HashSet<>();
        List<Function> work = new ArrayList<>(List.of(module.entry()));
        while (!work.isEmpty()) {
            Function f = work.remove(work.size() - 1);
            if (seen.add(f)) {
                resolve(f, 0);
                work.addAll(callees(f));
            }
        }
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
        // a call may put blocks behind the last
        for (int k = 0; k < f.blocks().size(); k++) {
            Block b = f.blocks().get(k);
            while (true) {
                int index = marker(b);
                if (index < 0) {
                    break;
                }
                if (depth == MAX_NESTING) {
                    throw new DifferentiationException(
                            new Holders(f, Uses.of(f), b.insns().get(index)).loc(),
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
        Request request = request(f, new Holders(f, Uses.of(f), b.insns().get(index)), depth);
        boolean isSplit = request.holders().isSplit();
        Function derivative = isSplit ? null : derivative(request);
        SplitDerivative split = isSplit ? split(request) : null;
        List<Insn> tail = new ArrayList<>(b.insns().subList(index + 1, b.insns().size()));
        b.insns().subList(index, b.insns().size()).clear();
        Term term = b.term();
        Block last = isSplit
                ? new SplitCall(module, f, b, request).emit(split)
                : new DerivativeCall(module, f, b, request).emit(derivative);
        last.insns().addAll(tail);
        last.setTerm(term);
    }

    private Request request(Function f, Holders holders, int depth) {
        Loc loc = holders.loc();
        Captures captures = new Captures(holders.lambda(), holders::source);
        List<Type> formal = Type.parameters(captures.lambda().instantiated());
        List<Holders.Kind> kinds = new ArrayList<>();
        List<Argument> arguments = new ArrayList<>();
        for (int k = 0; k < holders.argumentCount(); k++) {
            kinds.add(holders.kind(k));
            arguments.add(Argument.of(kinds.get(k), formal.get(k), k + 1, loc, rules::components));
        }
        Lanes lanes = new Lanes(holders, kinds);
        Spec mode = holders.mode();
        boolean holomorphic = holders.isHolomorphic();
        Complexes.check(holomorphic, arguments, lanes, mode, loc);
        RecordParts complex = holomorphic ? Complexes.result(captures.lambda(), loc, rules::components) : null;
        Function primal = primal(f, captures, arguments, complex, loc, depth);
        if (mode.mode().isReverse()) {
            EvenMeetings.run(primal, varying(f, primal, holders, captures));
        }
        List<Activity> activities = new ArrayList<>();
        captures.values().forEach(c -> activities.add(Activity.CONST));
        arguments.forEach(a -> activities.addAll(a.activities()));
        if (complex != null) {
            activities.add(Activity.DUPLICATED);
        }
        // the passes of split mode share one pair of functions, whatever is known where each is called
        boolean distinct = !holders.isSplit() && areDistinct(f, holders, captures, lanes);
        Spec spec = mode.of(activities, distinct).withWidth(complex != null ? 2 : lanes.width());
        if (holders.returned() != Holders.Returned.ACTIVE && complex == null || holders.isSplit()) {
            spec = spec.withSeed();
        }
        return new Request(holders, captures, arguments, lanes, complex, holomorphic, primal, spec);
    }

    /** The function to differentiate, inlined and simplified, its own markers resolved. */
    private Function primal(
            Function f, Captures captures, List<Argument> arguments, RecordParts complex, Loc loc, int depth) {
        Function primal = optimised(PrimalFunction.make("differentiated", f, captures, arguments, complex, loc));
        if (hasMarker(primal)) {
            resolve(primal, depth + 1);
            primal = optimised(primal);
        }
        resolveCallees(primal, depth);
        PrimalFunction.stripFrames(primal);
        return primal;
    }

    /** The parameters of a function that is differentiated that may differ between the threads of a block. */
    private BitSet varying(Function f, Function primal, Holders holders, Captures captures) {
        List<Integer> values = new ArrayList<>(captures.values());
        for (int k = 0; k < holders.argumentCount(); k++) {
            boolean known = !holders.kind(k).isRecord();
            values.add(
                    known ? holders.stored(holders.argument(k), holders.kind(k).valueField()) : -1);
        }
        int parameters = primal.paramTypes().size();
        BitSet out = new BitSet();
        if (f != module.entry() || values.size() != parameters) {
            out.set(0, parameters);
            return out;
        }
        Uniformity uniformity = new Uniformity(f);
        for (int k = 0; k < parameters; k++) {
            out.set(k, values.get(k) < 0 || !uniformity.isUniform(values.get(k)));
        }
        return out;
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

    private String name(Request request, List<Function> callees) {
        Spec spec = request.spec();
        RuleTexts texts = new RuleTexts(rules, spec.mode().isReverse());
        texts.add(request.primal());
        callees.forEach(texts::add);
        return DeferredId.name(DeferredId.of(request.primal(), callees, spec, context + texts));
    }

    private Function derivative(Request request) {
        List<Function> callees = callees(request.primal());
        String name = name(request, callees);
        Function known = module.get(name);
        if (known == null) {
            known = located(request, () -> differentiator.derive(request.primal(), request.spec(), name));
            keepIfAsked(known, request.primal(), callees);
            module.add(known);
        }
        return known;
    }

    private SplitDerivative split(Request request) {
        List<Function> callees = callees(request.primal());
        String name = name(request, callees);
        SplitDerivative known = SplitDerivative.in(module, request.primal(), name);
        if (known == null) {
            known = located(request, () -> differentiator.split(request.primal(), request.spec(), name));
            for (Function part : List.of(known.augmented(), known.adjoint())) {
                keepIfAsked(part, request.primal(), callees);
                module.add(part);
            }
        }
        return known;
    }

    private static <T> T located(Request request, Supplier<T> derivative) {
        try {
            return derivative.get();
        } catch (DifferentiationException e) {
            Loc loc = request.holders().loc();
            throw e.loc().line() >= 0 ? e : new DifferentiationException(loc, e.construct(), e.hint());
        }
    }

    /** A derivative stays a function if the functions that it is made of were to. */
    private static void keepIfAsked(Function derivative, Function primal, List<Function> callees) {
        derivative.setNoInline((derivative.noInline() || callees.stream().anyMatch(Function::noInline))
                && primal.paramTypes().stream().noneMatch(t -> t.kind() == Type.Kind.OBJECT));
    }

    /** Whether all arrays that the function gets are known to be different objects. */
    private boolean areDistinct(Function f, Holders holders, Captures captures, Lanes lanes) {
        List<Integer> arrays = new ArrayList<>();
        for (int c : captures.values()) {
            if (f.typeOf(c).isReference()) {
                arrays.add(c);
            }
        }
        for (int k = 0; k < holders.argumentCount(); k++) {
            if (holders.kind(k).value() == null && !holders.kind(k).isRecord()) {
                arrays.add(holders.stored(holders.argument(k), holders.kind(k).valueField()));
                arrays.addAll(lanes.shadows(k));
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
}
