package dev.adagent.transform.autodiff;

import dev.adagent.overlay.DerivativeRule;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Reverse mode for one function: both sweeps in one, or in two functions. */
final class Reverse {
    private final Derivatives derivatives;

    Reverse(Derivatives derivatives) {
        this.derivatives = derivatives;
    }

    /** Both sweeps in one function, which has tapes of its own. */
    Function make(Function primal, Spec spec, String name) {
        Function f = new Function(name, spec.resultType(primal));
        Parameters p = Parameters.copy(primal, spec, f, true, derivatives.callees);
        Parts.inlineForReverse(f, derivatives);
        chooseRules(f, spec, p, primal.result().isFloating());
        boolean winners = hasWinners(f, spec, p, primal.result().isFloating());
        Shape shape = Normalizer.run(f, derivatives.callees, false);
        if (shape.exit < 0) {
            RuleLinking.run(f, spec, v -> v, new BitSet());
            return f;
        }
        if (winners) {
            Block exit = f.block(shape.exit);
            f.append(exit, Op.INTRINSIC, Type.VOID, "barrier", exit.term().loc());
        }
        boolean withPrimal = spec.mode().withPrimal() && !primal.result().equals(Type.VOID);
        ReverseSweep.Results results = new ReverseSweep.Results(f.result(), withPrimal, p.gradients, p.seeds, spec);
        boolean together = SharedShadows.allMeet(shape);
        String prefix = SharedShadows.prefix(f, true);
        ReverseSweep sweep = sweep(shape, spec, p, primal.result().isFloating(), results, Later.NOTHING, null);
        sweep.emit();
        removeUnused(f);
        TakenAdjoints.run(f, spec.distinct());
        RuleLinking.run(f, spec, sweep.shadows().get(0)::of, new BitSet());
        SharedShadows.zero(f, prefix);
        if (winners) {
            AtomicWinners.requireOneBlock(f);
        }
        if (together) {
            SharedShadows.meetAtEnd(f);
        }
        ShadowFields.check(f, sweep.shadows(), spec.findsConstants());
        return f;
    }

    /**
     * The two sweeps in two functions, which are added to the module.
     *
     * @throws Cut.MissingTape if the tapes that the split names are not enough
     */
    void makeSplit(Function primal, Derivatives.Split split) {
        Spec spec = split.spec();
        Function f = new Function(split.augmented(), primal.result());
        Parameters p = Parameters.copy(primal, spec, f, false, derivatives.callees);
        Parts.inlineForReverse(f, derivatives);
        chooseRules(f, spec, p, spec.seeded());
        if (hasWinners(f, spec, p, spec.seeded())) {
            throw new DifferentiationException(
                    primal.entry().term().loc(),
                    "an atomic minimum or maximum on active memory in a function whose reverse runs apart from it",
                    "differentiate it in one call, by autodiff");
        }
        Type augmented = split.augmentedResult(primal.result());
        Type adjoint = split.adjointResult(p.gradients.stream()
                .flatMap(g -> Collections.nCopies(spec.width(), f.typeOf(g)).stream())
                .toList());
        Shape shape = Normalizer.run(f, derivatives.callees, true);
        if (shape.exit < 0) {
            RuleLinking.run(f, spec, v -> v, new BitSet());
            neverReturns(f, p, split, augmented, adjoint, primal);
            return;
        }
        int[] values = f.block(shape.exit).term().args();
        BitSet written = new BitSet();
        BitSet rows = new BitSet();
        split.later().parameters().stream().forEach(k -> {
            int primalParameter = p.primals.get(k);
            IntStream both = IntStream.of(primalParameter);
            if (!Memory.holdsNumbers(
                    f.typeOf(primalParameter))) { // the shadow holds the shadows of what is stored then
                both = IntStream.concat(
                        both,
                        p.shadows.stream()
                                .filter(lane -> lane.containsKey(primalParameter))
                                .mapToInt(lane -> lane.get(primalParameter)));
            }
            both.map(f.params()::indexOf).forEach(j -> {
                written.set(j);
                rows.set(j, split.later().rows().get(k));
            });
        });
        Later later = new Later(written, rows, split.later().others());
        Callees callees = derivatives.callees;
        Cut cut = new Cut(
                f,
                split.kinds(),
                p,
                shape.exit,
                new FixedRows(callees, f, later),
                t -> callees.length(t) > 0,
                derivatives::keepsNothing);
        ReverseSweep.Results results = new ReverseSweep.Results(adjoint, false, p.gradients, p.seeds, spec);
        ReverseSweep sweep = sweep(shape, spec, p, spec.seeded(), results, later, cut);
        sweep.emit();
        cut.resolve(sweep.ssa());
        if (spec.givesShadow(primal.result())) {
            Loc at = f.block(shape.exit).term().loc();
            int result = values[0];
            values = IntStream.concat(
                            IntStream.of(result), sweep.shadows().stream().mapToInt(lane -> lane.ofResult(result, at)))
                    .toArray();
        }
        values = Arrays.stream(values).map(sweep.ssa()::resolve).toArray();
        BitSet kept = cut.state();
        Arrays.stream(values).forEach(kept::set);
        removeUnused(f, kept);
        RuleLinking.run(f, spec, sweep.shadows().get(0)::of, kept);
        cut.analyse(v -> sweep.shadows().stream().anyMatch(s -> s.isShadow(v)));
        Function forward = cut.augmented(split.augmented(), augmented, values);
        ShadowFields.check(forward, sweep.shadows(), spec.findsConstants());
        derivatives.module.put(finished(forward, primal));
        Function reverse = cut.adjoint(split.adjoint(), adjoint);
        TakenAdjoints.run(reverse, spec.distinct());
        derivatives.module.put(finished(reverse, primal));
    }

    private void chooseRules(Function f, Spec spec, Parameters p, boolean wanted) {
        RuleChoice.run(f, DerivativeRule.Mode.REVERSE, derivatives.rules, scratch -> {
            Shape shape = Normalizer.run(scratch, derivatives.callees, false);
            return shape.exit < 0 ? null : activity(shape, spec, p, wanted);
        });
    }

    /** Whether the two sweeps have to meet between, for an atomic minimum or maximum. */
    private boolean hasWinners(Function f, Spec spec, Parameters p, boolean wanted) {
        if (f.blocks().stream().noneMatch(b -> b.insns().stream().anyMatch(AtomicWinners::is))) {
            return false;
        }
        Function scratch = f.copy(f.name());
        Shape shape = Normalizer.run(scratch, derivatives.callees, false);
        return shape.exit >= 0 && AtomicWinners.any(shape, activity(shape, spec, p, wanted));
    }

    private ActivityAnalysis activity(Shape shape, Spec spec, Parameters p, boolean wanted) {
        Memory memory = new Memory(shape, spec.distinct(), derivatives.callees);
        return new ActivityAnalysis(shape, memory, derivatives.callees, true, p.active, wanted, spec.runtimeActivity());
    }

    private ReverseSweep sweep(
            Shape shape, Spec spec, Parameters p, boolean wanted, ReverseSweep.Results results, Later later, Cut cut) {
        Callees callees = derivatives.callees;
        ActivityAnalysis activity = activity(shape, spec, p, wanted);
        ShadowTapes.check(shape, activity);
        RuledReads.check(shape, activity, () -> writes(shape, spec, later));
        List<Shadows> shadows = Shadows.lanes(shape, activity, p.shadows, true);
        Calls calls = new Calls(shape, activity, callees, derivatives, spec, cut == null);
        calls.makeSplits(() -> writes(shape, spec, later));
        Needs needs = new Needs(shape, activity, shadows, calls, spec.findsConstants());
        needs.addAuxiliaries();
        return new ReverseSweep(shape, activity, writes(shape, spec, later), needs, shadows, calls, results, cut);
    }

    /** What the function writes, as it is now. */
    private MemoryWrites writes(Shape shape, Spec spec, Later later) {
        Memory memory = new Memory(shape, spec.distinct(), derivatives.callees);
        return new MemoryWrites(shape, memory, derivatives.callees, later);
    }

    /** A function that always throws: its augmented primal does, and its adjoint is never called. */
    private void neverReturns(
            Function f, Parameters p, Derivatives.Split split, Type augmented, Type adjoint, Function primal) {
        for (Type t : TapeStack.operandTypes(split.kinds())) {
            f.addParam(f.entry(), t);
        }
        Function thrower = f.copy(split.augmented(), augmented);
        thrower.entry().params().removeIf(p.seeds::contains);
        derivatives.module.put(mark(thrower, primal));
        Function g = f.copy(split.adjoint(), adjoint);
        Block b = g.newBlock();
        b.params().addAll(p.references);
        b.params().addAll(p.seeds);
        TapeStack.operandTypes(split.kinds()).forEach(t -> g.addParam(b, t));
        b.setTerm(Term.unreachable(Loc.NONE));
        g.reorder(List.of(b.id()));
        derivatives.module.put(mark(g, primal));
    }

    private static Function finished(Function f, Function primal) {
        removeUnused(f);
        return mark(f, primal);
    }

    /** The derivative of a function that stays a function is one too. */
    static Function mark(Function derivative, Function primal) {
        return derivative.setNoInline(primal.noInline());
    }

    /** Removes instructions without effect whose result nothing uses: what the plan made and the sweep did not need. */
    static void removeUnused(Function f) {
        BitPatterns.forget(f);
        removeUnused(f, new BitSet());
    }

    private static void removeUnused(Function f, BitSet kept) {
        boolean changed = true;
        while (changed) {
            Uses uses = Uses.of(f);
            changed = false;
            for (Block b : f.blocks()) {
                changed |= b.insns()
                        .removeIf(i ->
                                i.result() >= 0 && !uses.isUsed(i.result()) && !kept.get(i.result()) && isRemovable(i));
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
