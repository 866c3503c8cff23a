package dev.adagent.transform.autodiff;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * Differentiates the calls of one function as calls: in forward mode the callee's tangent function takes its place; in reverse mode
 * the forward sweep calls the callee's augmented primal, which leaves on the tapes what the callee's adjoint, called in the reverse
 * sweep, takes from them.
 */
final class Calls {
    private final Shape shape;
    private final Function f;
    private final ActivityAnalysis activity;
    private final Callees callees;
    private final Derivatives derivatives;
    private final int width;
    private final boolean strongZero;
    private final boolean runtimeActivity;
    private final boolean holdsConstants;
    private final boolean replays;
    /** The two functions for each active call, by the call: two that are alike, of one line with the same operands, have what follows each. */
    private final Map<Insn, Derivatives.Split> splits = new IdentityHashMap<>();

    private final Map<Insn, Integer> blocks = new IdentityHashMap<>();

    /**
     * @param caller what is asked of the calling function's derivative
     * @param replays whether the reverse sweep may push on the tapes too, since they are the function's own
     */
    Calls(
            Shape shape,
            ActivityAnalysis activity,
            Callees callees,
            Derivatives derivatives,
            Spec caller,
            boolean replays) {
        this.replays = replays;
        width = caller.width();
        strongZero = caller.strongZero();
        runtimeActivity = caller.runtimeActivity();
        holdsConstants = caller.holdsConstants();
        this.shape = shape;
        this.activity = activity;
        this.callees = callees;
        this.derivatives = derivatives;
        f = shape.function;
    }

    private Spec spec(Insn call, DerivativeMode mode) {
        List<Activity> out = new ArrayList<>();
        boolean constants = holdsConstants;
        for (int a : call.args()) {
            constants |= activity.isActiveArray(a) && activity.holdsConstants(a);
            boolean scalar = activity.active(a);
            boolean array = activity.isActiveArray(a);
            out.add(
                    array || (scalar && !mode.isReverse())
                            ? Activity.DUPLICATED
                            : scalar ? Activity.ACTIVE : Activity.CONST);
        }
        return new Spec(
                mode,
                out,
                false,
                call.type().isReference()
                        ? activity.isActiveArray(call.result())
                        : mode.isReverse() && activity.active(call.result()),
                width,
                strongZero,
                runtimeActivity,
                constants);
    }

    /** Makes the derivatives of the callees that are called on the active path. @param asItIs gives what the function writes, as it is now */
    void makeSplits(Supplier<MemoryWrites> asItIs) {
        MemoryWrites writes = null;
        for (Block b : shape.liveBlocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                if (activity.isActiveCall(i)) {
                    writes = writes == null ? asItIs.get() : writes;
                    Later later = writes.after(b.id(), k, i);
                    splits.put(i, derivatives.split(callees.function(i), spec(i, DerivativeMode.REVERSE), later));
                    blocks.put(i, b.id());
                }
            }
        }
    }

    /**
     * Whether the reverse sweep runs the callee's augmented primal, directly before its adjoint, and the forward sweep the callee itself: it is a
     * segment of a loop, changes nothing, and finds in the reverse sweep what it found in the forward sweep.
     */
    boolean isReplayed(Insn i) {
        return replays
                && splits.containsKey(i)
                && Segments.is(i)
                && splits.get(i).later().isNothing()
                && callees.changesNothing(callees.function(i));
    }

    boolean anyReplayed() {
        return splits.keySet().stream().anyMatch(this::isReplayed);
    }

    /** The kinds of tape that the callees use. */
    List<Type> kinds() {
        return TapeStack.KINDS.stream()
                .filter(t -> splits.values().stream().anyMatch(s -> s.kinds().contains(t)))
                .toList();
    }

    /** Whether a callee of the loop uses tapes of that kind. */
    boolean push(Shape.Loop l, Type kind) {
        return splits.entrySet().stream()
                .anyMatch(e -> l.blocks.get(blocks.get(e.getKey()))
                        && e.getValue().kinds().contains(kind));
    }

    /** Puts the augmented primals in the place of the callees. */
    void emitForward(TapeStack tapes, List<Shadows> shadows) {
        for (Block b : shape.liveBlocks()) {
            if (b.insns().stream().noneMatch(i -> splits.containsKey(i) && !isReplayed(i))) {
                continue;
            }
            List<Insn> old = List.copyOf(b.insns());
            b.insns().clear();
            for (Insn i : old) {
                if (splits.containsKey(i) && !isReplayed(i)) {
                    augmented(i, splits.get(i), b, tapes, shadows);
                } else if (shadows.stream().noneMatch(lane -> lane.isPlaceholder(i))) {
                    b.insns().add(i);
                }
            }
        }
    }

    /** The call's operands with their shadows, as the augmented primal takes them. */
    private static List<Integer> withShadows(Insn i, Derivatives.Split s, List<Shadows> shadows) {
        List<Integer> args = new ArrayList<>();
        for (int k = 0; k < i.args().length; k++) {
            args.add(i.arg(k));
            if (s.spec().activities().get(k) == Activity.DUPLICATED) {
                for (Shadows lane : shadows) {
                    args.add(lane.of(i.arg(k)));
                }
            }
        }
        return args;
    }

    /** What the reverse of a call that is run again needs of the forward sweep. */
    List<Integer> replayed(Insn i, List<Shadows> shadows) {
        return withShadows(i, splits.get(i), shadows);
    }

    private void augmented(Insn i, Derivatives.Split s, Block b, TapeStack tapes, List<Shadows> shadows) {
        List<Integer> args = withShadows(i, s, shadows);
        args.addAll(tapes.operands(s.kinds(), b));
        int tuple = call(i, b, s.augmented(), s.augmentedResult(i.type()), args);
        boolean value = i.result() >= 0;
        if (value) {
            b.insns().add(new Insn(Op.EXTRACT, i.type(), i.result(), new int[] {tuple}, 0, i.loc()));
        }
        int next = value ? 1 : 0;
        if (s.spec().givesShadow(i.type())) {
            for (Shadows lane : shadows) {
                int shadow = lane.of(i.result());
                b.insns().add(new Insn(Op.EXTRACT, i.type(), shadow, new int[] {tuple}, next++, i.loc()));
            }
        }
        tapes.extract(s.kinds(), b, tuple, next, i.loc());
    }

    /**
     * Calls the callee's adjoint.
     *
     * @param seeds adjoint of the call's result for each derivative of the batch; not used if it has none
     * @param values gives the primal's values, shadows included, at this place
     * @param free from where on nothing lies on the tapes, however far the sweep has come: there a callee is run again
     * @return for each active operand in order, the gradients of the batch
     */
    List<Integer> emitReverse(
            Insn i,
            List<Integer> seeds,
            Block at,
            TapeStack tapes,
            List<Shadows> shadows,
            java.util.function.IntUnaryOperator values,
            FreeSlots free) {
        Derivatives.Split s = splits.get(i);
        List<Integer> args = new ArrayList<>();
        for (int a : references(i, shadows)) {
            args.add(values.applyAsInt(a));
        }
        if (seeded(i)) {
            args.addAll(seeds);
        }
        boolean again = isReplayed(i);
        args.addAll(again ? replay(i, s, at, tapes, shadows, values, free) : tapes.operands(s.kinds(), at));
        List<Type> gradients = new ArrayList<>();
        for (int k = 0; k < i.args().length; k++) {
            if (s.spec().activities().get(k) == Activity.ACTIVE) {
                gradients.addAll(Collections.nCopies(width, f.typeOf(i.arg(k))));
            }
        }
        int tuple = call(i, at, s.adjoint(), s.adjointResult(gradients), args);
        List<Integer> out = new ArrayList<>();
        for (Type t : gradients) {
            out.add(f.append(at, Op.EXTRACT, t, out.size(), i.loc(), tuple));
        }
        int n = out.size();
        for (Type t : s.kinds()) {
            int end = f.append(at, Op.EXTRACT, Type.I32, n++, i.loc(), tuple);
            if (!again) {
                tapes.setTop(t, at, end);
            }
        }
        return out;
    }

    /** Runs the callee once more, with the tapes behind all that lies on them. @return the tapes that its adjoint takes */
    private List<Integer> replay(
            Insn i,
            Derivatives.Split s,
            Block at,
            TapeStack tapes,
            List<Shadows> shadows,
            java.util.function.IntUnaryOperator values,
            FreeSlots free) {
        List<Integer> args = new ArrayList<>();
        withShadows(i, s, shadows).forEach(v -> args.add(values.applyAsInt(v)));
        for (Type t : s.kinds()) {
            args.add(tapes.array(t, at));
            args.add(free.from(t));
        }
        int tuple = call(i, at, s.augmented(), s.augmentedResult(i.type()), args);
        List<Integer> out = new ArrayList<>();
        int n = 1;
        for (Type t : s.kinds()) {
            int array = f.append(at, Op.EXTRACT, Type.array(t), n++, i.loc(), tuple);
            int top = f.append(at, Op.EXTRACT, Type.I32, n++, i.loc(), tuple);
            tapes.put(t, at, array, tapes.top(t, at));
            free.used(t, at, top);
            out.add(array);
            out.add(top);
        }
        return out;
    }

    /** The slots of tapes that the forward sweep has left free. */
    interface FreeSlots {
        /** The first of them. */
        int from(Type kind);

        /** Says that those before that one were in use. */
        void used(Type kind, Block at, int top);
    }

    /** The arrays, each with its shadow if it has one, that the callee's adjoint takes. */
    List<Integer> references(Insn i, List<Shadows> shadows) {
        Spec spec = splits.get(i).spec();
        List<Integer> out = new ArrayList<>();
        for (int k = 0; k < i.args().length; k++) {
            if (f.typeOf(i.arg(k)).isReference()) {
                out.add(i.arg(k));
                if (spec.activities().get(k) == Activity.DUPLICATED) {
                    for (Shadows lane : shadows) {
                        out.add(lane.of(i.arg(k)));
                    }
                }
            }
        }
        return out;
    }

    boolean seeded(Insn i) {
        return splits.get(i).spec().seeded() && i.type().isFloating();
    }

    /**
     * Calls the callee's tangent function in its place.
     *
     * @param tangents for each derivative of the batch, what gives the tangent or shadow of an operand that has one
     * @return the tangents of the result, none if the call has none
     */
    List<Integer> emitTangent(Insn i, Block at, List<java.util.function.IntUnaryOperator> tangents) {
        Spec spec = spec(i, DerivativeMode.FORWARD_WITH_PRIMAL);
        String name = derivatives.tangent(callees.function(i), spec);
        List<Integer> args = new ArrayList<>();
        for (int k = 0; k < i.args().length; k++) {
            args.add(i.arg(k));
            if (spec.activities().get(k) == Activity.DUPLICATED) {
                for (var tangent : tangents) {
                    args.add(tangent.applyAsInt(i.arg(k)));
                }
            }
        }
        Type result = spec.resultType(callees.function(i));
        int tuple = call(i, at, name, result, args);
        if (i.result() < 0) {
            return List.of();
        }
        at.insns().add(new Insn(Op.EXTRACT, i.type(), i.result(), new int[] {tuple}, 0, i.loc()));
        if (spec.givesShadow(i.type())) {
            for (int lane = 0; lane < width; lane++) {
                int shadow = tangents.get(lane).applyAsInt(i.result());
                at.insns().add(new Insn(Op.EXTRACT, i.type(), shadow, new int[] {tuple}, 1 + lane, i.loc()));
            }
        }
        List<Integer> out = new ArrayList<>();
        for (int lane = 0; i.type().isFloating() && lane < width; lane++) {
            out.add(f.append(at, Op.EXTRACT, i.type(), 1 + lane, i.loc(), tuple));
        }
        return out;
    }

    private int call(Insn primal, Block at, String function, Type result, List<Integer> args) {
        MethodKey original = ((Callee) primal.attr()).original();
        StringJoiner descriptor = new StringJoiner("", "(", ")V");
        args.forEach(a -> descriptor.add(f.typeOf(a).descriptor()));
        MethodKey key = new MethodKey(original.owner(), original.name() + "$derivative", descriptor.toString());
        Callee callee = new Callee(Callee.Kind.STATIC, key, null, null, function);
        int[] operands = args.stream().mapToInt(Integer::intValue).toArray();
        return f.append(at, Op.CALL, result, callee, primal.loc(), operands);
    }
}
