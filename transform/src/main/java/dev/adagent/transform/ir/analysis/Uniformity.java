package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.BitSet;
import java.util.List;

/**
 * Which values of a kernel are the same for all threads of a block, and whether all of them that have not ended come to the same barriers. After
 * Coutinho, Sampaio, Pereira and Meira, "Divergence analysis and optimizations" (PACT 2011): a value varies if it is computed from what
 * varies, if ways from a varying branch meet where it is merged, or if it is made in a loop that threads leave at different rounds. What
 * is loaded from memory counts as varying.
 */
public final class Uniformity {
    private final Function f;
    private final BranchRegions regions;
    private final LoopForest loops;
    private final BitSet varying = new BitSet();
    private BitSet apart;
    private final BitSet varyingMerges = new BitSet();

    /** @param kernel the function that a launch enters; its parameters are the same for all threads */
    public Uniformity(Function kernel) {
        this(kernel, new BitSet());
    }

    /** @param different the parameters of the function, by number, that may differ between the threads of a block */
    public Uniformity(Function function, BitSet different) {
        f = function;
        regions = new BranchRegions(f);
        loops = LoopForest.of(f);
        different.stream().forEach(p -> varying.set(f.params().get(p)));
        int before;
        do {
            before = varying.cardinality() + varyingMerges.cardinality();
            f.blocks().forEach(this::note);
            for (int b : regions.order()) {
                if (isVaryingBranch(b)) {
                    noteMerges(b);
                    noteLeftLoops(b);
                }
            }
        } while (varying.cardinality() + varyingMerges.cardinality() > before);
    }

    /** Whether the value is known to be the same for all threads of a block that come to it together. */
    public boolean isUniform(int value) {
        return !varying.get(value);
    }

    /** Whether some threads of a block may wait at one barrier while others wait at another, or pass it by without ending. */
    public boolean barriersMayDiverge() {
        for (int b : regions.order()) {
            if (isVaryingBranch(b) && separates(b)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether some threads may have come to other barriers than others, or to fewer, when they return. Those that return without having come to
     * one do not count.
     */
    public boolean mayLeaveAfterABarrier() {
        BitSet later = new BitSet();
        f.blocks().stream().filter(Uniformity::hasBarrier).forEach(b -> later.or(regions.from(b.id())));
        for (int b : regions.order()) {
            if (isVaryingBranch(b)) {
                long ways = regions.ways(b).filter(this::hasBarrier).count();
                if (ways > (later.get(b) || !regions.endsAfter(b) ? 0 : 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether the threads of a block that come to this block of the function do so all together: none takes another way, and none can fail a
     * check in a loop around it while others go on. Threads that ended before such a loop do not count.
     */
    public boolean allComeTo(int block) {
        if (apart == null) {
            apart = new BitSet();
            for (int b : regions.order()) {
                if (isVaryingBranch(b)) {
                    regions.ways(b).forEach(apart::or);
                }
                if (f.block(b).insns().stream().anyMatch(this::someMayEndIn)) {
                    for (LoopForest.Loop l = loops.loopOf(b); l != null; l = l.parent()) {
                        l.blocks().forEach(apart::set);
                    }
                }
            }
        }
        return !apart.get(block);
    }

    private boolean someMayEndIn(Insn i) {
        return i.op() == Op.CALL && !isApart(i) || i.op().effect() == Op.Effect.THROW && anyVaries(i.args());
    }

    private void note(Block b) {
        for (Insn i : b.insns()) {
            if (i.result() >= 0 && varies(i)) {
                varying.set(i.result());
            }
        }
        if (varyingMerges.get(b.id())) {
            b.params().forEach(varying::set);
        }
        for (Edge e : b.term().edges()) {
            List<Integer> params = f.block(e.target()).params();
            for (int k = 0; k < params.size(); k++) {
                if (varying.get(e.args()[k])) {
                    varying.set(params.get(k));
                }
            }
        }
    }

    private boolean varies(Insn i) {
        if (i.op() == Op.CONST || i.op() == Op.SHARED) {
            return false;
        }
        String name = Intrinsics.of(i);
        if (name != null) {
            boolean ofBlock = name.startsWith("ctaid.") || name.startsWith("ntid.") || name.startsWith("nctaid.");
            return !ofBlock && (Intrinsics.kind(name) != Intrinsics.Kind.PURE || anyVaries(i.args()));
        }
        if (isApart(i)) {
            return anyVaries(i.args());
        }
        // an allocation is the thread's own, and what memory holds is not known
        return i.op().effect() != Op.Effect.NONE || anyVaries(i.args());
    }

    /** Whether the instruction calls a function whose result depends on the operands alone. */
    private static boolean isApart(Insn i) {
        return i.op() == Op.CALL && ((Callee) i.attr()).isApart();
    }

    private boolean anyVaries(int... values) {
        for (int v : values) {
            if (varying.get(v)) {
                return true;
            }
        }
        return false;
    }

    private boolean isVaryingBranch(int block) {
        Term t = f.block(block).term();
        return (t.kind() == Term.Kind.BR || t.kind() == Term.Kind.SWITCH) && varying.get(t.args()[0]);
    }

    /** What is merged where several ways from the branch meet differs from thread to thread. */
    private void noteMerges(int branch) {
        BitSet one = new BitSet();
        for (Edge e : f.block(branch).term().edges()) { // two may lead to one block, with different values
            BitSet way = regions.way(branch, e);
            BitSet several = (BitSet) way.clone();
            several.and(one);
            varyingMerges.or(several);
            one.or(way);
        }
        if (regions.join(branch) != Dominators.NONE) {
            varyingMerges.set(regions.join(branch));
        }
    }

    /** Threads that leave a loop at different rounds take different values out of it. */
    private void noteLeftLoops(int branch) {
        for (LoopForest.Loop l = loops.loopOf(branch); l != null; l = l.parent()) {
            LoopForest.Loop left = l;
            boolean leaves = f.block(branch).term().edges().stream().anyMatch(e -> !left.contains(e.target()));
            if (!leaves) {
                continue;
            }
            for (int b : l.blocks()) {
                f.block(b).params().forEach(varying::set);
                for (Insn i : f.block(b).insns()) {
                    if (i.result() >= 0 && i.op() != Op.CONST && !i.type().equals(Type.VOID)) {
                        varying.set(i.result());
                    }
                }
            }
        }
    }

    /**
     * Whether all threads of a block that have not ended would come to the same barriers if there was one in each of these blocks too, and those that take
     * another way end at once: nobody waits long for them, nor they for others.
     *
     * @see #barriersMayDiverge
     */
    public boolean meetIn(BitSet blocks) {
        for (int b : regions.order()) {
            if (!isVaryingBranch(b)) {
                continue;
            }
            boolean apart = regions.ways(b).anyMatch(w -> w.intersects(blocks))
                    && !regions.ways(b).allMatch(w -> w.intersects(blocks) || endsAtOnce(w));
            if (apart || separates(b, blocks)) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing is done in these blocks but to compute, and to fail. */
    private boolean endsAtOnce(BitSet blocks) {
        return regions.insns(blocks)
                .allMatch(i -> i.op().effect() == Op.Effect.NONE || i.op().effect() == Op.Effect.THROW);
    }

    /** Whether threads that take different ways at the branch come to different barriers. */
    private boolean separates(int branch) {
        return separates(branch, new BitSet());
    }

    /** @param more blocks that count as if they held a barrier */
    private boolean separates(int branch, BitSet more) {
        long ways = regions.ways(branch)
                .filter(w -> hasBarrier(w) || w.intersects(more))
                .count();
        // those who take a way without a barrier end, if the ways never meet: a barrier does not wait for them
        return ways > (regions.endsAfter(branch) ? 1 : 0);
    }

    private boolean hasBarrier(BitSet blocks) {
        return regions.insns(blocks).anyMatch(Intrinsics::isBarrier);
    }

    /** Whether a block holds a barrier. */
    public static boolean hasBarrier(Block b) {
        return b.insns().stream().anyMatch(Intrinsics::isBarrier);
    }
}
