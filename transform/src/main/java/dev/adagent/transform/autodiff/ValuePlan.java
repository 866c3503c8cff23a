package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the reverse sweep gets each value of the forward sweep that it needs. Outside loops a value is simply there, or joined with
 * zero where it was not computed. Inside loops it is recomputed if that is cheap and everything it takes is at hand (integers that loops
 * add to are {@linkplain Inversions computed backwards}), reloaded from the array into which it was stored if nothing overwrites it, else
 * stored in the iteration's frame on a tape.
 */
final class ValuePlan {
    /** Ways to get a value. */
    enum How {
        /** The SSA value itself: its definition dominates the end of the forward sweep. */
        DIRECT,
        /** The SSA value, or zero where it was not computed. */
        VARIABLE,
        /** The same instruction again. */
        RECOMPUTE,
        /** The argument that the only edge to the block passes. */
        COPY,
        /** From the number of the iteration. */
        INDUCTION,
        /** From its value in the iteration after, less what the iteration added. */
        INVERSION,
        /** From the array element into which it was stored. */
        RELOAD,
        /** From the tape frame of the innermost loop around its definition. */
        FRAME
    }

    /**
     * How one value is got.
     *
     * @param insn the instruction to run again, or the store to read back
     * @param value the argument copied
     * @param loop the loop whose frame holds it
     * @param slot index in the frame, among the slots of its tape
     * @param origins for a reference in a frame: the values that it may be; the frame holds the index of the one it is. Empty if they
     *     are not known: then it holds the reference
     */
    record Source(How how, Insn insn, int value, Shape.Loop loop, int slot, List<Integer> origins) {
        static Source of(How how) {
            return new Source(how, null, -1, null, -1, List.of());
        }

        static Source of(How how, Insn insn) {
            return new Source(how, insn, -1, null, -1, List.of());
        }
    }

    private static final int NEVER = 1 << 20;

    private final Shape shape;
    private final Function f;
    private final MemoryWrites writes;
    private final Loops loops;
    private final Inversions inversions;
    private Uses uses;
    private final Map<Integer, Source> sources = new HashMap<>();
    private final Map<Shape.Loop, Map<Type, List<Integer>>> frames = new LinkedHashMap<>();
    /** The blocks whose reverse needs a value of a frame. */
    private final Map<Integer, BitSet> usedIn = new HashMap<>();

    ValuePlan(Shape shape, MemoryWrites writes, Loops loops) {
        this.shape = shape;
        this.writes = writes;
        this.loops = loops;
        inversions = new Inversions(shape, loops);
        f = shape.function;
        uses = Uses.of(f);
    }

    Inversions inversions() {
        return inversions;
    }

    /** To be called after instructions or parameters were added to the forward sweep. */
    void refresh() {
        uses = Uses.of(f);
        inversions.refresh(uses);
    }

    /** The source of a value that was {@linkplain #require required}. */
    Source of(int value) {
        Source s = sources.get(value);
        if (s == null) {
            throw new IllegalStateException("%" + value + " of " + f.name() + " is not planned for");
        }
        return s;
    }

    Uses.Def def(int value) {
        return uses.def(value);
    }

    /** Values in the loop's frame on the tape of the given type, by slot. */
    List<Integer> frame(Shape.Loop l, Type tape) {
        return frames.getOrDefault(l, Map.of()).getOrDefault(tape, List.of());
    }

    boolean needsTape(Type tape) {
        return frames.values().stream().anyMatch(m -> m.containsKey(tape));
    }

    /** The element type of the tape that holds values of a type, references themselves and not their number. */
    static Type tapeOf(Type type) {
        return type.isReference() ? TapeStack.REFERENCES : type.equals(Type.F32) ? Type.F64 : type;
    }

    /** Whether the reverse sweep of any of the blocks reads the loop's frame. */
    boolean readsFrame(Shape.Loop l, BitSet blocks) {
        return frames.getOrDefault(l, Map.of()).values().stream()
                .flatMap(List::stream)
                .anyMatch(v -> usedIn.get(v).intersects(blocks));
    }

    /** Plans for the value to be available in the reverse of the given block. */
    void require(int value, int block) {
        Source s = sources.get(value);
        if (s == null) {
            s = decide(value);
            sources.put(value, s);
            if (Remarks.areWanted()) {
                boolean canBeComputed = s.how() == How.FRAME && candidate(value) != null;
                PlanRemarks.add(shape, value, uses.def(value), s.how(), canBeComputed);
            }
            if (s.how() == How.INVERSION) {
                invert(value);
            }
        }
        switch (s.how()) {
            case DIRECT, VARIABLE, INVERSION -> {}
            case COPY -> require(s.value(), block);
            case INDUCTION -> require(loops.induction(value).initial(), block);
            case RECOMPUTE -> {
                for (int a : s.insn().args()) {
                    require(a, block);
                }
            }
            case RELOAD -> {
                require(s.insn().arg(0), block);
                require(s.insn().arg(1), block);
            }
            case FRAME -> {
                usedIn.computeIfAbsent(value, k -> new BitSet()).set(block);
                s.origins().forEach(o -> require(o, block));
            }
        }
    }

    private void invert(int value) {
        Inversions.Inversion i = inversions.of(value, this::isCheap);
        Map<Integer, Integer> lasts = inversions.decide(i);
        refresh();
        lasts.forEach((exit, last) -> require(last, exit));
        for (Inversions.Part p : i.parts()) {
            if (p.inner() == null) {
                require(p.value(), i.loop().latch);
            } else {
                require(p.inner().bound(), i.loop().latch);
                require(p.inner().induction().initial(), i.loop().latch);
            }
        }
    }

    /** Whether the value can be had without putting more on a tape. */
    boolean isCheap(int value) {
        return cost(value, Effects.RECOMPUTE_LIMIT) <= Effects.RECOMPUTE_LIMIT;
    }

    private Source decide(int value) {
        Source c = candidate(value);
        if (c != null && cost(c, Effects.RECOMPUTE_LIMIT) <= Effects.RECOMPUTE_LIMIT) {
            return c;
        }
        // a row that is still in its array: its index goes on a tape rather than itself, which GPUs have no tape for
        if (c != null
                && c.how() == How.RECOMPUTE
                && c.insn().op() == Op.ALOAD
                && f.typeOf(value).isReference()) {
            return c;
        }
        Source r = reload(value);
        if (r != null) {
            return r;
        }
        Shape.Loop l = shape.loopOf(uses.def(value).block());
        List<Integer> origins = f.typeOf(value).isReference() ? origins(value, l) : List.of();
        List<Integer> frame = frames.computeIfAbsent(l, k -> new LinkedHashMap<>())
                .computeIfAbsent(origins.isEmpty() ? tapeOf(f.typeOf(value)) : Type.I32, k -> new ArrayList<>());
        frame.add(value);
        return new Source(How.FRAME, null, -1, l, frame.size() - 1, origins);
    }

    /** The values from outside the loop that a reference in it may be; none if it may be another. */
    private List<Integer> origins(int value, Shape.Loop l) {
        List<Integer> out = new ArrayList<>();
        BitSet seen = new BitSet();
        List<Integer> work = new ArrayList<>(List.of(value));
        while (!work.isEmpty()) {
            int v = work.remove(work.size() - 1);
            if (seen.get(v)) {
                continue;
            }
            seen.set(v);
            Uses.Def d = uses.def(v);
            if (!l.blocks.get(d.block()) || (d.insn() != null && d.insn().op() == Op.CONST)) {
                out.add(v);
            } else if (d.isParam()) {
                for (int p : shape.predecessors(d.block())) {
                    for (Edge e : f.block(p).term().edges()) {
                        if (e.target() == d.block()) {
                            work.add(e.args()[d.index()]);
                        }
                    }
                }
            } else if (d.insn().op() == Op.SELECT) {
                work.add(d.insn().arg(1));
                work.add(d.insn().arg(2));
            } else {
                return List.of();
            }
        }
        return out;
    }

    /** A way that needs no tape for the value itself, or null. What it takes may still be out of reach. */
    private Source candidate(int value) {
        Uses.Def d = uses.def(value);
        Insn i = d.insn();
        if (i != null && i.op() == Op.CONST) {
            return Source.of(How.RECOMPUTE, i);
        }
        Shape.Loop l = shape.loopOf(d.block());
        if (l == null) {
            if (shape.dominators.dominates(d.block(), shape.exit)) {
                return Source.of(How.DIRECT);
            }
            // a row joined with null could only be kept as a reference
            boolean row =
                    i != null && i.op() == Op.ALOAD && f.typeOf(value).isReference() && writes.hasFixedRows(i.arg(0));
            return row ? Source.of(How.RECOMPUTE, i) : Source.of(How.VARIABLE);
        }
        if (d.isParam()) {
            if (d.block() == l.header) {
                if (loops.induction(value) != null) {
                    return Source.of(How.INDUCTION);
                }
                return inversions.of(value, this::isCheap) == null ? null : Source.of(How.INVERSION);
            }
            List<Integer> preds = shape.predecessors(d.block());
            if (preds.size() == 1 && shape.leftBy(d.block()) == null) {
                int arg = f.block(preds.get(0)).term().edges().stream()
                        .filter(e -> e.target() == d.block())
                        .findFirst()
                        .orElseThrow()
                        .args()[d.index()];
                return new Source(How.COPY, null, arg, null, -1, List.of());
            }
            return null;
        }
        boolean again = switch (i.op()) {
            case ALOAD ->
                writes.writesAfter(d.block(), d.index(), i.arg(0)).isEmpty()
                        || (f.typeOf(value).isReference() && writes.hasFixedRows(i.arg(0)));
            case GETFIELD, GETSTATIC ->
                !writes.fieldWrittenAfter(d.block(), d.index(), i.attr(), i.op() == Op.GETFIELD ? i.arg(0) : -1);
            case CHECK_CAST -> true;
            // whether the result of a ruled call is needed decides what its rule is asked for: it is made once
            default -> Effects.isPure(i) && RuledCall.of(i) == null;
        };
        return again ? Source.of(How.RECOMPUTE, i) : null;
    }

    private int cost(int value, int budget) {
        if (budget < 0) {
            return NEVER;
        }
        Source s = sources.get(value);
        if (s == null) {
            s = candidate(value);
        }
        if (s == null
                || (s.how() == How.INVERSION
                        && inversions.isAsking(shape.loopOf(uses.def(value).block())))) {
            return NEVER;
        }
        return s.how() == How.INDUCTION ? 2 + cost(loops.induction(value).initial(), budget - 2) : cost(s, budget);
    }

    private int cost(Source s, int budget) {
        return switch (s.how()) {
            case DIRECT, VARIABLE -> 0;
            case INDUCTION, INVERSION -> 2;
            case FRAME -> 4;
            case COPY -> 1 + cost(s.value(), budget - 1);
            case RELOAD -> sum(4, new int[] {s.insn().arg(0), s.insn().arg(1)}, budget);
            case RECOMPUTE -> sum(Effects.cost(s.insn()), s.insn().args(), budget);
        };
    }

    private int sum(int own, int[] operands, int budget) {
        int total = own;
        for (int a : operands) {
            if (total > budget) {
                return NEVER;
            }
            total += 1 + cost(a, budget - total - 1);
        }
        return total;
    }

    /**
     * If the value is stored in an array element that nothing overwrites: that store. It stands in the block of the definition, so
     * it ran whenever the value was computed; in a loop it is the only store, and its index differs from iteration to iteration.
     */
    private Source reload(int value) {
        Uses.Def d = uses.def(value);
        Shape.Loop l = shape.loopOf(d.block());
        if (l == null || l.parent != null) {
            return null;
        }
        for (Uses.Use u : uses.of(value)) {
            Insn store = u.insn();
            if (store == null
                    || store.op() != Op.ASTORE
                    || u.operand() != 2
                    || u.block() != d.block()
                    || !f.typeOf(store.arg(0)).element().equals(f.typeOf(value))) {
                continue;
            }
            boolean only = writes.writesAfter(u.block(), u.index(), store.arg(0)).stream()
                    .allMatch(w -> w.block() == u.block() && w.insn().equals(store));
            if (only
                    && isInjective(store.arg(1), l, 4)
                    && loops.isInvariant(store.arg(0), l, 2)
                    && isCheap(store.arg(0))
                    && isCheap(store.arg(1))) {
                return Source.of(How.RELOAD, store);
            }
        }
        return null;
    }

    private boolean isInjective(int index, Shape.Loop l, int depth) {
        Loops.Induction i = loops.induction(index);
        if (i != null && i.loop() == l) {
            return (i.stepAsLong() & 1) != 0;
        }
        Uses.Def d = uses.def(index);
        if (d.isParam() || depth == 0 || (d.insn().op() != Op.ADD && d.insn().op() != Op.SUB)) {
            return false;
        }
        int a = d.insn().arg(0);
        int b = d.insn().arg(1);
        return (loops.isInvariant(a, l, 3) && isInjective(b, l, depth - 1))
                || (loops.isInvariant(b, l, 3) && isInjective(a, l, depth - 1));
    }

    /** Every loop with a frame. */
    List<Shape.Loop> framedLoops() {
        return List.copyOf(frames.keySet());
    }

    Block blockOf(int value) {
        return f.block(uses.def(value).block());
    }
}
