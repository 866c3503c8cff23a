package dev.adagent.codegen;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks LLVM to unroll short innermost loops that cannot fail, as a thread of a GPU, which runs in order, gains from it: loads of several
 * iterations are under way at once. LLVM alone counts a square root or a division as a call and leaves such loops.
 */
final class Unrolling {
    /** Instructions of an unrolled body, and iterations in it, where the number of iterations is constant and where it is not. */
    private static final int LARGEST_CONSTANT = 512;

    private static final int MOST_CONSTANT = 32;
    private static final int LARGEST = 256;
    private static final int MOST = 8;

    private final Map<Integer, String> suffixes = new HashMap<>();

    Unrolling(Function f, DebugInfo debug) {
        for (LoopForest.Loop loop : LoopForest.of(f).loops()) {
            List<Insn> insns = loop.blocks().stream()
                    .flatMap(b -> f.block(b).insns().stream())
                    .toList();
            // a second exit is a test in each iteration all the same
            if (loop.children().isEmpty()
                    && loop.latches().size() == 1
                    && loop.exits().size() == 1
                    && insns.stream().allMatch(Unrolling::isPlain)) {
                long size = Math.max(
                        1, insns.stream().filter(i -> i.op() != Op.CONST).count());
                boolean constant = endsAtConstant(f, loop);
                int count = Integer.highestOneBit((int)
                        (constant ? Math.min(MOST_CONSTANT, LARGEST_CONSTANT / size) : Math.min(MOST, LARGEST / size)));
                if (count > 1) {
                    String suffix = debug.loop("!{!\"llvm.loop.unroll.count\", i32 " + count + "}");
                    suffixes.put(loop.latches().get(0), suffix);
                }
            }
        }
    }

    private static boolean endsAtConstant(Function f, LoopForest.Loop loop) {
        Map<Integer, Insn> definitions = new HashMap<>();
        f.blocks().forEach(b -> b.insns().forEach(i -> definitions.put(i.result(), i)));
        Term t = f.block(loop.header()).term();
        Insn test = t.kind() == Term.Kind.BR ? definitions.get(t.args()[0]) : null;
        return test != null
                && test.op() == Op.CMP
                && (isConstant(definitions.get(test.arg(0))) || isConstant(definitions.get(test.arg(1))));
    }

    private static boolean isConstant(Insn i) {
        return i != null && i.op() == Op.CONST;
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
