package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.HashMap;
import java.util.Map;

/** Variables of the reverse sweep that run backwards through what {@link Inversions} found. */
final class InvertedVariables {
    private final Function f;
    private final Inversions inversions;
    private final Values values;
    private final SsaBuilder ssa;
    private final TripCounts trips;
    private final Map<Integer, Integer> variables = new HashMap<>();

    InvertedVariables(Function f, Inversions inversions, Values values, SsaBuilder ssa, TripCounts trips) {
        this.f = f;
        this.inversions = inversions;
        this.values = values;
        this.ssa = ssa;
        this.trips = trips;
    }

    private int variable(int value) {
        return variables.computeIfAbsent(value, k -> {
            int v = ssa.declareVariable(f.typeOf(value));
            ssa.writeVariable(v, f.entry(), values.zero(f.typeOf(value)));
            return v;
        });
    }

    /** The value in the iteration that is being reversed. */
    int get(int value, Block at) {
        return ssa.readVariable(variable(value), at);
    }

    /** Begins with the values of the last iteration. @param at where the reverse of the loop is entered from that of the exit */
    void enter(Shape.Loop l, int exit, Block at) {
        for (Inversions.Inversion i : inversions.in(l)) {
            ssa.writeVariable(variable(i.param()), at, values.get(inversions.last(i, exit), at, exit));
        }
    }

    /** Goes to the iteration before: takes off what it added. */
    void previous(Shape.Loop l, Block at, Loc loc) {
        for (Inversions.Inversion i : inversions.in(l)) {
            Type type = f.typeOf(i.param());
            int v = get(i.param(), at);
            for (Inversions.Part p : i.parts()) {
                v = f.append(at, p.less() ? Op.ADD : Op.SUB, type, null, loc, v, change(p, type, l.latch, at, loc));
            }
            ssa.writeVariable(variable(i.param()), at, v);
        }
    }

    private int change(Inversions.Part p, Type type, int latch, Block at, Loc loc) {
        Loops.Counted c = p.inner();
        if (c == null) {
            return values.get(p.value(), at, latch);
        }
        int initial = values.get(c.induction().initial(), at, latch);
        int n = trips.of(c, initial, values.get(c.bound(), at, latch), at, loc);
        if (!f.typeOf(n).equals(type)) { // modulo 2³², as the sum is
            n = f.append(at, Op.CONV, type, null, loc, n);
        }
        return f.append(at, Op.MUL, type, null, loc, n, f.append(at, Op.CONST, type, p.step(), loc));
    }
}
