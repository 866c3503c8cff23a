package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import java.util.Arrays;
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

    private final int[] defBlock;
    private final int[] defIndex;
    private final Insn[] defInsn;
    /** The uses of value v are those from {@code first[v]} to {@code first[v + 1]} − 1: the passes ask for all of them again and again. */
    private final int[] first;

    private final Use[] uses;

    private Uses(Function f) {
        int n = f.valueCount();
        defBlock = new int[n];
        Arrays.fill(defBlock, -1);
        defIndex = new int[n];
        defInsn = new Insn[n];
        first = new int[n + 1];
        for (Block b : f.blocks()) {
            define(b);
            b.insns().forEach(i -> count(i.args()));
            count(b.term().args());
            b.term().edges().forEach(e -> count(e.args()));
        }
        for (int v = 0; v < n; v++) {
            first[v + 1] += first[v];
        }
        uses = new Use[first[n]];
        int[] next = first.clone();
        for (Block b : f.blocks()) {
            int index = 0;
            for (Insn insn : b.insns()) {
                add(next, b, index++, insn, -1, insn.args());
            }
            add(next, b, index, null, -1, b.term().args());
            List<Edge> edges = b.term().edges();
            for (int e = 0; e < edges.size(); e++) {
                add(next, b, index, null, e, edges.get(e).args());
            }
        }
    }

    /** The definitions and uses in {@code f} as it is now. */
    public static Uses of(Function f) {
        return new Uses(f);
    }

    private void define(Block b) {
        for (int i = 0; i < b.params().size(); i++) {
            int v = b.params().get(i);
            defBlock[v] = b.id();
            defIndex[v] = i;
            defInsn[v] = null;
        }
        int index = 0;
        for (Insn insn : b.insns()) {
            int v = insn.result();
            if (v >= 0) {
                defBlock[v] = b.id();
                defIndex[v] = index;
                defInsn[v] = insn;
            }
            index++;
        }
    }

    private void count(int[] args) {
        for (int a : args) {
            first[a + 1]++;
        }
    }

    private void add(int[] next, Block b, int index, Insn insn, int edge, int[] args) {
        for (int i = 0; i < args.length; i++) {
            uses[next[args[i]]++] = new Use(b.id(), index, insn, edge, i);
        }
    }

    /** Where the value is defined, or null if no block defines it. */
    public Def def(int value) {
        return defBlock[value] < 0 ? null : new Def(defBlock[value], defIndex[value], defInsn[value]);
    }

    /** The instruction that defines the value, null for a parameter. */
    public Insn insn(int value) {
        return defInsn[value];
    }

    /** Every operand that is the value, in block order. */
    public List<Use> of(int value) {
        int n = count(value);
        return switch (n) {
            case 0 -> List.of();
            case 1 -> List.of(uses[first[value]]);
            default -> Collections.unmodifiableList(Arrays.asList(uses).subList(first[value], first[value] + n));
        };
    }

    public int count(int value) {
        return first[value + 1] - first[value];
    }

    public boolean isUsed(int value) {
        return count(value) > 0;
    }
}
