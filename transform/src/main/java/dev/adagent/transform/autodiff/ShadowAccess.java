package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.function.IntUnaryOperator;

/** The reverse of one access to an element or field: what is done with the same place of the shadow. */
final class ShadowAccess {
    private final Function f;
    private final RuntimeActivity runtime;
    private final Insn access;
    private final Block at;
    private final boolean field;
    private final Type type;
    private final int shadow;
    private final int index;
    private final int constant;

    /** @param values gives values of the forward sweep at this place */
    ShadowAccess(Function f, RuntimeActivity runtime, Insn access, Block at, IntUnaryOperator values, Shadows shadows) {
        this.f = f;
        this.runtime = runtime;
        this.access = access;
        this.at = at;
        field = access.op() == Op.GETFIELD || access.op() == Op.PUTFIELD;
        boolean load = access.op() == Op.ALOAD || access.op() == Op.GETFIELD;
        type = load ? access.type() : f.typeOf(access.arg(access.args().length - 1));
        shadow = values.applyAsInt(shadows.of(access.arg(0)));
        index = field ? -1 : values.applyAsInt(access.arg(1));
        constant = runtime.isOn() ? runtime.isConstant(at, access, values.applyAsInt(access.arg(0)), shadow) : -1;
    }

    private int load() {
        return field
                ? f.append(at, Op.GETFIELD, type, access.attr(), access.loc(), shadow)
                : f.append(at, Op.ALOAD, type, null, access.loc(), shadow, index);
    }

    private void store(int value) {
        if (field) {
            f.append(at, Op.PUTFIELD, Type.VOID, access.attr(), access.loc(), shadow, value);
        } else {
            f.append(at, Op.ASTORE, Type.VOID, null, access.loc(), shadow, index, value);
        }
    }

    /** The adjoint that lies there. */
    int read() {
        return runtime.read(at, access, constant, load());
    }

    /** Adds to it. */
    void add(int adjoint) {
        int a = runtime.added(at, access, constant, adjoint);
        if (field) {
            store(f.append(at, Op.ADD, type, null, access.loc(), load(), a));
        } else {
            f.append(at, Op.ACCUM, Type.VOID, null, access.loc(), shadow, index, a);
        }
    }

    /** The adjoint that lies there, which is zero from here on. */
    int take(int zero) {
        int held = load();
        store(runtime.written(at, access, constant, zero, held));
        return runtime.read(at, access, constant, held);
    }

    /** Makes it zero. */
    void clear(int zero) {
        store(constant < 0 ? zero : runtime.written(at, access, constant, zero, load()));
    }
}
