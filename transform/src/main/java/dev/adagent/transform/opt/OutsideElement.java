package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * An element of an array of objects outside, or of an array of arrays of them.
 *
 * @param array where the array is
 * @param base the value that the array is
 * @param indices by which the element is loaded, the first of them from the array itself
 */
record OutsideElement(Captured array, int base, List<Integer> indices) {
    /** What a value is loaded from, behind casts; the array itself without indices; null if it comes from no array outside. */
    static OutsideElement of(int value, IntFunction<Insn> definition, CapturedChains chains) {
        List<Integer> indices = new ArrayList<>();
        int at = value;
        while (true) {
            Captured c = chains.of(at);
            Insn i = definition.apply(at);
            if (c != null) {
                return new OutsideElement(c, at, List.copyOf(indices));
            } else if (i != null && i.op() == Op.CHECK_CAST) {
                at = i.arg(0);
            } else if (i != null && i.op() == Op.ALOAD) {
                indices.add(0, i.arg(1));
                at = i.arg(0);
            } else {
                return null;
            }
        }
    }

    /** How many indices lead from the array to an object; 0 if it is no array of objects. */
    int depth(Function f) {
        int depth = 0;
        Type t = f.typeOf(base);
        for (; t.isArray(); t = t.element()) {
            depth++;
        }
        return t.kind() == Type.Kind.OBJECT ? depth : 0;
    }

    /** The class of all objects in the array; null if they are of several, one or a row is null, or that is not known. */
    Type each(int depth, Hierarchy hierarchy) {
        Captured c = array;
        for (int k = depth - 1; k >= 0; k--) {
            c = c.field(through(Captured.EACH, k));
        }
        return depth == 0 ? null : hierarchy.typeOf(c);
    }

    /** A step that goes through arrays, one within the other. */
    static FieldRef through(FieldRef step, int arrays) {
        FieldRef out = step;
        for (int k = 0; k < arrays; k++) {
            out = Captured.ofElements(out);
        }
        return out;
    }
}
