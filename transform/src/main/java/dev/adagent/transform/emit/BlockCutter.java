package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cuts a long block into a chain of blocks, where few of its values are used behind the cut. */
final class BlockCutter {
    private final Function f;
    private final int most;

    /** @param most instructions of a piece */
    BlockCutter(Function f, int most) {
        this.f = f;
        this.most = most;
    }

    /** Cuts all long blocks, and the first one from what it holds but for its first instructions: the entry stays in its function. */
    void run(int first) {
        cutAt(f.entry(), first);
        for (Block b : f.blocks()) {
            Block rest = b;
            while (rest.insns().size() > most) {
                rest = cutAt(rest, place(rest));
            }
        }
    }

    /** The index of the second half of the piece before which the fewest values of the block are live. */
    private int place(Block b) {
        Map<Integer, Integer> lastUse = new HashMap<>();
        List<Insn> insns = b.insns();
        for (int i = 0; i < insns.size(); i++) {
            for (int a : insns.get(i).args()) {
                lastUse.put(a, i);
            }
        }
        for (int a : b.term().args()) {
            lastUse.put(a, insns.size());
        }
        for (Edge e : b.term().edges()) {
            for (int a : e.args()) {
                lastUse.put(a, insns.size());
            }
        }
        int[] ends = new int[insns.size() + 2];
        int live = 0;
        int best = most;
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i <= most; i++) {
            live -= ends[i];
            boolean apart = i > 0 && insns.get(i - 1).op().isCheck(); // from what makes the same check
            if (i >= most / 2 && live < fewest && !apart) {
                fewest = live;
                best = i;
            }
            int v = insns.get(i).result();
            if (v >= 0 && lastUse.getOrDefault(v, -1) > i) {
                live++;
                ends[lastUse.get(v)]++;
            }
        }
        return best;
    }

    private Block cutAt(Block b, int index) {
        Block rest = f.newBlock();
        List<Insn> tail = b.insns().subList(index, b.insns().size());
        rest.insns().addAll(tail);
        tail.clear();
        rest.setTerm(b.term());
        b.setTerm(Term.jump(
                Edge.to(rest.id()),
                rest.insns().isEmpty() ? rest.term().loc() : rest.insns().get(0).loc()));
        return rest;
    }
}
