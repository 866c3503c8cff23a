package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;

/**
 * A reference that is its own shadow has no derivative (Enzyme's runtime activity). Nothing branches for it: what is read from such a
 * shadow counts as zero, and what is written to it is what it holds already.
 */
final class RuntimeActivity {
    private final Function f;
    private final boolean on;

    RuntimeActivity(Function f, boolean on) {
        this.f = f;
        this.on = on;
    }

    boolean isOn() {
        return on;
    }

    /** Whether the reference is constant, an i32; −1 if that is not asked. */
    int isConstant(Block at, Insn access, int reference, int shadow) {
        return on ? f.append(at, Op.CMP, Type.I32, Cond.EQ, access.loc(), reference, shadow) : -1;
    }

    /** What was read from the shadow, zero if the reference is constant. */
    int read(Block at, Insn access, int constant, int value) {
        return other(at, access, constant, value, 0.0);
    }

    /** What to add to the shadow: −0.0, which changes no number, if the reference is constant. */
    int added(Block at, Insn access, int constant, int value) {
        return other(at, access, constant, value, -0.0);
    }

    private int other(Block at, Insn access, int constant, int value, double instead) {
        if (constant < 0) {
            return value;
        }
        Object c = f.typeOf(value).equals(Type.F32) ? (Object) (float) instead : (Object) instead;
        return written(at, access, constant, value, f.constant(at, c, access.loc()));
    }

    /** What to write to the shadow, {@code held} if the reference is constant. */
    int written(Block at, Insn access, int constant, int value, int held) {
        return constant < 0
                ? value
                : f.append(at, Op.SELECT, f.typeOf(value), null, access.loc(), constant, held, value);
    }
}
