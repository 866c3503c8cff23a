package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;

/** Which instructions may touch memory that they do not name. */
public final class SharedMemory {
    private SharedMemory() {}

    /**
     * Whether the instruction, a call or an operation that orders threads, may read or change arrays and fields that are no operands of it.
     * Loads and stores, which name what they touch, do not count.
     */
    public static boolean mayBeTouched(Insn i) {
        if (i.op().effect() != Op.Effect.CALL || i.op() == Op.CALL && ((Callee) i.attr()).isPureTargetIntrinsic()) {
            return false;
        }
        String name = Intrinsics.of(i);
        return name == null
                || switch (Intrinsics.kind(name)) {
                    case PURE, THREAD, TAPE -> false;
                    case BARRIER, WARP, FENCE, PRINT -> true;
                };
    }
}
