package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where each value of a function is defined and where it is used. */
public final class Uses {
    /**
     * Where a value is defined.
     *
     * @param block the block's id
     * @param index index of the instruction in the block, or of the parameter
     * @param insn the instruction, null for a parameter
     */
    public record Def(int block, int index, Insn insn) {
        public boolean isParam() {
            return insn == null;
        }
    }

    /**
     * One operand.
     *
     * @param block id of the block that uses the value
     * @param index index of the instruction in the block; the number of instructions for the terminator
     * @param insn the instruction, null for the terminator
     * @param edge index of the terminator's edge that passes the value, −1 if it is no edge argument
     * @param operand index among the operands of the instruction, the terminator or the edge
     */
    public record Use(int block, int index, Insn insn, int edge, int operand) {}

    private final List<Def> defs;
    private final List<List<Use>> uses;

    private Uses(Function f) {
        defs = new ArrayList<>(Collections.nCopies(f.valueCount(), null));
        uses = new ArrayList<>(Collections.nCopies(f.valueCount(), List.of()));
        for (Block b : f.blocks()) {
            for (int i = 0; i < b.params().size(); i++) {
                defs.set(b.params().get(i), new Def(b.id(), i, null));
            }
            int index = 0;
            for (Insn insn : b.insns()) {
                if (insn.result() >= 0) {
                    defs.set(insn.result(), new Def(b.id(), index, insn));
                }
                for (int i = 0; i < insn.args().length; i++) {
                    add(insn.arg(i), new Use(b.id(), index, insn, -1, i));
                }
                index++;
            }
            int[] args = b.term().args();
            for (int i = 0; i < args.length; i++) {
                add(args[i], new Use(b.id(), index, null, -1, i));
            }
            List<Edge> edges = b.term().edges();
            for (int e = 0; e < edges.size(); e++) {
                int[] passed = edges.get(e).args();
                for (int i = 0; i < passed.length; i++) {
                    add(passed[i], new Use(b.id(), index, null, e, i));
                }
            }
        }
    }

    /** The definitions and uses in {@code f} as it is now. */
    public static Uses of(Function f) {
        return new Uses(f);
    }

    private void add(int value, Use use) {
        if (uses.get(value).isEmpty()) {
            uses.set(value, new ArrayList<>(2));
        }
        uses.get(value).add(use);
    }

    /** Where the value is defined, or null if no block defines it. */
    public Def def(int value) {
        return defs.get(value);
    }

    /** The instruction that defines the value, null for a parameter. */
    public Insn insn(int value) {
        Def d = defs.get(value);
        return d == null ? null : d.insn();
    }

    /** Every operand that is the value, in block order. */
    public List<Use> of(int value) {
        return Collections.unmodifiableList(uses.get(value));
    }

    public int count(int value) {
        return uses.get(value).size();
    }

    public boolean isUsed(int value) {
        return !uses.get(value).isEmpty();
    }
}
