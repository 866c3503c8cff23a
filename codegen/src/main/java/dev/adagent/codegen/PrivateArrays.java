package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which arrays made in a kernel can live on the thread's stack. Each {@code NEWARRAY} gets one place there, zeroed whenever it runs; so
 * the size must be constant, and an array made in a loop must be dead when the loop makes the next. The same holds for the place of each
 * {@code tape.open} among the thread's tapes.
 */
final class PrivateArrays {
    /** A device thread has 512 KiB of local memory in all. */
    static final int MAX_BYTES = 256 * 1024;

    private PrivateArrays() {}

    /**
     * Checks the functions of a kernel.
     *
     * @throws DeviceRefusal for an array that cannot live on the stack
     */
    static void require(List<Function> functions) {
        long total = 0;
        for (Function f : functions) {
            total = require(f, total);
        }
    }

    private static long require(Function f, long before) {
        long total = before;
        LoopForest loops = null;
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                boolean tape = i.op() == Op.INTRINSIC && "tape.open".equals(i.attr());
                if (i.op() != Op.NEWARRAY && !tape) {
                    continue;
                }
                total = tape ? total : add(total, i, f);
                loops = loops == null ? LoopForest.of(f) : loops;
                requireDeadAtLatch(f, b, i, loops);
            }
        }
        if (f.result().isArray() && loops != null) {
            refuseReturned(f);
        }
        return total;
    }

    /** The most elements that the array can have, checked. */
    static int length(Insn newArray, Function f) {
        int most = new LengthBound(f).of(newArray.arg(0));
        if (most == LengthBound.NONE) {
            throw new DeviceRefusal(
                    newArray.loc(),
                    "an array whose length is not known when the kernel is compiled",
                    "use a constant length, or pass the array as an argument");
        }
        return most;
    }

    private static long add(long before, Insn newArray, Function f) {
        long bytes = Math.max(0L, length(newArray, f))
                * LlvmTypes.elementBytes(newArray.type().element());
        if (before + bytes > MAX_BYTES) {
            throw new DeviceRefusal(
                    newArray.loc(),
                    "a private array of " + bytes + " bytes" + (before == 0 ? "" : " after others of " + before)
                            + "; a thread has room for " + MAX_BYTES,
                    "pass one large array as an argument and give each thread a part of it");
        }
        return before + bytes;
    }

    private static void requireDeadAtLatch(Function f, Block made, Insn array, LoopForest loops) {
        Set<Integer> same = aliases(f, array);
        if (loops.loopOf(made.id()) != null && isStored(f, same)) {
            throw new DeviceRefusal(
                    array.loc(),
                    "an array made in a loop and stored into another array",
                    "give the outer array constant dimensions, as in new double[3][4], or use one array and compute the index");
        }
        for (LoopForest.Loop l = loops.loopOf(made.id()); l != null; l = l.parent()) {
            for (int latch : l.latches()) {
                for (Edge e : f.block(latch).term().edges()) {
                    if (e.target() != l.header()) {
                        continue;
                    }
                    for (int a : e.args()) {
                        if (same.contains(a)) {
                            throw kept(array);
                        }
                    }
                }
            }
        }
    }

    private static DeviceRefusal kept(Insn made) {
        return made.op() == Op.NEWARRAY
                ? new DeviceRefusal(
                        made.loc(),
                        "an array made in a loop and kept for the next round",
                        "make the arrays before the loop and copy their elements")
                : new DeviceRefusal(
                        made.loc(),
                        "a derivative's tape that waits for its reverse pass when the loop makes the next",
                        "run the reverse pass in the same round, or make as many tapes, each by a call of its own, as are"
                                + " used at a time");
    }

    /**
     * Checks that no method which may call itself does so while one of its tapes waits: the inner call would write over it.
     *
     * @throws DeviceRefusal if one does
     */
    static void requireNoneAcross(Function f, Predicate<Insn> mayReenter) {
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() != Op.INTRINSIC || !"tape.open".equals(i.attr())) {
                    continue;
                }
                Set<Integer> same = aliases(f, i);
                BitSet from = reachable(f, b);
                for (Block c : f.blocks()) {
                    for (int k = 0; k < c.insns().size() && (from.get(c.id()) || c == b); k++) {
                        Insn call = c.insns().get(k);
                        boolean after = from.get(c.id()) || k > b.insns().indexOf(i);
                        if (call.op() == Op.CALL && after && mayReenter.test(call) && isUsedAfter(f, c, k, same)) {
                            throw new DeviceRefusal(
                                    call.loc(),
                                    "a method that may come to call itself while a derivative's tape in it waits for its"
                                            + " reverse pass",
                                    "run the reverse pass before the call");
                        }
                    }
                }
            }
        }
    }

    private static boolean isUsedAfter(Function f, Block b, int index, Set<Integer> values) {
        BitSet after = reachable(f, b);
        for (Block c : f.blocks()) {
            for (int k = 0; k < c.insns().size(); k++) {
                boolean comes = after.get(c.id()) || c == b && k > index;
                if (comes && anyOf(c.insns().get(k).args(), values)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The blocks that may come after the end of a block. */
    private static BitSet reachable(Function f, Block b) {
        BitSet out = new BitSet();
        List<Block> work = new ArrayList<>(List.of(b));
        while (!work.isEmpty()) {
            for (Edge e : work.remove(work.size() - 1).term().edges()) {
                if (!out.get(e.target())) {
                    out.set(e.target());
                    work.add(f.block(e.target()));
                }
            }
        }
        return out;
    }

    private static boolean isStored(Function f, Set<Integer> same) {
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.ASTORE && same.contains(i.arg(2))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** All values that may be this array. */
    private static Set<Integer> aliases(Function f, Insn made) {
        int array = made.result();
        boolean tape = made.op() == Op.INTRINSIC;
        Set<Integer> same = new HashSet<>();
        same.add(array);
        for (boolean grown = true; grown; ) {
            grown = false;
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    boolean passes = i.op() == Op.SELECT || i.op() == Op.TUPLE || i.op() == Op.EXTRACT;
                    passes |= tape && (i.op() == Op.CALL || i.op() == Op.INTRINSIC);
                    if (passes && holdsArray(i.type()) && anyOf(i.args(), same)) {
                        grown |= same.add(i.result());
                    }
                }
                for (Edge e : b.term().edges()) {
                    for (int k = 0; k < e.args().length; k++) {
                        if (same.contains(e.args()[k])) {
                            grown |= same.add(f.block(e.target()).params().get(k));
                        }
                    }
                }
            }
        }
        return same;
    }

    private static boolean holdsArray(Type t) {
        return t.isArray() || t.isTuple();
    }

    private static boolean anyOf(int[] args, Set<Integer> set) {
        for (int a : args) {
            if (set.contains(a)) {
                return true;
            }
        }
        return false;
    }

    private static void refuseReturned(Function f) {
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() != Op.NEWARRAY) {
                    continue;
                }
                Set<Integer> same = aliases(f, i);
                for (Block r : f.blocks()) {
                    if (r.term().edges().isEmpty() && anyOf(r.term().args(), same)) {
                        throw new DeviceRefusal(
                                i.loc(),
                                "an array returned from a method that could not be inlined",
                                "pass the array to fill as an argument");
                    }
                }
            }
        }
    }
}
