package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.ArrayAliases;
import dev.adagent.transform.ir.analysis.SharedMemory;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stores what would be added to a shadow element that was just cleared. The adjoint of {@code a[i] = g(a[i])} takes the element's adjoint,
 * clears it, and adds to it: that becomes a load and a store, or a load alone where the adjoint passes unchanged.
 */
final class TakenAdjoints {
    private record Element(int array, int index) {}

    /**
     * An element that holds zero.
     *
     * @param store the instruction that cleared it, which nothing has seen since
     * @param before what the element held before, or −1
     */
    private record Cleared(Insn store, int before) {}

    private final Function f;
    private final Uses uses;
    private final ArrayAliases aliases;
    private final Map<Element, Cleared> cleared = new HashMap<>();
    private final Map<Element, Integer> loaded = new HashMap<>();

    private TakenAdjoints(Function f, boolean distinct) {
        this.f = f;
        uses = Uses.of(f);
        aliases = new ArrayAliases(f, uses, distinct);
    }

    /** Works on a derivative. @param distinct whether no two of its parameters are the same array */
    static void run(Function f, boolean distinct) {
        TakenAdjoints t = new TakenAdjoints(f, distinct);
        f.blocks().forEach(t::run);
    }

    private void run(Block b) {
        List<Insn> old = List.copyOf(b.insns());
        b.insns().clear();
        cleared.clear();
        loaded.clear();
        for (Insn i : old) {
            Cleared c = i.op() == Op.ACCUM ? cleared.get(new Element(i.arg(0), i.arg(1))) : null;
            if (c == null) {
                b.insns().add(i);
                learn(i);
                continue;
            }
            forget(i.arg(0));
            b.insns().removeIf(s -> s == c.store());
            if (c.before() != i.arg(2)) {
                f.append(b, Op.ASTORE, Type.VOID, null, i.loc(), i.arg(0), i.arg(1), i.arg(2));
            }
        }
    }

    private void learn(Insn i) {
        switch (i.op()) {
            case ALOAD -> {
                cleared.keySet().removeIf(e -> !aliases.areDistinct(e.array(), i.arg(0)));
                loaded.put(new Element(i.arg(0), i.arg(1)), i.result());
            }
            case ASTORE -> {
                Element e = new Element(i.arg(0), i.arg(1));
                int before = loaded.getOrDefault(e, -1);
                forget(i.arg(0));
                if (isZero(i.arg(2))) {
                    cleared.put(e, new Cleared(i, before));
                }
            }
            case ACCUM, ATOMIC -> forget(i.arg(0));
            default -> {
                if (i.op().isCheck() || SharedMemory.mayBeTouched(i)) {
                    cleared.clear();
                    loaded.clear();
                }
            }
        }
    }

    /** What is known of the elements that are perhaps of the array. */
    private void forget(int array) {
        cleared.keySet().removeIf(e -> !aliases.areDistinct(e.array(), array));
        loaded.keySet().removeIf(e -> !aliases.areDistinct(e.array(), array));
    }

    /** Whether the value is the constant +0.0. */
    private boolean isZero(int v) {
        Insn c = uses.insn(v);
        return c != null
                && c.op() == Op.CONST
                && (Double.valueOf(0).equals(c.attr()) || Float.valueOf(0).equals(c.attr()));
    }
}
