package dev.adagent.transform.opt;

import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.SourceText;
import dev.adagent.transform.ir.analysis.Uniformity;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Adds once for a block what its threads add to one element: those of a full warp sum by shuffles, what warps have is added up in shared memory,
 * and when all have met, the thread that was there first adds the sum. (Harris, "Optimizing parallel reduction in CUDA", 2007, up to the last step.)
 *
 * <p>That takes a barrier, so it is done only where all threads of the block that have not ended come together, and where that stays so
 * with the new barriers; threads that take another way end there at once. Threads that have ended take no part: a warp that lacks some adds one by one, and barriers do not wait for
 * them. Additions that follow one another share their barriers. Kernels whose threads wait for each other by memory are left as they
 * are: a thread might be waited for that waits.
 */
public final class BlockSums {
    /** Sums that share a barrier. */
    private static final int MOST = 32;

    private static final int ALL = -1;
    private static final int WARP = 32;

    /** Additions in a row: {@code insns} of a block from {@code from} to {@code to}, and what is between them. */
    private record Group(Block block, int from, int to, List<Insn> adds) {}

    private final Function f;
    private final Uniformity uniformity;
    private final LoopForest loops;
    private final Predicate<Insn> wanted;
    private final boolean inLoops;
    private int groups;

    private BlockSums(Function f, Predicate<Insn> wanted, boolean inLoops) {
        this.inLoops = inLoops;
        this.f = f;
        this.wanted = wanted;
        uniformity = new Uniformity(f);
        loops = LoopForest.of(f);
    }

    /**
     * Works on a kernel's entry.
     *
     * @param wanted which additions are worth it, of those to one element for all threads
     * @param inLoops whether those in loops are: each round has two barriers then
     * @param bytes of shared memory that may be used
     * @return whether anything changed
     */
    public static boolean run(Function entry, Predicate<Insn> wanted, boolean inLoops, int bytes) {
        boolean any = entry.blocks().stream()
                .anyMatch(b -> b.insns().stream().anyMatch(i -> i.op() == Op.ACCUM && wanted.test(i)));
        if (!any) {
            return false;
        }
        BlockSums pass = new BlockSums(entry, wanted, inLoops);
        return !pass.uniformity.barriersMayDiverge() && !pass.mayWait() && pass.run(bytes);
    }

    /** Whether threads can find out by memory how far others have come. */
    private boolean mayWait() {
        Uses uses = Uses.of(f);
        return f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .anyMatch(i -> i.op() == Op.ATOMIC && uses.isUsed(i.result())
                        || Intrinsics.of(i) != null && Intrinsics.of(i).startsWith("fence."));
    }

    private boolean run(int bytes) {
        // by place, so that those after another in one block are done first
        Map<Integer, List<Group>> chosen = new TreeMap<>();
        BitSet blocks = new BitSet();
        int left = bytes;
        for (Block b : f.blocks()) {
            if (!inLoops && loops.loopOf(b.id()) != null) {
                continue;
            }
            for (Group g : groups(b)) {
                BitSet with = (BitSet) blocks.clone();
                with.set(b.id());
                int size = 8 * g.adds().size() + 16;
                if (size <= left && uniformity.meetIn(with)) {
                    blocks = with;
                    left -= size;
                    chosen.computeIfAbsent(b.id(), k -> new ArrayList<>()).add(0, g);
                }
            }
        }
        chosen.values().forEach(all -> all.forEach(this::lower));
        return !chosen.isEmpty();
    }

    private List<Group> groups(Block b) {
        List<Group> out = new ArrayList<>();
        List<Insn> adds = new ArrayList<>();
        int from = -1;
        int to = -1;
        Type type = null;
        for (int k = 0; k < b.insns().size(); k++) {
            Insn i = b.insns().get(k);
            boolean add = i.op() == Op.ACCUM
                    && uniformity.isUniform(i.arg(0))
                    && uniformity.isUniform(i.arg(1))
                    && wanted.test(i);
            boolean ends = i.op().effect() != Op.Effect.NONE && !add
                    || add && (adds.size() == MOST || type != null && !type.equals(f.typeOf(i.arg(2))));
            if (ends && !adds.isEmpty()) {
                out.add(new Group(b, from, to, adds));
                adds = new ArrayList<>();
                type = null;
            }
            if (add) {
                from = adds.isEmpty() ? k : from;
                to = k;
                type = f.typeOf(i.arg(2));
                adds.add(i);
            }
        }
        if (!adds.isEmpty()) {
            out.add(new Group(b, from, to, adds));
        }
        return out;
    }

    private void lower(Group g) {
        Loc loc = g.adds().get(0).loc();
        remark(g);
        Type type = f.typeOf(g.adds().get(0).arg(2));
        List<Insn> all = List.copyOf(g.block().insns());
        Term end = g.block().term();
        boolean again = loops.loopOf(g.block().id()) != null;
        Block at = g.block();
        at.insns().clear();
        at.insns().addAll(all.subList(0, g.from()));
        all.subList(g.from(), g.to()).stream()
                .filter(i -> !g.adds().contains(i))
                .forEach(at.insns()::add);
        int n = g.adds().size();
        int slots = shared(at, Type.array(type), "sums of blocks in " + f.name() + "#" + groups, n, loc);
        int count = shared(at, Type.array(Type.I32), "warps of blocks in " + f.name() + "#" + groups++, 1, loc);
        int zero = f.constant(at, 0, loc);
        int one = f.constant(at, 1, loc);
        int mask = f.constant(at, ALL, loc);
        int none = f.append(at, Op.CONST, type, type.equals(Type.F32) ? (Object) 0f : (Object) 0.0, loc);
        int present = f.append(at, Op.INTRINSIC, Type.I32, "vote.ballot", loc, mask, one);
        int full = f.append(at, Op.CMP, Type.I32, Cond.EQ, loc, present, mask);

        Block warp = f.newBlock();
        Block add = f.newBlock();
        Block wait = f.newBlock();
        Block take = f.newBlock();
        Block after = f.newBlock();
        int[] own = g.adds().stream().mapToInt(i -> i.arg(2)).toArray();
        at.setTerm(Term.br(full, Edge.to(warp.id()), new Edge(add.id(), own), loc));

        int[] sums = own.clone();
        for (int k = 0; k < n; k++) {
            for (int bit = WARP / 2; bit > 0; bit /= 2) {
                int lane = f.constant(warp, bit, loc);
                int width = f.constant(warp, WARP, loc);
                int other = f.append(warp, Op.INTRINSIC, type, "shfl.bfly", loc, mask, sums[k], lane, width);
                sums[k] = f.append(warp, Op.ADD, type, null, loc, sums[k], other);
            }
        }
        int lane = f.append(warp, Op.AND, Type.I32, null, loc, thread(warp, loc), f.constant(warp, WARP - 1, loc));
        int first = f.append(warp, Op.CMP, Type.I32, Cond.EQ, loc, lane, zero);
        warp.setTerm(Term.br(first, new Edge(add.id(), sums), Edge.to(wait.id(), zero), loc));

        for (int k = 0; k < n; k++) {
            int part = f.addParam(add, type);
            int slot = f.constant(add, k, loc);
            f.append(add, Op.ATOMIC, type, AtomicKind.ADD, loc, slots, slot, part);
        }
        int before = f.append(add, Op.ATOMIC, Type.I32, AtomicKind.ADD, loc, count, zero, one);
        int wasFirst = f.append(add, Op.CMP, Type.I32, Cond.EQ, loc, before, zero);
        add.setTerm(Term.jump(Edge.to(wait.id(), wasFirst), loc));

        int adds = f.addParam(wait, Type.I32);
        f.append(wait, Op.INTRINSIC, Type.VOID, "barrier", loc);
        wait.setTerm(Term.br(adds, Edge.to(take.id()), Edge.to(after.id()), loc));

        for (int k = 0; k < n; k++) {
            Insn i = g.adds().get(k);
            int slot = f.constant(take, k, i.loc());
            int sum = f.append(take, Op.ALOAD, type, null, i.loc(), slots, slot);
            f.append(take, Op.ASTORE, Type.VOID, null, i.loc(), slots, slot, none);
            f.append(take, Op.ATOMIC, type, AtomicKind.ADD, i.loc(), i.arg(0), i.arg(1), sum);
        }
        f.append(take, Op.ASTORE, Type.VOID, null, loc, count, zero, zero);
        take.setTerm(Term.jump(Edge.to(after.id()), loc));

        if (again) { // what is shared is empty before it is used again
            f.append(after, Op.INTRINSIC, Type.VOID, "barrier", loc);
        }
        after.insns().addAll(all.subList(g.to() + 1, all.size()));
        after.setTerm(end);
    }

    private int shared(Block at, Type type, String name, int length, Loc loc) {
        return f.append(at, Op.SHARED, type, name, loc, f.constant(at, length, loc));
    }

    /** Number of this thread in its block. */
    private int thread(Block b, Loc loc) {
        int z = f.append(b, Op.MUL, Type.I32, null, loc, read(b, "tid.z", loc), read(b, "ntid.y", loc));
        int zy = f.append(b, Op.ADD, Type.I32, null, loc, z, read(b, "tid.y", loc));
        int row = f.append(b, Op.MUL, Type.I32, null, loc, zy, read(b, "ntid.x", loc));
        return f.append(b, Op.ADD, Type.I32, null, loc, row, read(b, "tid.x", loc));
    }

    private int read(Block b, String name, Loc loc) {
        return f.append(b, Op.INTRINSIC, Type.I32, name, loc);
    }

    private void remark(Group g) {
        if (Remarks.areWanted()) {
            SourceText text = new SourceText(f);
            for (Insn i : g.adds()) {
                Remarks.add(new Remarks.Remark(
                        Remarks.Kind.SHADOW,
                        i.loc(),
                        text.array(i.arg(0)),
                        "aggregated",
                        "all threads of a block that have not ended come here together and add to one element, ["
                                + text.of(i.arg(1)) + "]: once for a block",
                        0));
            }
        }
    }
}
