package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The stores of a function to arrays of references of one type. */
enum RowStores {
    NONE,
    /**
     * Each is to an array with which the function has done nothing else since it made it, as {@code new double[2][4]} does: nobody has
     * read what it replaces.
     */
    FIRST,
    /** Each is to an array that the function has made since it was called. */
    OWN,
    ANY;

    static RowStores of(Function f, Type array) {
        List<Insn> stores = new ArrayList<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                boolean unknown = i.op() == Op.CALL
                        && ((Callee) i.attr()).function() == null
                        && Arrays.stream(i.args()).anyMatch(a -> f.typeOf(a).isReference());
                if (unknown) {
                    return ANY;
                } else if (i.op() == Op.ASTORE && Callees.mayBeOne(f.typeOf(i.arg(0)), array)) {
                    stores.add(i);
                }
            }
        }
        if (stores.isEmpty()) {
            return NONE;
        }
        Uses uses = Uses.of(f);
        if (!stores.stream().allMatch(i -> isOwn(i, uses))) {
            return ANY;
        }
        Cfg cfg = Cfg.of(f);
        return stores.stream().allMatch(i -> isFirst(i, uses, cfg)) ? FIRST : OWN;
    }

    private static boolean isOwn(Insn store, Uses uses) {
        Insn made = uses.insn(store.arg(0));
        return made != null && made.op() == Op.NEWARRAY;
    }

    private static boolean isFirst(Insn store, Uses uses, Cfg cfg) {
        List<Uses.Use> all = uses.of(store.arg(0));
        Uses.Use at = all.stream()
                .filter(u -> u.insn() == store && u.operand() == 0)
                .findFirst()
                .orElseThrow();
        return all.stream().allMatch(u -> readsNothing(u) || !comesBefore(u, at, cfg));
    }

    private static boolean readsNothing(Uses.Use u) {
        Insn i = u.insn();
        return i != null && (i.op() == Op.ALEN || i.op().isCheck() || i.op() == Op.ASTORE && u.operand() == 0);
    }

    /** Also in an earlier round of a loop that makes the array: {@link Allocations} may make one for all rounds. */
    private static boolean comesBefore(Uses.Use use, Uses.Use store, Cfg cfg) {
        return use.block() == store.block() && use.index() < store.index()
                || cfg.reachableFrom(use.block(), -1).get(store.block());
    }
}
