package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;

/** Which arrays of a function are certain to be different ones. */
public final class ArrayAliases {
    private final Function f;
    private final Uses uses;
    private final boolean distinct;

    /** @param distinct whether no two parameters are the same array */
    public ArrayAliases(Function f, Uses uses, boolean distinct) {
        this.f = f;
        this.uses = uses;
        this.distinct = distinct;
    }

    /** Whether the two values are never the same array: by type, or since one was made here after the other was there. */
    public boolean areDistinct(int a, int b) {
        if (!f.typeOf(a).equals(f.typeOf(b)) && !f.typeOf(a).element().isReference()) {
            return true;
        }
        boolean newA = isNew(a);
        boolean newB = isNew(b);
        boolean paramA = f.params().contains(a);
        boolean paramB = f.params().contains(b);
        return a != b && (newA && (newB || paramB) || newB && paramA || distinct && paramA && paramB);
    }

    private boolean isNew(int v) {
        Insn d = uses.insn(v);
        return d != null && d.op() == Op.NEWARRAY;
    }
}
