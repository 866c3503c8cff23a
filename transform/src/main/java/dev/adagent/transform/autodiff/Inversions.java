package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Integers that each iteration of a loop changes by what can be computed without them, {@code p += d}: such an assignment is invertible, so
 * the reverse sweep begins with the last value and takes the change off again, where the value would have to be stored in each iteration
 * (A. Griewank and A. Walther, "Evaluating Derivatives", 2nd ed., SIAM 2008, on reversible incremental assignments). Arithmetic
 * modulo 2³² and 2⁶⁴ makes that exact; floating-point sums are not.
 */
final class Inversions {
    /** So long may the way from a variable's next value to the variable be. */
    private static final int LENGTH = 8;

    /**
     * A part of what an iteration adds.
     *
     * @param value what is added, −1 if it is a loop inside that counts
     * @param less whether it is subtracted
     * @param inner how often the loop inside runs, else null
     * @param step what that loop adds in each round
     */
    record Part(int value, boolean less, Loops.Counted inner, Object step) {}

    /** A parameter of a loop's header, and what an iteration adds to it. */
    record Inversion(Shape.Loop loop, int param, List<Part> parts) {}

    private final Shape shape;
    private final Function f;
    private final Loops loops;
    private Uses uses;
    private final Map<Integer, Optional<Inversion>> known = new HashMap<>();
    /** For each value that is inverted, its last value: a parameter of each block on an edge out of the loop. */
    private final Map<Inversion, Map<Integer, Integer>> lasts = new LinkedHashMap<>();

    private Shape.Loop asking;

    Inversions(Shape shape, Loops loops) {
        this.shape = shape;
        this.loops = loops;
        f = shape.function;
        uses = Uses.of(f);
    }

    /**
     * How the value changes, or null.
     *
     * @param isCheap whether the reverse of the loop's latch can have a value at little cost; this asks whether it can without a value that
     *     is itself inverted in that loop
     */
    Inversion of(int value, IntPredicate isCheap) {
        Optional<Inversion> i = known.get(value);
        if (i != null) {
            return i.orElse(null);
        }
        if (asking != null) {
            return null;
        }
        Uses.Def d = uses.def(value);
        asking = shape.loopOf(d.block());
        try {
            List<Part> parts = new ArrayList<>();
            boolean found = f.typeOf(value).isInteger()
                    && follow(next(d.index()), value, asking, isCheap, parts)
                    && !parts.isEmpty();
            i = found ? Optional.of(new Inversion(asking, value, parts)) : Optional.empty();
        } finally {
            asking = null;
        }
        known.put(value, i);
        return i.orElse(null);
    }

    /** Whether it is being asked now what a loop adds: values that it inverts count as out of reach. */
    boolean isAsking(Shape.Loop l) {
        return asking == l;
    }

    private int next(int index) {
        return f.block(asking.latch).term().edges().get(0).args()[index];
    }

    private boolean follow(int from, int param, Shape.Loop l, IntPredicate isCheap, List<Part> parts) {
        int v = from;
        for (int k = 0; k < LENGTH && v != param; k++) {
            Uses.Def d = uses.def(v);
            if (!l.blocks.get(d.block())) {
                return false;
            }
            v = d.isParam() ? passed(d, isCheap, parts) : added(d.insn(), isCheap, parts);
            if (v < 0) {
                return false;
            }
        }
        return v == param;
    }

    /** What a sum was added to; −1 if the instruction is none, or the summand is out of reach. */
    private static int added(Insn i, IntPredicate isCheap, List<Part> parts) {
        if (i.op() != Op.ADD && i.op() != Op.SUB) {
            return -1;
        }
        boolean second = isCheap.test(i.arg(1));
        if (!second && (i.op() == Op.SUB || !isCheap.test(i.arg(0)))) {
            return -1;
        }
        parts.add(new Part(i.arg(second ? 1 : 0), i.op() == Op.SUB, null, null));
        return i.arg(second ? 0 : 1);
    }

    /** What the one edge to the parameter's block passes, or what the counter of the loop that it leaves began with. */
    private int passed(Uses.Def d, IntPredicate isCheap, List<Part> parts) {
        List<Integer> preds = shape.predecessors(d.block());
        if (preds == null || preds.size() != 1) {
            return -1;
        }
        int arg = f.block(preds.get(0)).term().edges().stream()
                .filter(e -> e.target() == d.block())
                .findFirst()
                .orElseThrow()
                .args()[d.index()];
        Shape.Loop inner = shape.leftBy(d.block());
        if (inner == null || !inner.blocks.get(uses.def(arg).block())) {
            return arg;
        }
        Loops.Induction i = loops.induction(arg);
        Loops.Counted c = loops.counted(inner);
        if (i == null
                || i.loop() != inner
                || c == null
                || !isCheap.test(c.bound())
                || !isCheap.test(c.induction().initial())) {
            return -1;
        }
        parts.add(new Part(-1, false, c, i.step()));
        return i.initial();
    }

    /**
     * Decides that the value is had in that way: the forward sweep hands its last value out of the loop.
     *
     * @return those values by exit, new parameters
     */
    Map<Integer, Integer> decide(Inversion i) {
        Map<Integer, Integer> out = new LinkedHashMap<>();
        Type type = f.typeOf(i.param());
        for (int x : i.loop().exits) {
            int q = f.addParam(f.block(x), type);
            Operands.addArg(f, shape.predecessors(x).get(0), x, i.param());
            out.put(x, q);
        }
        lasts.put(i, out);
        loops.refresh();
        return out;
    }

    /** To be called after instructions or parameters were added to the forward sweep. */
    void refresh(Uses now) {
        uses = now;
    }

    /** The values of a loop that are had in that way. */
    List<Inversion> in(Shape.Loop l) {
        return lasts.keySet().stream().filter(i -> i.loop() == l).toList();
    }

    /** The last value when the loop is left by the given exit. */
    int last(Inversion i, int exit) {
        return lasts.get(i).get(exit);
    }
}
