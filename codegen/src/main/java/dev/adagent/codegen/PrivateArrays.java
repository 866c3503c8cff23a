package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which arrays made in a kernel can live on the thread's stack. Each {@code NEWARRAY} gets one place there, zeroed whenever it runs; so
 * its size must have a bound, and an array made in a loop must be dead when the loop makes the next. All others lie in the
 * {@linkplain ThreadHeap thread's heap}. What holds for arrays in loops holds for the place of each {@code tape.open} among the thread's
 * tapes too, and these have no heap.
 */
final class PrivateArrays {
    /** A device thread has 512 KiB of local memory in all. */
    static final int MAX_BYTES = 256 * 1024;

    private PrivateArrays() {}

    /**
     * Finds the arrays that have no place on the stack, by function.
     *
     * @throws DeviceRefusal for arrays that are too large for the stack, and for tapes of which a loop opens several
     */
    static Map<String, Set<Integer>> inHeap(List<Function> functions) {
        Map<String, Set<Integer>> out = new HashMap<>();
        long total = 0;
        for (Function f : functions) {
            Set<Integer> heap = new LinkedHashSet<>();
            LoopForest loops = null;
            SameArrays same = null;
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    boolean tape = i.op() == Op.INTRINSIC && "tape.open".equals(i.attr());
                    if (i.op() != Op.NEWARRAY && !tape) {
                        continue;
                    }
                    loops = loops == null ? LoopForest.of(f) : loops;
                    same = same == null && ThreadHeap.holdsArray(f.result()) ? SameArrays.of(f) : same;
                    boolean dead = isDeadAtLatch(f, b, i, loops);
                    if (tape) {
                        requireDead(i, dead);
                    } else if (!dead || length(i, f) == LengthBound.NONE || isReturned(f, i, same)) {
                        heap.add(i.result());
                    } else {
                        total = add(total, i, f);
                    }
                }
            }
            if (!heap.isEmpty()) {
                out.put(f.name(), heap);
            }
        }
        return out;
    }

    /** The most elements that the array can have, {@link LengthBound#NONE} if no bound is known. */
    static int length(Insn newArray, Function f) {
        return new LengthBound(f).of(newArray.arg(0));
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

    private static boolean isDeadAtLatch(Function f, Block made, Insn array, LoopForest loops) {
        Set<Integer> same = aliases(f, array);
        if (loops.loopOf(made.id()) != null && isStored(f, same)) {
            return false;
        }
        for (LoopForest.Loop l = loops.loopOf(made.id()); l != null; l = l.parent()) {
            for (int latch : l.latches()) {
                for (Edge e : f.block(latch).term().edges()) {
                    if (e.target() == l.header() && anyOf(e.args(), same)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static void requireDead(Insn tape, boolean dead) {
        if (!dead) {
            throw new DeviceRefusal(
                    tape.loc(),
                    "a derivative's tape that waits for its reverse pass when the loop makes the next",
                    "run the reverse pass in the same round, or make as many tapes, each by a call of its own, as are"
                            + " used at a time");
        }
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
                if (SameArrays.isStore(i) && same.contains(i.arg(2))) {
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
                    boolean passes = switch (i.op()) {
                        case SELECT, TUPLE, EXTRACT, CALL, ALOAD -> true;
                        case INTRINSIC -> tape && !"tape.load".equals(i.attr());
                        default -> false;
                    };
                    if (passes && ThreadHeap.holdsArray(i.type()) && anyOf(i.args(), same)) {
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

    private static boolean anyOf(int[] args, Set<Integer> set) {
        for (int a : args) {
            if (set.contains(a)) {
                return true;
            }
        }
        return false;
    }

    /** By itself, or in another array or what a call makes of it. @param same null if the function returns no array */
    private static boolean isReturned(Function f, Insn array, SameArrays same) {
        if (same == null) {
            return false;
        }
        int own = same.of(array.result());
        return f.blocks().stream()
                .filter(b -> b.term().kind() == Term.Kind.RET)
                .anyMatch(b -> same.of(b.term().args()[0]) == own);
    }
}
