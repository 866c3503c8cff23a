package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;

/** Computes how often counted loops run. */
final class TripCounts {
    private final Function f;
    private final Values values;

    TripCounts(Function f, Values values) {
        this.f = f;
        this.values = values;
    }

    /** How often a loop runs, in the type that its bounds are given in: the last iteration's number where its header ends it. */
    int of(Loops.Counted c, int initial, int bound, Block at, Loc loc) {
        boolean up = c.induction().stepAsLong() > 0;
        int from = up ? initial : bound;
        int to = up ? bound : initial;
        Type t = f.typeOf(from);
        int n = f.append(at, Op.SUB, t, null, loc, to, from);
        if (c.extra() != 0) {
            n = f.append(at, Op.ADD, t, null, loc, n, number(at, t, c.extra(), loc));
        }
        int some = f.append(at, Op.CMP, Type.I32, c.extra() == 0 ? Cond.GT : Cond.GE, loc, to, from);
        return f.append(at, Op.SELECT, t, null, loc, some, n, number(at, t, 0, loc));
    }

    private int number(Block at, Type t, int value, Loc loc) {
        return t.equals(Type.I64) ? constant(at, value, loc) : value == 0 ? values.zero(t) : f.constant(at, value, loc);
    }

    /** A constant of 64 bits. */
    int constant(Block at, long value, Loc loc) {
        return f.append(at, Op.CONST, Type.I64, value, loc);
    }

    /** An i32 in 64 bits. */
    int wide(Block at, int value, Loc loc) {
        return f.append(at, Op.CONV, Type.I64, null, loc, value);
    }
}
