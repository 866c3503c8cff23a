package dev.adagent.codegen;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks LLVM to unroll short innermost loops that cannot fail, as a thread of a GPU, which runs in order, gains from it: loads of several
 * iterations are under way at once. LLVM alone counts a square root or a division as a call and leaves such loops.
 */
final class Unrolling {
    /** Instructions of an unrolled body. */
    private static final int LARGEST = 160;

    private static final int MOST = 16;

    private final Map<Integer, String> suffixes = new HashMap<>();

    Unrolling(Function f, DebugInfo debug) {
        for (LoopForest.Loop loop : LoopForest.of(f).loops()) {
            List<Insn> insns = loop.blocks().stream()
                    .flatMap(b -> f.block(b).insns().stream())
                    .toList();
            if (!loop.children().isEmpty()
                    || loop.latches().size() != 1
                    || !insns.stream().allMatch(Unrolling::isPlain)) {
                continue;
            }
            long size = insns.stream().filter(i -> i.op() != Op.CONST).count();
            int count = Integer.highestOneBit((int) Math.min(MOST, LARGEST / Math.max(1, size)));
            if (count > 1) {
                suffixes.put(loop.latches().get(0), debug.loop("!{!\"llvm.loop.unroll.count\", i32 " + count + "}"));
            }
        }
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
