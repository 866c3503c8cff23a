package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Uses;

/** Which writes to an object come before anybody else can know it. */
final class ObjectWrites {
    private final Function f;
    private final Uses uses;

    ObjectWrites(Function f, Uses uses) {
        this.f = f;
        this.uses = uses;
    }

    /** Whether nothing but the write itself knows the object yet, wherever control comes from since it was made. */
    boolean isBeforeStores(int object, Uses.Use put) {
        Insn made = uses.insn(object);
        if (made == null || made.op() != Op.NEW) {
            return false;
        }
        int start = uses.def(object).block();
        Cfg cfg = Cfg.of(f);
        return uses.of(object).stream()
                .filter(ObjectWrites::isKnownAfter)
                .noneMatch(u -> u.block() == put.block() && u.index() < put.index()
                        || cfg.reachableFrom(u.block(), start).get(put.block()));
    }

    private static boolean isKnownAfter(Uses.Use u) {
        Insn i = u.insn();
        boolean own = i != null && (i.op() == Op.PUTFIELD || i.op() == Op.GETFIELD) && u.operand() == 0;
        return !own && (i == null || (i.op() != Op.CMP && i.op() != Op.CHECK_NULL && i.op() != Op.INSTANCEOF));
    }
}
