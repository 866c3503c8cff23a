package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cuts a long block into a chain of blocks, where few of its values are used behind the cut. */
final class BlockCutter {
    private final Function f;
    private final Frame frame;
    private final int most;

    /** @param frame what the values' slots are in @param most instructions of a piece */
    BlockCutter(Function f, Frame frame, int most) {
        this.frame = frame;
        this.f = f;
        this.most = most;
    }

    /** Cuts all long blocks, and the first one from what it holds but for its first instructions: the entry stays in its function. */
    void run(int first) {
        cutAt(f.entry(), glued(f.entry()).nextClearBit(first));
        for (Block b : f.blocks()) {
            if (b.insns().size() > most) {
                cut(b);
            }
        }
    }

    /** Looks at a long block once, however many pieces it becomes. */
    private void cut(Block b) {
        Map<Integer, Integer> lastUse = lastUse(b);
        BitSet glued = glued(b);
        Block rest = b;
        int from = 0;
        while (rest.insns().size() > most) {
            int at = place(rest, from, lastUse, glued);
            rest = cutAt(rest, at);
            from += at;
        }
    }

    private static Map<Integer, Integer> lastUse(Block b) {
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
        return lastUse;
    }

    /**
     * The index of the second half of the piece before which the fewest values of the block are live.
     *
     * @param from where the block began in the one that {@code lastUse} and {@code glued} are of
     */
    private int place(Block b, int from, Map<Integer, Integer> lastUse, BitSet glued) {
        List<Insn> insns = b.insns();
        int[] ends = new int[most + 1];
        int live = 0;
        int best = most;
        while (glued.get(from + best)) {
            best++;
        }
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i <= most; i++) {
            live -= ends[i];
            boolean apart = i > 0 && insns.get(i - 1).op().isCheck(); // from what makes the same check
            if (i >= most / 2 && live < fewest && !apart && !glued.get(from + i)) {
                fewest = live;
                best = i;
            }
            int v = insns.get(i).result();
            int last = v < 0 ? -1 : lastUse.getOrDefault(v, -1) - from;
            if (last > i) {
                live++;
                if (last <= most) {
                    ends[last]++;
                }
            }
        }
        return best;
    }

    /**
     * Where a cut would come between a value and the store that puts it into the frame: a part that begins there would look for the value in its
     * slot before it is stored, and one that ends there would leave the slot without it.
     */
    private BitSet glued(Block b) {
        BitSet out = new BitSet();
        Map<Integer, Integer> defined = new HashMap<>();
        b.params().forEach(p -> defined.put(p, -1));
        for (int i = 0; i < b.insns().size(); i++) {
            Insn insn = b.insns().get(i);
            if (insn.op() == Op.ASTORE && frame.isArray(insn.arg(0)) && defined.containsKey(insn.arg(2))) {
                out.set(defined.get(insn.arg(2)) + 1, i + 1);
            }
            defined.put(insn.result(), i);
        }
        return out;
    }

    private Block cutAt(Block b, int index) {
        Block rest = f.split(b, index);
        b.setTerm(Term.jump(
                Edge.to(rest.id()),
                rest.insns().isEmpty() ? rest.term().loc() : rest.insns().get(0).loc()));
        return rest;
    }
}
