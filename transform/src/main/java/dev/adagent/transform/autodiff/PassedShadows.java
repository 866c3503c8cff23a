package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What has to be known of a derivative to check the shadows that it is called with, as far as it cannot do so itself ({@code ShadowChecks}): those of what its
 * arguments hold, rows of arrays and what fields of objects refer to.
 *
 * @param arguments the references among the arguments that have shadows or are constant
 * @param written what the function may write that it did not make: names of classes, {@link #ROWS} and descriptors of arrays; null if all
 * @param adds whether the derivative adds to shadows, also to those of what is only read
 */
public record PassedShadows(List<Argument> arguments, Set<String> written, boolean adds) {
    /** Stands for all arrays of references. */
    public static final String ROWS = "[L";

    /**
     * An argument.
     *
     * @param at its place among the derivative's parameters; its shadows follow it
     * @param shadows how many it has, none if it is constant
     */
    public record Argument(int at, int shadows) {}

    /** What is to be checked; null if nothing is, as for arrays of numbers. */
    public static PassedShadows of(Function primal, Spec spec) {
        List<Argument> arguments = new ArrayList<>();
        boolean deep = false;
        int next = 0;
        for (int k = 0; k < primal.params().size(); k++) {
            Type type = primal.paramTypes().get(k);
            Activity activity = spec.activities().get(k);
            int shadows = activity == Activity.DUPLICATED ? spec.width() : 0;
            if (type.isReference()) {
                arguments.add(new Argument(next, shadows));
                deep |= shadows > 0 && !(type.isArray() && !type.element().isReference());
            }
            next += 1 + shadows;
        }
        if (!deep) {
            return null;
        }
        Set<String> written = written(primal);
        boolean adds = spec.mode().isReverse();
        return adds || written == null || !written.isEmpty() ? new PassedShadows(arguments, written, adds) : null;
    }

    private static Set<String> written(Function f) {
        Uses uses = Uses.of(f);
        Set<String> out = new TreeSet<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                switch (i.op()) {
                    case ASTORE, ATOMIC, ACCUM, PUTFIELD -> {
                        Insn made = uses.insn(i.arg(0));
                        if (made == null || made.op() != Op.NEWARRAY && made.op() != Op.NEW) {
                            out.add(name(f.typeOf(i.arg(0)), i));
                        }
                    }
                    case CALL, INTRINSIC, DEFERRED -> {
                        if (!Effects.isPure(i)) {
                            for (int a : i.args()) {
                                if (f.typeOf(a).isReference()) {
                                    return null;
                                }
                            }
                        }
                    }
                    default -> {}
                }
            }
        }
        return out;
    }

    private static String name(Type type, Insn write) {
        if (type.isArray()) {
            return type.element().isReference() ? ROWS : type.descriptor();
        }
        return write.attr() instanceof FieldRef field ? field.owner() : type.name();
    }
}
