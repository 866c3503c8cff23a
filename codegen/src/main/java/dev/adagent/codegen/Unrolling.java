package dev.adagent.codegen;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks LLVM to unroll short innermost loops that cannot fail, as a thread of a GPU, which runs in order, gains from it: loads of several
 * iterations are under way at once. LLVM alone counts a square root or a division as a call and leaves such loops. Loops that branch inside are
 * left to it: there an iteration waits for the one before it to have branched, whether unrolled or not. Loops that run before an exception are not
 * unrolled: that would only cost the time to compile them. Nor are those that hold {@linkplain PastedPtx pasted functions}, which LLVM takes for short. Processors that look ahead for themselves are
 * asked for nothing: where LLVM cannot do what is asked, it says so on the standard error.
 */
final class Unrolling {
    /** Instructions of an unrolled body, and iterations in it, where the number of iterations is constant and where it is not. */
    private static final int LARGEST_CONSTANT = 512;

    private static final int MOST_CONSTANT = 16;
    /** Iterations of a loop that is unrolled in whole, so that nothing of it is left. */
    private static final int WHOLE = 32;

    private static final int LARGEST = 256;
    private static final int MOST = 8;

    /** Iterations in an unrolled body below which it is not worth it that they divide the loop's. */
    private static final int LEAST_DIVISOR = 8;

    private final Function f;
    private final Map<Integer, Insn> definitions = new HashMap<>();
    private final Map<Integer, String> suffixes = new HashMap<>();

    /** @param slow headers of the loops that keep their checks, of which there is a copy without */
    Unrolling(Function f, Set<Integer> slow, LlvmTarget target, DebugInfo debug) {
        this.f = f;
        if (!target.isNvidia()) {
            return;
        }
        f.blocks().forEach(b -> b.insns().forEach(i -> definitions.put(i.result(), i)));
        for (LoopForest.Loop loop : LoopForest.of(f).loops()) {
            if (slow.contains(loop.header()) || callsApart(loop)) {
                String suffix = debug.loop("!{!\"llvm.loop.unroll.disable\"}");
                loop.latches().forEach(b -> suffixes.put(b, suffix));
                continue;
            }
            int count = count(loop);
            if (count > 1) {
                String suffix = debug.loop("!{!\"llvm.loop.unroll.count\", i32 " + count + "}");
                suffixes.put(loop.latches().get(0), suffix);
            }
        }
    }

    private boolean callsApart(LoopForest.Loop loop) {
        return loop.blocks().stream()
                .flatMap(b -> f.block(b).insns().stream())
                .anyMatch(i -> i.op() == Op.CALL && ((Callee) i.attr()).isApart());
    }

    /** How many iterations the unrolled body is to have. */
    private int count(LoopForest.Loop loop) {
        List<Insn> insns =
                loop.blocks().stream().flatMap(b -> f.block(b).insns().stream()).toList();
        // a header that tests, and what it tests for; a second exit is a test in each iteration all the same
        boolean straight = loop.blocks().size() <= 2
                && loop.latches().size() == 1
                && loop.exits().size() == 1;
        if (!straight || !insns.stream().allMatch(Unrolling::isPlain)) {
            return 1;
        }
        long size = Math.max(1, insns.stream().filter(i -> i.op() != Op.CONST).count());
        Insn test = test(loop);
        boolean constant = test != null && (constant(test.arg(0)) != null || constant(test.arg(1)) != null);
        int iterations = constant ? iterations(loop, test) : 0;
        int bound = iterations > MOST_CONSTANT && iterations <= WHOLE ? WHOLE : MOST_CONSTANT;
        int most = Integer.highestOneBit(
                (int) (constant ? Math.min(bound, LARGEST_CONSTANT / size) : Math.min(MOST, LARGEST / size)));
        // else there is an exit, with its test, in the middle of the unrolled body
        int dividing = Integer.lowestOneBit(iterations);
        return dividing >= LEAST_DIVISOR ? Math.min(most, dividing) : most;
    }

    private Insn test(LoopForest.Loop loop) {
        Term t = f.block(loop.header()).term();
        Insn test = t.kind() == Term.Kind.BR ? definitions.get(t.args()[0]) : null;
        return test != null && test.op() == Op.CMP ? test : null;
    }

    /** The iterations of a loop that counts up by one between constants, else 0. */
    private int iterations(LoopForest.Loop loop, Insn test) {
        boolean up = test.attr() == Cond.LT || test.attr() == Cond.GE;
        int position = f.block(loop.header()).params().indexOf(test.arg(0));
        Integer end = constant(test.arg(1));
        if (!up || position < 0 || end == null) {
            return 0;
        }
        Integer start = null;
        for (Block b : f.blocks()) {
            for (Edge e : b.term().edges()) {
                if (e.target() != loop.header()) {
                    continue;
                }
                int value = e.args()[position];
                if (loop.contains(b.id()) ? !isNext(definitions.get(value), test.arg(0)) : constant(value) == null) {
                    return 0;
                }
                start = loop.contains(b.id()) ? start : constant(value);
            }
        }
        return start == null ? 0 : (int) Math.max(0, Math.min((long) end - start, Integer.MAX_VALUE));
    }

    private boolean isNext(Insn i, int counter) {
        return i != null
                && i.op() == Op.ADD
                && ((i.arg(0) == counter && Integer.valueOf(1).equals(constant(i.arg(1))))
                        || (i.arg(1) == counter && Integer.valueOf(1).equals(constant(i.arg(0)))));
    }

    private Integer constant(int value) {
        Insn i = definitions.get(value);
        return i != null && i.op() == Op.CONST && i.attr() instanceof Integer c ? c : null;
    }

    private static boolean isPlain(Insn i) {
        if (i.op() == Op.INTRINSIC) {
            Intrinsics.Kind k = Intrinsics.kind((String) i.attr());
            return k == Intrinsics.Kind.PURE || k == Intrinsics.Kind.THREAD;
        }
        return !i.op().isCheck() && i.op() != Op.CALL && i.op() != Op.ATOMIC && i.op() != Op.ACCUM;
    }

    /** What to say of the loop that this block ends an iteration of, or nothing. */
    String suffix(int block) {
        return suffixes.getOrDefault(block, "");
    }
}
