package dev.adagent.codegen;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import java.util.HashMap;
import java.util.Map;

/** Whether other threads see an array, because it is an argument of the launch or shared, or the thread itself made it. */
final class ArrayOrigins {
    /** Where an array lies. */
    enum Origin {
        /** An argument of the launch, or shared by the block. */
        COMMON,
        PRIVATE,
        /** Either, depending on the way taken or on the caller. */
        UNKNOWN
    }

    /** In the place of a value: whatever is stored into an array of arrays, and the rows that such an array is made with. */
    private static final int ROWS = -1;

    private final Map<Integer, Origin> origins = new HashMap<>();

    ArrayOrigins(Function f, boolean kernel) {
        for (int p : f.params()) {
            note(p, kernel ? Origin.COMMON : Origin.UNKNOWN);
        }
        note(ROWS, Origin.PRIVATE);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (isRow(i)) {
                    continue;
                }
                if (i.result() >= 0 && (i.op() == Op.NEWARRAY || "tape.open".equals(Intrinsics.of(i)))) {
                    note(i.result(), Origin.PRIVATE);
                } else if (i.result() >= 0 && i.op() == Op.SHARED) {
                    note(i.result(), Origin.COMMON);
                } else if (i.result() >= 0
                        && i.op() != Op.SELECT
                        && !isFirst(i)
                        && !(i.op() == Op.CONST && i.attr() == null)) {
                    note(i.result(), Origin.UNKNOWN);
                }
            }
        }
        for (boolean grown = true; grown; ) {
            grown = false;
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.op() == Op.SELECT) {
                        grown |= flow(i.arg(1), i.result()) | flow(i.arg(2), i.result());
                    } else if (isFirst(i)) {
                        grown |= flow(i.arg(0), i.result());
                    } else if (SameArrays.isStore(i) && f.typeOf(i.arg(2)).isArray()) {
                        grown |= flow(i.arg(2), ROWS);
                    } else if (isRow(i)) {
                        grown |= flow(i.arg(0), i.result()) | flow(ROWS, i.result());
                    }
                }
                for (Edge e : b.term().edges()) {
                    for (int k = 0; k < e.args().length; k++) {
                        grown |= flow(e.args()[k], f.block(e.target()).params().get(k));
                    }
                }
            }
        }
    }

    /** The rows of the thread's own arrays, and what lies on its tapes, are its own if it stores none but its own; those of others are anybody's. */
    private static boolean isRow(Insn i) {
        return (i.op() == Op.ALOAD || "tape.load".equals(Intrinsics.of(i)))
                && i.type().isReference();
    }

    /** Whether the result is the first operand, if it is no choice. */
    private static boolean isFirst(Insn i) {
        return i.op() == Op.CHECK_CAST || "tape.ensure".equals(Intrinsics.of(i));
    }

    /** The origin of an array; a value that is always null counts as common. */
    Origin of(int array) {
        return origins.getOrDefault(array, Origin.COMMON);
    }

    private boolean flow(int from, int to) {
        Origin o = origins.get(from);
        return o != null && note(to, o);
    }

    private boolean note(int value, Origin o) {
        Origin old = origins.get(value);
        Origin now = old == null || old == o ? o : Origin.UNKNOWN;
        origins.put(value, now);
        return now != old;
    }
}
