package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What the threads of a block may do at the same time: all that can be reached from one barrier, or from where the kernel begins, without
 * passing another. All threads that have not ended come to the same barriers. (Kamil and Yelick, "Concurrency analysis for parallel programs with
 * textually aligned barriers", LCPC 2005.)
 */
final class BarrierIntervals {
    private final Function f;
    private final List<Set<Insn>> intervals = new ArrayList<>();

    /** Takes the kernel as it is now. */
    BarrierIntervals(Function kernel) {
        f = kernel;
        intervals.add(from(f.entry(), 0));
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                if (Intrinsics.isBarrier(b.insns().get(k))) {
                    intervals.add(from(b, k + 1));
                }
            }
        }
    }

    private Set<Insn> from(Block start, int at) {
        Set<Insn> out = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Block> work = new ArrayDeque<>();
        BitSet seen = new BitSet();
        collect(start, at, out, seen, work);
        while (!work.isEmpty()) {
            collect(work.poll(), 0, out, seen, work);
        }
        return out;
    }

    private void collect(Block b, int from, Set<Insn> out, BitSet seen, Deque<Block> work) {
        for (Insn i : b.insns().subList(from, b.insns().size())) {
            if (Intrinsics.isBarrier(i)) {
                return;
            }
            out.add(i);
        }
        for (Edge e : b.term().edges()) {
            if (!seen.get(e.target())) {
                seen.set(e.target());
                work.add(f.block(e.target()));
            }
        }
    }

    /** Whether there is a barrier. */
    boolean areSeveral() {
        return intervals.size() > 1;
    }

    /** What one thread may do while another is at an instruction, this included. */
    Set<Insn> with(Insn i) {
        Set<Insn> out = Collections.newSetFromMap(new IdentityHashMap<>());
        intervals.stream().filter(s -> s.contains(i)).forEach(out::addAll);
        return out;
    }
}
