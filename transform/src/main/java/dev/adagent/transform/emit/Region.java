package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Blocks of a function that are entered at the first of them only, with what crosses their border.
 *
 * @param blocks the entry first
 * @param exits the edges out of it, and the terminators that return
 * @param repeats whether the first block is entered from inside too; its parameters are then values of its own
 * @param inputs values from outside, without constants; the parameters of the first block among them unless it repeats
 * @param outputs values of its own that are used outside, or passed by an exit
 */
record Region(List<Block> blocks, boolean repeats, List<Exit> exits, Set<Integer> inputs, Set<Integer> outputs) {
    /** Words of parameters: JVMS §4.3.3 allows 255, frames take up to 4, a thread's coordinates 12. */
    static final int MAX_WORDS = 200;

    /**
     * A way out.
     *
     * @param from the block that is left
     * @param edge the index of the edge; −1 if the function returns there
     */
    record Exit(Block from, int edge) {}

    /** @param uses of the function as it is now */
    static Region of(Function f, Uses uses, List<Integer> ids) {
        BitSet inside = new BitSet();
        ids.forEach(inside::set);
        List<Block> blocks = ids.stream().map(f::block).toList();
        List<Exit> exits = new ArrayList<>();
        boolean repeats =
                blocks.stream().anyMatch(b -> b.term().edges().stream().anyMatch(e -> e.target() == ids.get(0)));
        Set<Integer> inputs =
                new LinkedHashSet<>(repeats ? List.of() : blocks.get(0).params());
        Set<Integer> outputs = new LinkedHashSet<>();
        for (Block b : blocks) {
            for (Insn i : b.insns()) {
                read(uses, inside, inputs, i.args());
            }
            Term t = b.term();
            read(uses, inside, inputs, t.args());
            if (t.kind() == Term.Kind.RET) {
                exits.add(new Exit(b, -1));
                pass(uses, inside, inputs, outputs, t.args());
            }
            for (int k = 0; k < t.edges().size(); k++) {
                Edge e = t.edges().get(k);
                if (inside.get(e.target())) {
                    read(uses, inside, inputs, e.args());
                } else {
                    exits.add(new Exit(b, k));
                    pass(uses, inside, inputs, outputs, e.args());
                }
            }
            for (Insn i : b.insns()) {
                if (i.result() >= 0 && isUsedOutside(uses, inside, i.result())) {
                    outputs.add(i.result());
                }
            }
            if (repeats || b != blocks.get(0)) {
                b.params().stream().filter(p -> isUsedOutside(uses, inside, p)).forEach(outputs::add);
            }
        }
        return new Region(blocks, repeats, exits, inputs, outputs);
    }

    private static void read(Uses uses, BitSet inside, Set<Integer> inputs, int[] values) {
        for (int v : values) {
            Insn d = uses.insn(v);
            if (!inside.get(uses.def(v).block()) && (d == null || d.op() != Op.CONST)) {
                inputs.add(v);
            }
        }
    }

    /** What an exit passes stays outside, but for what is made inside; see {@link Outlining}. */
    private static void pass(Uses uses, BitSet inside, Set<Integer> inputs, Set<Integer> outputs, int[] values) {
        for (int v : values) {
            if (inside.get(uses.def(v).block()) && !inputs.contains(v)) {
                outputs.add(v);
            }
        }
    }

    private static boolean isUsedOutside(Uses uses, BitSet inside, int v) {
        for (Uses.Use u : uses.of(v)) {
            if (!inside.get(u.block())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the border can be crossed by parameters, a result and frames. */
    boolean canBeFunction(Function f) {
        int fixed = Stream.concat(
                        blocks.get(0).params().stream(),
                        inputs.stream().filter(v -> f.typeOf(v).isReference()))
                .mapToInt(v -> JvmTypes.size(f.typeOf(v)))
                .sum();
        boolean single = exits.size() == 1 && outputs.size() == 1;
        return fixed <= MAX_WORDS
                && inputs.stream().noneMatch(v -> f.typeOf(v).isTuple())
                && (single || outputs.stream().allMatch(v -> Frame.takes(f.typeOf(v))));
    }

    /** The bytes that it takes in the part to take over what comes in and to leave what goes out, about. */
    int costInside() {
        return 12 * inputs.size() + 12 * outputs.size() + 10 * exits.size();
    }

    /** The bytes that it takes to call the part, about. Most of what comes out of one part goes into others, by the frame. */
    int costOutside() {
        return 8 + 3 * Math.min(inputs.size(), MAX_WORDS) + 2 * outputs.size() + 8 * exits.size();
    }
}
