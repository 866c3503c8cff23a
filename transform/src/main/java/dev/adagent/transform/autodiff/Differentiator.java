package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes derivatives of functions. A function to differentiate is inlined and simplified: it has no calls but those of methods with a
 * {@linkplain dev.adagent.transform.autodiff.rules.Rules rule} and those that nothing active reaches, and no objects that carry
 * derivatives. It may have loops of any kind, several returns, and arrays that it reads and overwrites.
 *
 * <p>Parameters and result of a derivative are as {@link Spec} says. A shadow array has the length of its array: the derivative
 * throws an {@link IllegalArgumentException} otherwise. In reverse mode shadows hold the adjoint of the array's contents after the call on entry, and of those before the call on return.
 */
public final class Differentiator {
    private Differentiator() {}

    /**
     * The derivative that the spec asks for, a new function; the primal is not changed.
     *
     * @param name name of the new function
     * @throws DifferentiationException if the primal cannot be differentiated in that way
     */
    public static Function differentiate(Function primal, Spec spec, String name) {
        return spec.mode().isReverse() ? reverse(primal, spec, name) : forward(primal, spec, name);
    }

    /** As {@link #differentiate(Function, Spec, String)}, under a name made of the primal's name and the spec. */
    public static Function differentiate(Function primal, Spec spec) {
        return differentiate(primal, spec, spec.key() + " of " + primal.name());
    }

    /** As {@link #differentiate(Function, Spec, String)}, in reverse mode. */
    public static Function reverse(Function primal, Spec spec, String name) {
        check(primal, spec);
        Function f = new Function(name, spec.resultType(primal));
        Parameters p = copy(primal, spec, f);
        Shape shape = Normalizer.run(f, true);
        if (shape.exit < 0) {
            return f;
        }
        boolean wanted = primal.result().isFloating();
        ActivityAnalysis activity =
                new ActivityAnalysis(shape, new Memory(shape, spec.distinct()), true, p.active, wanted);
        Shadows shadows = new Shadows(shape, activity, p.shadows);
        Needs needs = new Needs(shape, activity, shadows);
        needs.addAuxiliaries();
        ReverseSweep.Results results = new ReverseSweep.Results(
                f.result(), spec.mode().withPrimal() && !primal.result().equals(Type.VOID), p.gradients, p.seed);
        new ReverseSweep(shape, activity, new Memory(shape, spec.distinct()), needs, shadows, results).emit();
        removeUnused(f);
        return f;
    }

    /** As {@link #differentiate(Function, Spec, String)}, in forward mode. */
    public static Function forward(Function primal, Spec spec, String name) {
        check(primal, spec);
        Function f = new Function(name, spec.resultType(primal));
        Parameters p = copy(primal, spec, f);
        Shape shape = Normalizer.run(f, false);
        if (shape.exit < 0) {
            return f;
        }
        ActivityAnalysis activity = new ActivityAnalysis(
                shape,
                new Memory(shape, spec.distinct()),
                false,
                p.active,
                primal.result().isFloating());
        Shadows shadows = new Shadows(shape, activity, p.shadows);
        boolean withPrimal = spec.mode().withPrimal() && !primal.result().equals(Type.VOID);
        new ForwardMode(shape, activity, shadows, p.shadows, withPrimal).emit();
        removeUnused(f);
        return f;
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
                    types.get(i).isArray()
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

    /** Parameters of the derivative that matter to the engine, by value id. */
    private static final class Parameters {
        final BitSet active = new BitSet();
        final Map<Integer, Integer> shadows = new HashMap<>();
        final List<Integer> gradients = new ArrayList<>();
        int seed = -1;
    }

    private static Parameters copy(Function primal, Spec spec, Function to) {
        Parameters out = new Parameters();
        FunctionCloner cloner = new FunctionCloner(primal, to, l -> l);
        Block entry = to.newBlock();
        List<Integer> args = new ArrayList<>();
        for (int i = 0; i < primal.params().size(); i++) {
            Type type = primal.paramTypes().get(i);
            int p = to.addParam(entry, type);
            args.add(p);
            switch (spec.activities().get(i)) {
                case ACTIVE -> {
                    out.active.set(p);
                    out.gradients.add(p);
                }
                case DUPLICATED -> {
                    out.active.set(p);
                    out.shadows.put(p, to.addParam(entry, type));
                }
                case CONST -> {}
            }
            cloner.map(primal.params().get(i), p);
        }
        if (spec.hasSeed(primal)) {
            out.seed = to.addParam(entry, primal.result());
        }
        cloner.copyBlocks();
        // the copied entry has the primal's parameters, which are mapped to those of the new one
        int first = cloner.block(primal.entry().id());
        to.block(first).params().clear();
        Loc loc = primal.entry().term().loc();
        Block last = entry;
        for (int p : args) {
            if (out.shadows.containsKey(p) && to.typeOf(p).isArray()) {
                last = new ShadowChecks(to, loc).emit(last, p, out.shadows.get(p));
            }
        }
        if (!spec.distinct()) {
            last = checkAliases(primal, to, last, args, out, loc);
        }
        last.setTerm(Term.jump(Edge.to(first), loc));
        return out;
    }

    /**
     * An array that is passed as duplicated and as constant has a derivative as long as nobody writes it; a shadow that is another
     * argument too has none.
     */
    private static Block checkAliases(
            Function primal, Function to, Block first, List<Integer> args, Parameters p, Loc loc) {
        ShadowChecks checks = new ShadowChecks(to, loc);
        Block last = first;
        for (int a : args) {
            if (!p.shadows.containsKey(a) || !to.typeOf(a).isArray()) {
                continue;
            }
            for (int other : args) {
                if (other == a || !to.typeOf(other).equals(to.typeOf(a))) {
                    continue;
                }
                last = checks.distinct(
                        last,
                        p.shadows.get(a),
                        other,
                        "a shadow is passed as another argument too: give each argument arrays of its own");
                if (!p.shadows.containsKey(other) && writes(primal, to.typeOf(a))) {
                    last = checks.distinct(
                            last,
                            a,
                            other,
                            "an array that is written is passed as duplicated and as constant: pass it as duplicated twice");
                }
            }
        }
        return last;
    }

    /** Whether the function may write an array of that type that it did not make itself. */
    private static boolean writes(Function f, Type array) {
        Uses uses = Uses.of(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                boolean write = i.op() == Op.ASTORE || i.op() == Op.ATOMIC || i.op() == Op.ACCUM;
                if (write && f.typeOf(i.arg(0)).equals(array)) {
                    Insn made = uses.insn(i.arg(0));
                    if (made == null || made.op() != Op.NEWARRAY) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Removes instructions without effect whose result nothing uses: what the plan made and the sweep did not need. */
    private static void removeUnused(Function f) {
        boolean changed = true;
        while (changed) {
            Uses uses = Uses.of(f);
            changed = false;
            for (Block b : f.blocks()) {
                changed |= b.insns().removeIf(i -> i.result() >= 0 && !uses.isUsed(i.result()) && isRemovable(i));
            }
        }
    }

    private static boolean isRemovable(Insn i) {
        return i.op() == Op.CONST
                || i.op() == Op.ALOAD
                || i.op() == Op.GETFIELD
                || Effects.isPure(i)
                || "tape.load".equals(i.attr());
    }
}
